"""Compares the works of a round with each other, with earlier ones and with sample essays.

What stands out waits for a person; what was decided stays decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from contests.models import (
    LIKENESS_MOVES,
    LikenessLook,
    LikenessPair,
    LikenessState,
    Round,
    SampleEssay,
    Work,
    WorkFile,
    WorkHeading,
    WorkVersion,
    WrittenTerms,
)
from contests.rules import ReasonMissing
from contests.subjects import about_round, organiser
from contests.written.sieve.examination import with_newest
from contests.written.sieve.passages import Piece, side_by_side
from contests.written.sieve.quotations import quoted_law, without
from contests.written.sieve.rules import WorkChanged, check_is_written
from contests.written.sieve.shingles import Alike, Hashes, alike, shingles_of
from contests.written.sieve.texts import whole_text
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible

Progress = Callable[[int, int], None]
Key = tuple[str, int]  # "sample" or "work", and its number

MOST_PAIRS = 2000
_BATCH = 200


def compare_round(
    round: Round, *, at: datetime, progress: Progress = lambda _done, _total: None
) -> LikenessLook:
    """Read every text once, find pairs, and bring those that wait up to date."""
    check_is_written(round)
    everybody = everybody_writes(round)
    keys: list[Key] = []
    hashes: list[Hashes] = []
    works = Work.objects.standing().filter(round=round)
    earlier = earlier_works(round)
    total = works.count() + earlier.count()

    def take(key: Key, text: str) -> None:
        keys.append(key)
        hashes.append(shingles_of(without(text, quoted_law(text)), left_out=everybody))
        if len(keys) % _BATCH == 0:
            progress(len(keys), total)

    for sample in SampleEssay.objects.filter(contest=round.contest_id).order_by("pk"):
        take(("sample", sample.pk), sample.text)
    first = len(keys)
    for pk, text in texts_of(works):
        take(("work", pk), text)
    fresh = range(first, len(keys))
    for pk, text in texts_of(earlier):
        take(("work", pk), text)
    found = alike(hashes, fresh=fresh)
    return _store(round, keys, found, fresh=fresh, at=at)


def earlier_works(round: Round) -> QuerySet[Work]:
    """Works of all contests' rounds that closed before this one opened; rehearsals do not count."""
    return Work.objects.standing().filter(
        round__closes_at__lte=round.opens_at, round__contest__is_rehearsal=False
    )


def everybody_writes(round: Round) -> Hashes:
    """The task and its headings, which works repeat."""
    terms = WrittenTerms.objects.filter(round=round).prefetch_related("headings").first()
    if terms is None:
        return shingles_of("")
    said = [terms.task, *(f"{one.title}\n{one.hint}" for one in terms.headings.all())]
    return shingles_of("\n".join(said))


def texts_of(works: QuerySet[Work]) -> Iterator[tuple[int, str]]:
    """Yield each work's number with the text of its newest version, a batch at a time."""
    files = WorkFile.objects.filter(removed_at=None).select_related("facts")
    headings: dict[int, list[WorkHeading]] = {}
    last = 0
    while True:
        rows = with_newest(works.filter(pk__gt=last)).order_by("pk")
        batch = list(rows.values_list("pk", "round", "newest_version")[:_BATCH])
        if not batch:
            return
        versions = WorkVersion.objects.prefetch_related(Prefetch("files", files)).in_bulk(
            [version for _pk, _round, version in batch if version]
        )
        for pk, round_id, version in batch:
            if round_id not in headings:
                found = WorkHeading.objects.filter(terms__round=round_id)
                headings[round_id] = list(found)
            if version:
                yield pk, whole_text(versions[version], headings[round_id])
        last = batch[-1][0]


@transaction.atomic
def _store(
    round: Round, keys: list[Key], found: list[Alike], *, fresh: range, at: datetime
) -> LikenessLook:
    """One at a time: two who compare at once would both add the same pairs."""
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    made = [_pair(round, keys, one, fresh=fresh, at=at) for one in found[:MOST_PAIRS]]
    of_round = LikenessPair.objects.filter(round=round)
    taken = {_of(one): one for one in of_round}
    gone = {key for key, one in taken.items() if one.state == LikenessState.WAITING}
    gone -= {_of(one) for one in made}
    of_round.filter(pk__in=[taken[key].pk for key in gone]).delete()
    new = [one for one in made if _of(one) not in taken]
    LikenessPair.objects.bulk_create(new, batch_size=500)
    for one in made:
        old = taken.get(_of(one))
        if old and (old.share_percent, old.words_alike) != (one.share_percent, one.words_alike):
            of_round.filter(pk=old.pk).update(
                share_percent=one.share_percent, words_alike=one.words_alike
            )
    values = {
        "looked_at": at,
        "works": len(fresh),
        "others": len(keys) - len(fresh),
        "left_out": max(len(found) - MOST_PAIRS, 0),
    }
    look, _made = LikenessLook.objects.update_or_create(round=round, defaults=values)
    return look


def _of(pair: LikenessPair) -> tuple[int, int | None, int | None]:
    return pair.work_id, pair.other_work_id, pair.sample_id


def _pair(
    round: Round, keys: list[Key], found: Alike, *, fresh: range, at: datetime
) -> LikenessPair:
    """The work of this round comes first; of two such the one with the smaller number."""
    work, other = found.one, found.other
    if work not in fresh:
        work, other = other, work
    kind, pk = keys[other]
    return LikenessPair(
        round=round,
        work_id=keys[work][1],
        other_work_id=pk if kind == "work" else None,
        sample_id=pk if kind == "sample" else None,
        share_percent=min(int(100 * found.share + 0.5), 100),
        words_alike=found.shingles,
        found_at=at,
    )


@transaction.atomic
def decide_likeness(
    pair: LikenessPair, state: LikenessState, *, by: User, at: datetime, reason: str
) -> LikenessPair:
    """Say what a likeness means. The works stay as they are: refusing one is a step of its own."""
    if not visible(reason):
        raise ReasonMissing
    before = [old for old, allowed in LIKENESS_MOVES.items() if state in allowed]
    won = LikenessPair.objects.filter(pk=pair.pk, state=pair.state, state__in=before).update(
        state=state, decided_by=by, decided_at=at, reason=visible(reason)
    )
    if not won:
        raise WorkChanged
    pair.refresh_from_db()
    other = pair.other_work.number if pair.other_work else None
    said: dict[str, Any] = {"work": pair.work.number, "share_percent": pair.share_percent}
    said |= {"sample_essay": pair.sample.title} if pair.sample else {"entrant": f"bài {other}"}
    record(
        about_round(pair.round),
        kind=AuditKind.LIKENESS_DECIDED,
        by=organiser(by),
        at=at,
        after={**said, "likeness_decision": state},
        reason=visible(reason),
    )
    return pair


def pair_in_pieces(pair: LikenessPair) -> tuple[list[Piece], list[Piece]]:
    """Return both texts with what is alike in them; nothing is marked that was left out."""
    ids = [pair.work_id, *([pair.other_work_id] if pair.other_work_id else [])]
    texts = dict(texts_of(Work.objects.filter(pk__in=ids)))
    one = texts.get(pair.work_id, "")
    other = pair.sample.text if pair.sample else texts.get(pair.other_work_id or 0, "")
    return side_by_side(one, other, left_out=everybody_writes(pair.round))
