"""Gives templates of boards the words of quizsite/language/moments.py."""

from django import template

from quizsite.language import moments

register = template.Library()


@register.filter
def stop_watch(milliseconds: int) -> str:
    return moments.stop_watch(milliseconds)
