"""How a question is set on the page."""

from django import template

from questionbank.templatetags.bank_words import emphasised, letter

register = template.Library()

register.filter(emphasised)
register.filter(letter)


@register.filter
def clock(milliseconds: int | None) -> str:
    """90000 → "1:30"."""
    seconds = (milliseconds or 0) // 1000
    return f"{seconds // 60}:{seconds % 60:02}"
