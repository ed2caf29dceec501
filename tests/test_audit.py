"""bin/audit: a finding fails; a database out of reach is said, and fails nothing."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What pip-audit does with `--output FILE` as its last argument.
PYTHON = {
    "clean": 'case "$*" in *known*) w; exit 1;; esac; w; exit 0',
    "finding": "w; exit 1",
    "out of reach": "exit 1",
    "empty": "w; exit 0",
    "dies later": 'case "$*" in *known*) w; exit 1;; esac; exit 1',
}
NPM = {
    "clean": "echo '{\"auditReportVersion\": 2}'; exit 0",
    "finding": 'echo \'{"auditReportVersion": 2, "vulnerabilities": {}}\'; exit 1',
    "out of reach": 'echo \'{"message": "405"}\'; exit 1',
}


def script(folder, name, body):
    path = folder / name
    path.write_text(f'#!/bin/bash\nw() {{ echo "{{}}" > "$OUT"; }}\nOUT="${{@: -1}}"\n{body}\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("python", "npm", "fails", "said"),
    [
        ("clean", "clean", False, ["Python: no known weakness", "npm: no known weakness"]),
        ("finding", "clean", True, ["npm: no known weakness"]),
        ("clean", "finding", True, ["Python: no known weakness"]),
        ("out of reach", "out of reach", False, ["not audited: the", "not audited: npm"]),
        ("empty", "clean", False, ["or is empty here"]),
        ("dies later", "clean", False, ["stopped answering"]),
    ],
)
def test_a_finding_fails_and_silence_is_said(tmp_path, python, npm, fails, said):
    tools = {
        "PIP_AUDIT": script(tmp_path, "pip-audit", PYTHON[python]),
        "NPM": script(tmp_path, "npm", NPM[npm]),
    }
    done = subprocess.run(  # noqa: S603 -- our own script
        [ROOT / "bin" / "audit"],
        env=os.environ | tools,
        capture_output=True,
        text=True,
        check=False,
    )

    assert bool(done.returncode) is fails, done.stdout + done.stderr
    for sentence in said:
        assert sentence in done.stdout


def test_ci_audits():
    assert "\nbin/audit\n" in (ROOT / ".ci" / "run").read_text()
