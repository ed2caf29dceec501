"""Gives templates the words of quizsite/language/moments.py."""

from django import template

from contests.points import Scored, hundredths_words, score_words
from quizsite.language import moments

register = template.Library()


for said in (moments.moment, moments.exact_moment, moments.deadline, moments.until, moments.span):
    register.filter(said.__name__, said)


@register.filter
def points_said(scored: Scored) -> str:
    """87,5/100 of a paper or a result; "" where right answers are counted."""
    return score_words(scored, scale=None)


@register.filter
def hundredths(points: int | None) -> str:
    """1250 reads "12,5"; "–" where there is no mark yet."""
    return "–" if points is None else hundredths_words(points)
