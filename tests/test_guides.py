"""The documents name only existing files, pictures, commands, variables and buttons."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [*sorted((ROOT / "docs" / "huong-dan").glob("*.md")), ROOT / "docs" / "van-hanh.md"]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
VARIABLE = re.compile(r"\b[A-Z][A-Z]+(?:_[A-Z]+)+\b")
BUTTON = re.compile(r"\*\*([^*]+)\*\*")
SOURCES = [
    f"{app}/**/*.{kind}"
    for app in ("quizsite", "questionbank", "contests", "leaderboard")
    for kind in ("py", "js")
]
PICTURE_BYTES = 150_000


def names(documents):
    return [str(path.relative_to(ROOT)) for path in documents]


def text_of(*patterns):
    """Everything our sources say, whitespace folded."""
    paths = [path for pattern in patterns for path in ROOT.glob(pattern)]
    return " ".join(" ".join(path.read_text().split()) for path in paths)


def of_another_page(target):
    return target.startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_and_picture_is_there(document):
    targets = [
        target for target in LINK.findall(document.read_text()) if not of_another_page(target)
    ]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_command_exists(document):
    assert set(COMMAND.findall(document.read_text())) - set(get_commands()) == set()


@pytest.mark.parametrize("document", GUIDES, ids=names(GUIDES))
def test_every_variable_is_read_by_the_settings(document):
    read = set(
        re.findall(r'"([A-Z][A-Z_]+)"', text_of("quizsite/settings.py", "quizsite/serving.py"))
    )
    read |= {f"{name}_FILE" for name in read}
    assert set(VARIABLE.findall(document.read_text())) - read == set()


def test_pictures_are_light():
    pictures = list((ROOT / "docs" / "images" / "huong-dan").glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > PICTURE_BYTES] == []


@pytest.mark.parametrize("document", GUIDES, ids=names(GUIDES))
def test_guides_name_what_the_pages_say(document):
    """Whatever a guide sets in bold is a button, a heading or a line of a page."""
    said = text_of("templates/**/*.html", *SOURCES, "locale/vi/LC_MESSAGES/django.po").lower()
    bold = {" ".join(words.split()).rstrip(".:") for words in BUTTON.findall(document.read_text())}
    shown = {words for words in bold if not words.startswith("“")}  # what callers say
    assert sorted(words for words in shown if words.lower() not in said) == []


@pytest.mark.parametrize("document", GUIDES, ids=names(GUIDES))
def test_guides_do_not_shout(document):
    prose = re.sub(r"!\[|^ {4,}.*$", "", document.read_text(), flags=re.MULTILINE)
    assert "!" not in prose
