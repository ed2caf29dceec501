"""How a question is set on the page."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_EASILY_MISSED = re.compile(r"\b(KHÔNG|TRỪ|SAI)\b")
LETTERS = "ABCDEFGH"


@register.filter
def emphasised(stem: str) -> SafeString:
    """Set the small words that turn a question round, so that nobody reads past them."""
    marked = _EASILY_MISSED.sub(r'<strong class="turn">\1</strong>', conditional_escape(stem))
    return mark_safe(marked)  # noqa: S308 -- escaped on the line above


@register.filter
def letter(counter0: int) -> str:
    return LETTERS[counter0]


@register.filter
def clock(milliseconds: int | None) -> str:
    """90000 → "1:30"."""
    seconds = (milliseconds or 0) // 1000
    return f"{seconds // 60}:{seconds % 60:02}"
