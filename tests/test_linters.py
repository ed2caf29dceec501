"""bin/check passes only if every linter passes, and shows the output of failing ones."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LINTERS = {
    "mypy": "mypy",
    "ruff": "ruff",
    "lint-imports": "imports",
    "python": "migrations",
    "eslint": "scripts",
}


def write_command(path, line):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def place_of(command, root):
    return root / ("node_modules/.bin" if command == "eslint" else ".venv/bin") / command


@pytest.fixture
def check(tmp_path):
    """bin/check of a project whose linters all pass."""
    write_command(tmp_path / "bin" / "_setup", "true")
    shutil.copy(ROOT / "bin" / "check", tmp_path / "bin")
    for command in LINTERS:
        write_command(place_of(command, tmp_path), f"echo {command} is content")

    def run(*names, failing=()):
        for command in failing:
            write_command(place_of(command, tmp_path), f"echo {command} is cross >&2; exit 3")
        return subprocess.run(  # noqa: S603 -- our own script
            [tmp_path / "bin" / "check", *names], capture_output=True, text=True, check=False
        )

    return run


def test_all_pass_in_one_line(check):
    done = check()
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith(
        "Đạt: mypy ruff format imports migrations scripts ("
    )
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(("command", "name"), LINTERS.items())
def test_a_failing_linter_is_shown_and_fails_all(check, command, name):
    done = check(failing=[command])
    assert done.returncode == 1
    assert f"== {name}\n{command} is cross\n" in done.stdout
    assert "content" not in done.stdout
    failed = "ruff format" if name == "ruff" else name
    assert done.stdout.splitlines()[-1].startswith(f"Không đạt: {failed} (")


def test_only_the_named_linters_run(check):
    assert check("mypy", "imports", failing=["ruff"]).returncode == 0
    assert check("mypy", "ruff", failing=["ruff"]).returncode == 1


def test_a_name_it_does_not_know_fails(check):
    done = check("mypi")
    assert done.returncode == 1
    assert "bin/check không biết tên này" in done.stdout


def test_hooks_before_a_commit_fetch_nothing():
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for hook in repositories[0]["hooks"]} == {"system"}
