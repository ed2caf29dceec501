"""Releases are marked in one place each, and a failed upgrade leaves the old version serving."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizsite.operations.releases import past_releases, running_version
from quizsite.serving import READY, Place, readiness
from tests.journeys.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
UNITS = ["thi-cchc-jobs@1.service", "thi-cchc-live@1.service", "thi-cchc-pages@1.service"]
# It writes down what is restarted; the unit named in NOT_READY does not come back.
SYSTEMCTL = f"""#!/bin/sh
case $1 in
  list-units) printf '%s\\n' {" ".join(UNITS)} ;;
  restart) echo "$2" >> "$RESTARTED"; [ "$2" != "$NOT_READY" ] ;;
esac
"""
RUNUSER = '#!/bin/sh\nshift 3\nexec "$@"\n'
BROKEN = """from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("quizsite", "{newest}")]
    operations = [migrations.RunSQL("ALTER TABLE there_is_no_such_table ADD COLUMN a integer")]
"""


def numbers(version):
    return tuple(map(int, version.split(".")))


def test_this_version_is_newer_than_all_releases():
    released = [numbers(one.version) for one in past_releases()]
    assert released == sorted(set(released))
    assert numbers(running_version()) > released[-1]


def test_the_changelog_dates_every_release():
    dated = re.findall(r"^## ([\d.]+) - ([\d-]+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert dated == [(one.version, one.day) for one in reversed(past_releases())]


def test_containers_are_named_by_this_version():
    for name in ("Containerfile", "compose.yaml"):
        named = re.findall(
            r"thi-cchc:(?:\$\{THI_CCHC_VERSION:-)?([\d.]+)", (ROOT / "deploy" / name).read_text()
        )
        assert named == [running_version()]


@pytest.fixture
def machine(tmp_path):
    """A machine whose systemctl only writes down what it was asked for."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("systemctl", SYSTEMCTL), ("runuser", RUNUSER)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "RESTARTED": str(tmp_path / "restarted"),
        "NOT_READY": "",
    }


def restarted(machine):
    told = Path(machine["RESTARTED"])
    return told.read_text().split() if told.exists() else []


def run(machine, *words, cwd=ROOT):
    return subprocess.run(  # noqa: S603 -- our own scripts
        words, cwd=cwd, env=machine, capture_output=True, text=True, check=False
    )


def test_a_rolling_restart_stops_at_the_first_process_that_is_not_ready(machine):
    assert run(machine, "deploy/rolling-restart").returncode == 0
    assert restarted(machine) == UNITS
    Path(machine["RESTARTED"]).unlink()
    machine["NOT_READY"] = UNITS[1]
    done = run(machine, "deploy/rolling-restart")
    assert (done.returncode, restarted(machine)) == (1, UNITS[:2])
    assert f"{UNITS[1]} không chạy lại được" in done.stderr


def git(tree, *words):
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["git", *identity, *words],  # noqa: S607 -- of the path
        cwd=tree,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def installed(tmp_path, machine):
    """This tree, installed in a folder of its own, and the repository its versions come from."""
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    names = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    git(source, "init", "--quiet", "--initial-branch", "main")
    git(source, "add", "--all", "--force")
    git(source, "commit", "--quiet", "--message", "One")
    git(tmp_path, "clone", "--quiet", str(source), str(site))
    for name in (".venv", "node_modules"):
        (site / name).symlink_to(ROOT / name)
    machine |= {"VAR_DIR": str(tmp_path / "var"), "ENVIRONMENT_FILE": str(tmp_path / "none")}
    machine |= {"TMPDIR": str(tmp_path), "LOG_LEVEL": "WARNING", "DATABASE_URL": ""}
    machine["STATIC_ROOT"] = str(tmp_path / "static")
    (tmp_path / "var").mkdir()
    return source, site


def commit_a_broken_migration(source):
    folder = source / "quizsite" / "migrations"
    newest = (folder / "max_migration.txt").read_text().strip()
    (folder / "9999_broken.py").write_text(BROKEN.format(newest=newest))
    (folder / "max_migration.txt").write_text("9999_broken\n")
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "--message", "Break")


@pytest.mark.fleet
@pytest.mark.slow
def test_a_failed_migration_leaves_the_old_version_serving(machine, installed):
    source, site = installed
    assert run(machine, sys.executable, "manage.py", "migrate", "-v0", cwd=site).returncode == 0
    place = Place(port=free_port())
    serving = subprocess.Popen(  # noqa: S603 -- our own command
        [site / "bin" / "serve", "--port", str(place.port)], cwd=site, env=machine
    )
    try:
        assert readiness(place, within_s=60) == READY
        old = git(site, "rev-parse", "HEAD")
        commit_a_broken_migration(source)
        failed = run(machine, site / "deploy" / "upgrade", cwd=site)
        assert (failed.returncode, restarted(machine)) == (1, [])
        assert "Không tạo được bảng của bản mới. Bản cũ vẫn phục vụ" in failed.stderr
        assert (git(site, "rev-parse", "HEAD"), git(site, "status", "--porcelain")) == (old, "")
        assert readiness(place, within_s=0) == READY

        git(source, "revert", "--no-edit", "HEAD")
        git(site, "checkout", "--quiet", "--detach")
        done = run(machine, site / "deploy" / "upgrade", cwd=site)
        assert (done.returncode, restarted(machine)) == (0, UNITS), done.stderr
        assert git(site, "rev-parse", "HEAD") == git(source, "rev-parse", "HEAD")
    finally:
        serving.terminate()
        serving.wait()
