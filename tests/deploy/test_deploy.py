"""What deploy/ names is there: files, commands, variables, socket files nginx knows."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.deploy.guide_steps import steps_of

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
README = (DEPLOY / "README.md").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
_READ = re.compile(r'(?:env_\w+|environ\.get)\(\s*"([A-Z_]+)"')
_COMMAND = re.compile(r"manage\.py ([a-z_]+)")
# By these names the files of one machine stand beside compose.yaml; nobody else has them.
OWN = {"./environment", "./secrets/secret_key", "./tls"}


def known_variables() -> set[str]:
    sources = [ROOT / "quizsite" / name for name in ("settings.py", "serving.py")]
    read = {name for source in sources for name in _READ.findall(source.read_text())}
    secret = re.findall(r'env_secret\(\s*"(\w+)"', (ROOT / "quizsite" / "settings.py").read_text())
    return read | {f"{name}_FILE" for name in secret}


def let_into_the_image() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def services():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def test_the_example_has_every_variable_and_no_other():
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    named = {found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))}
    assert named == known_variables()


def test_a_shell_reads_the_example_as_systemd_does():
    """Guides and `deploy/upgrade` let a shell read it, to which a space ends a value."""
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    said = [line.partition("=") for line in lines if re.match(r"[A-Z_]+=", line)]
    by_systemd = {name: value.strip('"') for name, _equals, value in said}
    done = subprocess.run(
        ["sh", "-euc", "set -a; . ./environment.example; env -0"],  # noqa: S607 -- of the path
        cwd=DEPLOY,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    by_shell = dict(one.split("=", 1) for one in done.stdout.split("\0") if one)
    assert {name: by_shell[name] for name in by_systemd} == by_systemd


def test_compose_sets_only_variables_that_are_read():
    for service in services().values():
        if service["image"].startswith("thi-cchc"):
            assert set(service["environment"]) <= known_variables()


def test_the_image_that_starts_before_nginx_owns_the_shared_volumes():
    """An empty volume takes its owner from the image that mounts it first."""
    shared = {
        mount.partition(":")[0] for mount in services()["nginx"]["volumes"] if mount[0] != "."
    }
    first = {mount.partition(":")[0] for mount in services()["migrate"]["volumes"]}
    assert shared <= first
    assert services()["nginx"]["depends_on"].keys() == {"migrate"}


def test_compose_names_only_files_that_are_there():
    named = {"../" + services()["migrate"]["build"]["dockerfile"]}
    for service in services().values():
        mounts = [mount.partition(":")[0] for mount in service.get("volumes", [])]
        named |= {mount for mount in mounts if mount.startswith(".")}
    assert {name for name in named - OWN if not (DEPLOY / name).exists()} == set()


@pytest.mark.parametrize("text", [README, CONTAINERFILE, str(services())])
def test_every_command_exists(text):
    assert set(_COMMAND.findall(text)) - set(get_commands()) == set()


def test_nginx_and_the_processes_mean_the_same_socket_files():
    known = set(re.findall(r"unix:(\S+\.sock)", NGINX))
    roles = {"pages", "live"}  # nobody is sent to background work
    of_compose = {
        service["environment"]["SERVE_UDS"]
        for name, service in services().items()
        if name.partition("-")[0] in roles
    }
    of_systemd = {
        found[1].replace("%i", n)
        for unit in UNITS
        if unit.name.partition("@")[0].removeprefix("thi-cchc-") in roles
        if (found := re.search(r"SERVE_UDS=(\S+)", unit.read_text()))
        for n in "12"
    }
    assert known == of_compose == of_systemd


def test_a_stop_is_given_more_time_than_the_servers_take():
    from quizsite.serving import STOP_WITHIN_S  # noqa: PLC0415 -- this test's own

    waits = re.findall(r"TimeoutStopSec=(\d+)", "".join(unit.read_text() for unit in UNITS))
    waits += [
        service["stop_grace_period"].rstrip("s")
        for service in services().values()
        if "SERVE_ROLE" in service.get("environment", {})
    ]
    assert len(waits) == 8
    assert min(map(int, waits)) > STOP_WITHIN_S


def small_units():
    """Return the units that the guide for one process writes, by name."""
    return {
        Path(block.path).name: "\n".join(block.lines)
        for heading in ("2. ", "5. ")
        for step in steps_of(ROOT / "docs" / "huong-dan" / "7-cai-dat.md", heading)
        for block in step.blocks
        if "/systemd/" in block.path
    }


BOTH_SIZES = [{unit.name: unit.read_text() for unit in UNITS}, small_units()]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("units", BOTH_SIZES, ids=["big", "small"])
def test_systemd_takes_the_units(tmp_path, units):
    """Programs and users of another machine are not here; everything else must be right."""
    assert {Path(name).suffix for name in units} >= {".service", ".timer"}
    for name, said in units.items():
        text = re.sub(r"^(ExecStart\w*)=\S+", r"\1=/bin/true", said, flags=re.M)
        (tmp_path / name).write_text(re.sub(r"^User=.*|^Group=.*", "", text, flags=re.M))
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["systemd-analyze", "verify", *(tmp_path / name for name in units)],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
    )
    assert [
        line for line in done.stderr.splitlines() if str(tmp_path) in line or "thi" in line
    ] == []


def test_the_journal_is_bounded_in_size_and_age_and_drops_no_line_of_ours():
    journal = configparser.ConfigParser()
    journal.optionxform = str
    journal.read(DEPLOY / "journald-thi-cchc.conf")
    kept = dict(journal["Journal"])
    assert kept["MaxRetentionSec"] == "1year"
    assert {"SystemMaxUse", "SystemKeepFree"} <= kept.keys()
    # journald's own bound, 10,000 lines in 30 seconds, is what one opening writes.
    assert int(kept["RateLimitBurst"]) >= 30 * 10_000


@pytest.mark.skipif(not shutil.which("logrotate"), reason="needs logrotate")
def test_logrotate_takes_the_rules_for_nginx(tmp_path):
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["logrotate", "--debug", "--state", tmp_path / "state", DEPLOY / "logrotate-nginx"],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "error:" in done.stderr) == (0, False), done.stderr


def test_the_image_leaves_out_what_is_not_served():
    kept = let_into_the_image()
    assert [path for path in sorted(kept) if not (ROOT / path).exists()] == []
    assert not kept & {"tests", "var", "docs", ".git", "node_modules", "deploy"}


def test_the_build_context_holds_all_that_the_image_copies():
    copied = [line for line in CONTAINERFILE.splitlines() if line.startswith("COPY ")]
    names = {name for line in copied for name in shlex.split(line)[1:-1] if name[0] not in "-/"}
    kept = let_into_the_image()
    assert names - {".", "./"} <= kept


def test_scripts_are_bash_without_mistakes():
    for script in (DEPLOY / "rolling-restart", ROOT / "bin" / "serve"):
        subprocess.run(["bash", "-n", script], check=True)  # noqa: S603, S607 -- our own script


DROP_INS = sorted((DEPLOY / "systemd-drop-ins").glob("*/*.conf"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("conf", DROP_INS, ids=lambda conf: conf.parent.name)
def test_systemd_takes_what_is_dropped_in(tmp_path, conf):
    unit = conf.parent.name.removesuffix(".d").replace("@", "@15-main")
    (tmp_path / unit).write_text("[Service]\nExecStart=/bin/true\n")
    (tmp_path / f"{unit}.d").mkdir()
    shutil.copy(conf, tmp_path / f"{unit}.d")
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["systemd-analyze", "verify", tmp_path / unit],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": os.environ["PATH"]},
    )
    assert [line for line in done.stderr.splitlines() if unit in line] == []


def test_what_ends_by_itself_is_started_again():
    assert {conf.parent.name for conf in DROP_INS} == {"nginx.service.d", "postgresql@.service.d"}
    assert all("Restart=on-failure" in conf.read_text() for conf in DROP_INS)


def small_unit():
    """Return the unit of the guide for one process."""
    return small_units()["thi.service"]


@pytest.mark.parametrize("text", [*(unit.read_text() for unit in UNITS), small_unit()])
def test_every_process_is_watched(text):
    if "[Service]" not in text:
        return  # the target that holds them together
    if "Type=oneshot" in text:
        return  # a backup ends by itself
    said = dict(re.findall(r"^(\w+)=(.*)$", text, flags=re.M))
    assert (said["Type"], said["Restart"], said["WatchdogSec"]) == ("notify", "always", "20")
    # The workers of pages speak for it.
    assert said.get("NotifyAccess", "main") == ("all" if "pages" in text else "main")


def test_error_pages_stand_alone_and_say_what_is_kept():
    pages = sorted((DEPLOY / "error-pages").glob("*.html"))
    assert [page.name for page in pages] == ["ban.html", "qua-lon.html"]
    for page in pages:
        text = page.read_text()
        assert set(re.findall(r"(?:href|src)=\"([^\"]+)", text)) == {"/", "/loi/loi.css"}
        assert "style=" not in text
        assert re.search("không mất|còn nguyên", text)
        assert f"/loi/{page.name}" in NGINX
