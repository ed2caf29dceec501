"""A number that a browser sends back or looks up is written without separators."""

import re
from pathlib import Path

import pytest

from tests.numbers_in_attributes import numbers_for_people

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_no_template_writes_a_row_s_number_for_people():
    """Every test is answered by pages whose attributes are searched; this reads those unseen."""
    bare = re.compile(r"\{\{\s*[\w.]+\.pk\s*\}\}")

    found = [
        f"{file.relative_to(TEMPLATES)}: {written}"
        for file in sorted(TEMPLATES.rglob("*.html"))
        for written in bare.findall(file.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        '<a href="?ky=1.099">',
        '<a href="/to-chuc/5.001/">',
        '<input type="hidden" value="5.001">',
        '<p id="loi-12.345">',
        '<tr data-id="1.234.567">',
        '<p aria-labelledby="a-1 b-1.001">',
    ],
)
def test_a_number_for_people_is_found_where_machines_read(html):
    assert len(numbers_for_people(html)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="?ky=1099">1.099 người</a>',
        '<img src="/static/site.1.2.3.css">',
        '<input value="12.5"><input value="29.11.2026"><input value="1.0005">',
        '<p title="1.099 người">',
        '<input name="slip" value="5.114:1wQ8aB:signature">',  # two numbers, signed
    ],
)
def test_other_numbers_are_left_alone(html):
    assert numbers_for_people(html) == []
