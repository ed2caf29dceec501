"""Sets the text of a question on the page: lines, tables and pictures in their places."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from questionbank.languages import without_marks
from questionbank.question_text import Lines, Table, at_place, blocks_of, without_tables
from questionbank.templatetags.bank_words import emphasised, in_languages

register = template.Library()

WIDEST = 720  # CSS pixels

register.filter(emphasised)
register.filter(in_languages)
register.filter(without_marks)
register.filter(at_place)
register.filter(blocks_of)
register.filter(without_tables)


@register.filter
def stem_lead(stem: str) -> str:
    """The text before the first table, which a legend or heading can hold."""
    blocks = blocks_of(stem)
    return blocks[0].text if blocks and isinstance(blocks[0], Lines) else ""


@register.filter
def stem_rest(stem: str) -> list[Lines | Table]:
    """What follows `stem_lead`: tables, and text between and after them."""
    blocks = blocks_of(stem)
    return blocks[1:] if blocks and isinstance(blocks[0], Lines) else blocks


@register.filter
def at_letter(rows: Mapping[str, Any], letter: str) -> Any:
    return rows.get(letter)


@register.simple_tag
def picture_address(picture: Mapping[str, Any], size: str, revision: int | None) -> str:
    """People see a question's picture by its revision; pages of the bank by the digest alone."""
    digest = picture["digest"]
    if revision:
        return reverse("contests:picture", args=[revision, digest, size])
    return reverse("questionbank:picture", args=[digest, size])


@register.simple_tag
def picture_size(picture: Mapping[str, Any]) -> SafeString:
    """The room that the page keeps free: the large one has twice as many pixels as a screen."""
    width = min(picture["width"], WIDEST)
    height = round(picture["height"] * width / picture["width"])
    return format_html('width="{}" height="{}"', str(width), str(height))
