"""Withholds the keys of questions that a round to come or an open one may still ask for.

A round of any contest counts, since all draw from one bank. Practice withholds nothing."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from contests.attempts.rules import KEY_DELAY_S, is_over
from contests.models import ResultDetail, Round, RoundState, Section
from questionbank.models import Revision
from quizsite.db.fast_select import FastSelect


class Withheld(NamedTuple):
    """Which published round still asks the question, and from when the key may be shown."""

    round: str
    contest: str
    until: datetime


class WithheldCount(NamedTuple):
    by: Withheld
    questions: int


@FastSelect
def _pools_in_use(after: datetime) -> QuerySet[Section, tuple[list[int], str, str, datetime]]:
    in_use = Section.objects.filter(
        round__state=RoundState.PUBLISHED, round__is_practice=False, round__closes_at__gt=after
    )
    # The round that closes last comes last.
    return in_use.order_by("round__closes_at", "round_id").values_list(
        "pool", "round__title", "round__contest__title", "round__closes_at"
    )


def withheld_keys(revision_ids: Collection[int], *, at: datetime) -> dict[int, Withheld]:
    """Map each revision whose key nobody may see now to the round that closes last."""
    delay = timedelta(seconds=KEY_DELAY_S)
    in_use = _pools_in_use.all(at - delay)
    if not in_use:
        return {}
    # Another wording of a question has the same key, or nearly so.
    wanted = {*revision_ids, *(pk for pool, *_round in in_use for pk in pool)}
    found = Revision.objects.filter(pk__among=wanted).order_by()
    question_of = dict(found.values_list("pk", "question_id"))
    asked: dict[int, list[int]] = {}
    for pk in revision_ids:
        asked.setdefault(question_of[pk], []).append(pk)
    return {
        pk: Withheld(round, contest, closes_at + delay)
        for pool, round, contest, closes_at in in_use
        for question in {question_of[pk] for pk in pool if pk in question_of}
        for pk in asked.get(question, ())
    }


def withheld_in(round: Round, sections: Iterable[Section], *, at: datetime) -> list[WithheldCount]:
    """Say which other rounds keep a closed round's keys from being shown, and for how many."""
    if round.shown_after_close != ResultDetail.KEY or not is_over(round, at=at):
        return []
    pool = {pk for section in sections for pk in section.pool}
    return [WithheldCount(by, n) for by, n in Counter(withheld_keys(pool, at=at).values()).items()]
