"""Lock files pin by hash; where a package is fetched from is each machine's own business."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name",
    ["package-lock.json", "requirements.lock", "requirements-dev.lock", "requirements-s3.lock"],
)
def test_a_lock_names_no_address(name):
    assert re.findall(r"https?://\S+", (ROOT / name).read_text(encoding="utf-8")) == []
