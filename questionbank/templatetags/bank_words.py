"""Template tags for the bank's pages: emphasis, letters, and links that keep the query."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from questionbank.question_types.choice_order import LETTERS

register = template.Library()

_EASILY_MISSED = re.compile(r"\b(KHÔNG|TRỪ|SAI)\b")


@register.filter
def emphasised(stem: str) -> SafeString:
    """Set small words that turn a question round in bold, so that readers do not miss them."""
    marked = _EASILY_MISSED.sub(r'<strong class="turn">\1</strong>', conditional_escape(stem))
    return mark_safe(marked)  # noqa: S308 -- escaped on the line above


@register.filter
def letter(position: int) -> str:
    return LETTERS[position]


@register.simple_tag(takes_context=True)
def with_query(context: Any, **changes: Any) -> str:
    """Return this page's query with some parts changed; None takes a name out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"
