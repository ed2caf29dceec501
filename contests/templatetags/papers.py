"""How a question is set on the page."""

from django import template

from questionbank.templatetags.bank_words import emphasised, letter
from quizsite.language import moments as words

register = template.Library()

register.filter(emphasised)
register.filter(letter)


@register.filter
def stop_watch(milliseconds: int | None) -> str:
    return words.stop_watch(milliseconds or 0)
