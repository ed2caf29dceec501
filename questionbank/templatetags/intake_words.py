"""Template filters of the pages of an intake: the source as it looked, and doubts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from questionbank.authoring.completeness import in_words
from questionbank.importing.parsing.pictures import without_marks
from questionbank.intake.words import doubts_in_words

register = template.Library()

_ELEMENTS = {"b": "strong", "i": "em", "u": "u", "s": "s", "h": "mark", "^": "sup", "_": "sub"}
_COLOURS = {"r": "red", "g": "green", "c": "coloured"}


@register.filter
def as_it_looked(source: Iterable[Mapping[str, Any]]) -> SafeString:
    """Each line a paragraph, bold and colours kept; its text is escaped."""
    lines = format_html_join("", "<p>{}</p>", ((_line(line),) for line in source))
    return mark_safe(lines)  # noqa: S308 -- format_html_join escapes


def _line(line: Mapping[str, Any]) -> SafeString:
    return format_html_join("", "{}", ((_run(text, marks),) for text, marks in line["runs"]))


def _run(text: str, marks: str) -> SafeString:
    said = format_html("{}", without_marks(text, " [hình] "))
    for mark in marks:
        if element := _ELEMENTS.get(mark):
            said = format_html("<{0}>{1}</{0}>", element, said)
        elif colour := _COLOURS.get(mark):
            said = format_html('<span class="look-{}">{}</span>', colour, said)
    return said


@register.filter
def doubts(found: Iterable[Mapping[str, str]]) -> list[str]:
    return doubts_in_words(found)


@register.filter
def missing(lacks: Iterable[str]) -> str:
    return in_words(lacks)
