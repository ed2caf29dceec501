"""What deploy/ names is there: files, commands, variables, socket files nginx knows."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

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
    return read | {f"{name}_FILE" for name in ("SECRET_KEY", "EMAIL_HOST_PASSWORD")}


def let_into_the_image() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def services():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


def test_the_example_has_every_variable_and_no_other():
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    named = {found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))}
    assert named == known_variables()


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


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path):
    """Programs and users of another machine are not here; everything else must be right."""
    for unit in UNITS:
        text = re.sub(r"^(ExecStart\w*)=\S+", r"\1=/bin/true", unit.read_text(), flags=re.M)
        (tmp_path / unit.name).write_text(re.sub(r"^User=.*|^Group=.*", "", text, flags=re.M))
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "thi-cchc" in line] == []


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
