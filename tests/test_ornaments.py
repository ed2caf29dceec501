"""Ornaments are small, our own files, and say nothing that a reader must not miss."""

import re
from pathlib import Path

ORNAMENTS = sorted(Path("quizsite/static/site/tranh").glob("*.svg"))
MOST_BYTES = 15 * 1024


def test_ornaments_are_light_together():
    assert len(ORNAMENTS) >= 4
    assert sum(path.stat().st_size for path in ORNAMENTS) <= MOST_BYTES


def test_ornaments_carry_no_script_and_ask_nothing():
    for path in ORNAMENTS:
        text = path.read_text(encoding="utf-8")
        asked = [one for one in re.findall(r'href="([^"]*)"', text) if not one.startswith("#")]
        assert "<script" not in text
        assert asked == []


def test_ornaments_are_decoration():
    tags = [
        tag
        for path in Path("templates").rglob("*.html")
        for tag in re.findall(r"<img[^>]*site/tranh[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert tags
    assert all('alt=""' in tag and "width=" in tag and "height=" in tag for tag in tags)
