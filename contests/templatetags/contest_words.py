"""The words of quizsite/language/moments.py for templates."""

from datetime import datetime

from django import template

from contests.models import Contest
from quizsite.language import moments as words

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    return words.moment(at)


@register.filter
def until(at: datetime) -> str:
    return words.until(at)


@register.filter
def span(seconds: int) -> str:
    return words.span(seconds)


@register.filter
def field_label(name: str) -> str:
    """What a field of a contest is called on screen."""
    field = Contest._meta.get_field(name)  # noqa: SLF001 -- Django's documented door
    label = str(getattr(field, "verbose_name", name))
    return label[:1].upper() + label[1:]
