"""Gives templates the words of quizsite/language/moments.py."""

from datetime import datetime

from django import template

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
