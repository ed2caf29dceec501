"""Reads which rulings on questions count when papers of a round are scored or shown."""

from collections.abc import Collection, Mapping
from typing import assert_never

from contests.attempts.scoring import Ruling
from contests.models import QuestionRuling, RulingKind

# round id → revision id → ruling
Rulings = Mapping[int, Mapping[int, Ruling]]


def rulings_in_force(round_ids: Collection[int]) -> dict[int, dict[int, Ruling]]:
    found: dict[int, dict[int, Ruling]] = {pk: {} for pk in round_ids}
    if not found:
        return found
    for one in QuestionRuling.objects.in_force().filter(round__in=round_ids):
        ruling = ruling_of(one)
        if ruling is not None:
            found[one.round_id][one.revision_id] = ruling
    return found


def ruling_of(stored: QuestionRuling) -> Ruling | None:
    """Turn a stored ruling into what scoring obeys; None if the key stands as it is."""
    match RulingKind(stored.kind):
        case RulingKind.ANNUL:
            return Ruling(is_annulled=True)
        case RulingKind.GIVE:
            return Ruling(is_given=True)
        case RulingKind.ACCEPT:
            return Ruling(accepted=stored.accepted)
        case RulingKind.KEEP:
            return None
        case kind:
            assert_never(kind)
