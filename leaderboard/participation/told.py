"""What everybody may be told of participation now, and figures that are counted once a moment."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from contests.models import Contest, Round
from leaderboard.participation.figures import Participation, participation_in
from leaderboard.rules import is_frozen, may_show_rows, withheld_figures


def shown_of(rounds: Sequence[Round]) -> dict[str, bool]:
    """Say what may be told; an open round may ask people to predict some of it."""
    at = timezone.now()
    withheld = withheld_figures(rounds, at=at)
    return {
        "shows_people": "people" not in withheld,
        "shows_attempts": "attempts" not in withheld,
        "shows_scores": "perfect" not in withheld
        and may_show_rows(rounds, at=at)
        and not any(is_frozen(round, at=at) for round in rounds),
        "waits_for_scores": "perfect" in withheld,
    }


def figures_of(contest: Contest, round: Round | None, *, category: str | None) -> Participation:
    """Counting costs most, and words to look for do not change it: once in a moment for all."""
    kept, key = caches["pages"], f"participation:{contest.pk}:{round and round.pk}:{category}"
    figures: Participation | None = kept.get(key)
    if figures is None:
        at = timezone.now()
        figures = participation_in(contest, round=round, category=category, at=at)
        kept.set(key, figures, settings.KEEP_PAGES_S)
    return figures
