"""Gives the page of one result what boards and participation know beside its score."""

from django import template
from django.utils import timezone

from contests.models import Attempt
from leaderboard.own_results.card import ResultCard, result_card

register = template.Library()


@register.simple_tag
def own_card(attempt: Attempt) -> ResultCard:
    return result_card(attempt, at=timezone.now())
