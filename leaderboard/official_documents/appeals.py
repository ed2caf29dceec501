"""Reads the appeals of an award as its minutes tell them."""

from __future__ import annotations

from django.utils import timezone

from contests.awards import Award
from contests.models import Appeal, AppealState
from leaderboard.official_documents.case import AppealFacts

_DECIDED = frozenset({AppealState.ACCEPTED, AppealState.REFUSED})


def appeals_of(award: Award) -> tuple[AppealFacts, ...]:
    """Those of the round, or of the whole contest; who withdrew theirs is left out."""
    found = Appeal.objects.filter(contest=award.contest).exclude(state=AppealState.WITHDRAWN)
    if award.round:
        found = found.filter(round=award.round)
    rows = found.select_related("entry__user", "entry__unit", "round").order_by("made_at", "pk")
    return tuple(_facts(one) for one in rows)


def _facts(appeal: Appeal) -> AppealFacts:
    is_decided = appeal.state in _DECIDED
    of = f", {appeal.round.title}" if appeal.round else ""
    return AppealFacts(
        name=appeal.entry.user.full_name,
        unit=appeal.entry.unit.name,
        about=f"{appeal.get_kind_display()}{of}",
        day=timezone.localtime(appeal.made_at).date(),
        outcome=appeal.get_outcome_display() if is_decided else "",
        answer=appeal.answer if is_decided else "",
    )
