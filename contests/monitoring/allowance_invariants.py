"""Checks, by code of its own, that nobody had more time than rules and allowances give."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce

from contests.models import Allowance, Attempt, Round

# Starts and organisers do not wait for each other: a start may use what was just withdrawn.
_WITHDRAWN_LATE = timedelta(seconds=10)


class _Paper(NamedTuple):
    pk: int
    entry: int
    started_at: datetime
    deadline_at: datetime
    ended_at: datetime  # it may have been handed in before an early closing


def extra_attempts_of(rounds: Collection[int], entries: Collection[int]) -> dict[int, int]:
    """Count for each entry the attempts that it was given; what was withdrawn counts no more."""
    given = Allowance.objects.filter(round__in=rounds, entry__in=entries, withdrawn_at=None)
    rows = given.order_by().values_list("entry").annotate(n=Sum("extra_attempts"))
    return dict(rows)


def wrong_times(round: Round) -> Iterator[str]:
    """Name papers with too late an end, and say if keys could be shown before the last one ends."""
    longest = F("started_at") + timedelta(seconds=round.time_limit_s)
    ended = Coalesce("finished_at", "deadline_at")
    papers = Attempt.objects.filter(round=round).annotate(ended_at=ended).order_by("pk")
    unusual = papers.filter(Q(deadline_at__gt=longest) | Q(ended_at__gt=round.closes_at))
    rows = unusual.values_list("pk", "entry", "started_at", "deadline_at", "ended_at")
    batch: list[_Paper] = []
    for row in rows.iterator(chunk_size=500):
        batch.append(_Paper(*row))
        if len(batch) == 500:
            yield from _wrong_among(batch, round)
            batch = []
    yield from _wrong_among(batch, round)
    last = Allowance.objects.filter(round=round, withdrawn_at=None).aggregate(at=Max("ends_at"))
    if last["at"] is not None and last["at"] > round.ends_at:
        yield f"keys may be shown from {round.ends_at}, while people may answer until {last['at']}"


def _wrong_among(papers: list[_Paper], round: Round) -> Iterator[str]:
    if not papers:
        return
    given: dict[int, list[Allowance]] = defaultdict(list)
    for one in Allowance.objects.filter(round=round, entry__in={paper.entry for paper in papers}):
        given[one.entry_id].append(one)
    for paper in papers:
        own = [one for one in given[paper.entry] if _counts(one, paper)]
        longest = timedelta(seconds=round.time_limit_s + sum(one.extra_s for one in own))
        if paper.deadline_at > paper.started_at + longest:
            yield f"attempt {paper.pk} had more than {longest}"
        latest = max([round.closes_at, *(one.ends_at for one in own if one.ends_at)])
        if paper.ended_at > latest:
            yield f"attempt {paper.pk} ended at {paper.ended_at}, after {latest}"
        is_in_window = any(
            one.opens_at and one.ends_at and one.opens_at <= paper.started_at < one.ends_at
            for one in own
        )
        if paper.started_at >= round.closes_at and not is_in_window:
            yield f"attempt {paper.pk} started after the closing"


def _counts(one: Allowance, paper: _Paper) -> bool:
    if one.attempt_id is not None:
        return one.attempt_id == paper.pk
    until = one.withdrawn_at and one.withdrawn_at + _WITHDRAWN_LATE
    return one.given_at <= paper.started_at and (until is None or paper.started_at < until)
