"""Template tags for the bank's pages: emphasis, letters, and links that keep the query."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from questionbank import languages
from questionbank.authoring.completeness import in_words, lacks_of
from questionbank.authoring.kinds import shown_key
from questionbank.authoring.wording import Wording
from questionbank.models import Revision
from questionbank.question_text import without_tables
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.registry import templates_of

register = template.Library()

register.filter(templates_of)

_EASILY_MISSED = re.compile(r"\b(KHÔNG|TRỪ|SAI)\b")


@register.filter
def emphasised(stem: str) -> SafeString:
    """Set small words that turn a question round in bold, so that readers do not miss them.

    Where a whole question stands, tables stand too (`stem_lead`, `stem_rest`)."""
    shown = without_tables(stem, _("[bảng]"))
    marked = _EASILY_MISSED.sub(r'<strong class="turn">\1</strong>', conditional_escape(shown))
    return mark_safe(languages.spans_in(marked))  # noqa: S308 -- escaped on the line above


@register.filter
def in_languages(text: str) -> SafeString:
    """Set words of another language in a span of their own, and nothing else."""
    return mark_safe(languages.as_html(text))  # noqa: S308 -- it escapes the text


register.filter("without_marks", languages.without_marks)


@register.filter
def lacking(revision: Revision) -> str:
    """What a draft still lacks, in words; the page selects its question and axis along."""
    return in_words(lacks_of(revision))


@register.filter
def letter(position: int) -> str:
    return LETTERS[position]


@register.filter
def as_key(wording: Wording) -> dict[str, Any]:
    """What the template of the wording's kind shows of its key."""
    return shown_key(wording.options, wording.right, kind=wording.kind)


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
