"""Gives templates the words of quizsite/language/moments.py."""

from datetime import datetime

from django import template

from contests.models import Contest
from quizsite.language import moments

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    return moments.moment(at)


@register.filter
def until(at: datetime) -> str:
    return moments.until(at)


@register.filter
def span(seconds: int) -> str:
    return moments.span(seconds)


@register.filter
def field_label(name: str) -> str:
    """Return the name of a contest's field on screen."""
    field = Contest._meta.get_field(name)  # noqa: SLF001 -- Django documents _meta
    label = str(getattr(field, "verbose_name", name))
    return label[:1].upper() + label[1:]
