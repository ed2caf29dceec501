"""Tokens of both themes: letters are readable on every ground that they stand on."""

import re
from pathlib import Path

import pytest

SHEET = Path("quizsite/static/site/site.css").read_text(encoding="utf-8")
OTHERS = [
    path
    for folder in ("quizsite", "contests", "leaderboard", "questionbank")
    for path in sorted(Path(folder, "static").rglob("*.css"))
]
HALLS = {"projector.css", "reveal.css", "stage.css"}
_PAIR = re.compile(r"--([a-z-]+): var\(--sang, (#\w+)\) var\(--toi, (#\w+)\);")
_SINGLE = re.compile(r"^  --([a-z-]+): (#\w+);", re.M)

LETTERS = ("muc", "xam", "cham", "cham-dam", "son", "la", "nau")
GROUNDS = ("diep", "the")
PALE = {"cham-nhat": "muc cham", "son-nhat": "muc son", "hoe-nhat": "muc nau", "la-nhat": "muc la"}
STRONG = ("cham", "cham-dam", "son", "son-dam", "la", "xam")


def tokens(theme):
    alike = dict(_SINGLE.findall(SHEET))
    return alike | {name: (day, night)[theme == "toi"] for name, day, night in _PAIR.findall(SHEET)}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def written():
    """Letters and the ground below them, by their names."""
    yield from ((letters, ground) for letters in LETTERS for ground in GROUNDS)
    yield from ((letters, ground) for ground, on in PALE.items() for letters in on.split())
    yield from (("xam", ground) for ground in ("cham-nhat", "hoe-nhat", "son-nhat", "la-nhat"))
    yield from (("nguoc", ground) for ground in STRONG)
    yield "tren-hoe", "hoe"
    yield "kem", "dem"


@pytest.mark.parametrize("theme", ["sang", "toi"])
def test_letters_reach_4_5_to_1_in_both_themes(theme):
    of = tokens(theme)
    pale = {
        f"{letters} on {ground}": round(contrast(of[letters], of[ground]), 2)
        for letters, ground in written()
        if contrast(of[letters], of[ground]) < 4.5
    }
    assert pale == {}


@pytest.mark.parametrize("theme", ["sang", "toi"])
def test_borders_of_controls_and_bars_reach_3_to_1(theme):
    of = tokens(theme)
    seen = [("xam", "the"), ("xam", "diep"), ("cham", "ranh"), ("la", "ranh"), ("nau", "ranh")]
    assert [pair for pair in seen if contrast(of[pair[0]], of[pair[1]]) < 3] == []


@pytest.mark.parametrize("path", [one for one in OTHERS if one.name not in HALLS], ids=str)
def test_a_colour_stands_in_the_tokens_alone(path):
    """A colour of its own would stay as by day; a QR code stays white, and so does paper."""
    rules = path.read_text(encoding="utf-8")
    rules = re.sub(r":root \{.*?\n\}", "", rules, flags=re.S)
    found = [
        line.strip()[:90]
        for line in rules.splitlines()
        if re.search(r"#[0-9a-f]{3,6}\b|rgba?\(", line)
        and not re.search(r"\.qr|site-header|::backdrop|^  body \{ background: #fff", line)
    ]
    assert found == []
