"""Filters that set a question on the page."""

from collections.abc import Sequence

from django import template

from contests.attempts.review import further_texts
from questionbank.languages import without_marks
from questionbank.models import Revision
from questionbank.question_types.registry import templates_of
from questionbank.templatetags.bank_words import emphasised, in_languages, letter
from quizsite.language import moments

register = template.Library()

register.filter(emphasised)
register.filter(in_languages)
register.filter(without_marks)
register.filter(letter)
register.filter(templates_of)


@register.filter
def stop_watch(milliseconds: int | None) -> str:
    return moments.stop_watch(milliseconds or 0)


@register.filter
def accepted_texts(accepted: Sequence[Sequence[int]], revision: Revision) -> list[list[str]]:
    return further_texts(revision, accepted)
