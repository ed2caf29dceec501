"""The words of contests/words.py for templates."""

from datetime import datetime

from django import template

from contests import words

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
