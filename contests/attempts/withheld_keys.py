"""Withholds the keys of questions that a round to come or an open one may still ask for.

A round of any contest counts, since all draw from one bank, and until the last person who makes it
up is done. Practice withholds nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest

from contests.attempts.rules import KEY_DELAY_S, is_over
from contests.models import ResultDetail, Round, RoundState, Section, ends_after
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
def _pools_in_use(after: datetime) -> QuerySet[Section, tuple[int, list[int], str, str, datetime]]:
    in_use = Section.objects.filter(
        ends_after(after, "round__"), round__state=RoundState.PUBLISHED, round__is_practice=False
    )
    extended = Coalesce("round__extended_until", "round__closes_at")
    ended = in_use.annotate(ends_at=Greatest("round__closes_at", extended))
    # The round that ends last comes last.
    return ended.order_by("ends_at", "round_id").values_list(
        "round__contest", "pool", "round__title", "round__contest__title", "ends_at"
    )


def withheld_keys(
    revision_ids: Collection[int], *, at: datetime, outside: int | None = None
) -> dict[int, Withheld]:
    """Map each revision whose key nobody may see now to the round that ends last.

    Who decides on a disputed question may see a key that only rounds of the own contest withhold:
    `outside` is its id."""
    delay = timedelta(seconds=KEY_DELAY_S)
    found = _pools_in_use.all(at - delay)
    in_use = [row[1:] for row in found if row[0] != outside]
    if not in_use:
        return {}
    # Another wording of a question has the same key, or nearly so.
    wanted = {*revision_ids, *(pk for pool, *_round in in_use for pk in pool)}
    revisions = Revision.objects.filter(pk__among=wanted).order_by()
    question_of = dict(revisions.values_list("pk", "question_id"))
    asked: dict[int, list[int]] = {}
    for pk in revision_ids:
        asked.setdefault(question_of[pk], []).append(pk)
    return {
        pk: Withheld(round, contest, ends_at + delay)
        for pool, round, contest, ends_at in in_use
        for question in {question_of[pk] for pk in pool if pk in question_of}
        for pk in asked.get(question, ())
    }


def withheld_on_paper(asked: Mapping[int, Withheld]) -> Withheld | None:
    """Say which round ends last of those that ask a question of one paper; None if none does.

    Until then the paper tells no verdict at all. Its score is told, and the score without the
    verdicts of all other questions is the verdict on the one that is withheld."""
    return max(asked.values(), key=lambda one: one.until, default=None)


def withheld_in_papers(
    revision_ids: Collection[int], *, round: Round, at: datetime
) -> dict[int, Withheld]:
    """Map each revision of which organisers may not see what people of this round ticked.

    Simulated people know most answers, so in a rehearsal ticks beside scores would tell the keys of
    a contest that is still a draft, and leave no line that anybody saw one."""
    contest = round.contest
    if contest.is_rehearsal:
        return dict.fromkeys(revision_ids, Withheld(round.title, contest.title, at))
    return withheld_keys(revision_ids, at=at)


def withheld_in(round: Round, sections: Iterable[Section], *, at: datetime) -> list[WithheldCount]:
    """Say which other rounds keep a closed round's keys from being shown, and for how many."""
    if round.shown_after_close != ResultDetail.KEY or not is_over(round, at=at):
        return []
    pool = {pk for section in sections for pk in section.pool}
    return [WithheldCount(by, n) for by, n in Counter(withheld_keys(pool, at=at).values()).items()]
