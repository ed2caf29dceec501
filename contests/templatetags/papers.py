"""Filters that set a question on the page."""

from django import template

from questionbank.templatetags.bank_words import emphasised, letter
from quizsite.language import moments

register = template.Library()

register.filter(emphasised)
register.filter(letter)


@register.filter
def stop_watch(milliseconds: int | None) -> str:
    return moments.stop_watch(milliseconds or 0)
