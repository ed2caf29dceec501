"""Looks at a closed round, and brings the cases up to date that wait for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.integrity.pairs import blocks_at_most, compare
from contests.integrity.papers import Papers
from contests.integrity.reading import read_marks, read_papers, read_registered
from contests.integrity.signs import Sign, all_signs, strongest
from contests.models import (
    Attempt,
    CaseEntry,
    CaseState,
    Contest,
    IntegrityCase,
    IntegrityLook,
    Round,
    RoundPhase,
)
from contests.registration.doubles import contests_going_on, contests_with_marks
from contests.rules import ContestRefusal

Progress = Callable[[int, int], None]
Who = tuple[int, ...]  # ids of entries, in order

QUIET_FOR = timedelta(minutes=10)
LOOKED_AFTER = timedelta(days=30)  # rounds of long ago are looked at only when somebody asks


class NothingToLookAt(ContestRefusal):
    code = "nothing_to_look_at"
    message = _("Kỳ thi chưa đóng, hoặc đã quá thời hạn giữ dấu nên không tìm lại được nữa.")


def check_may_look(round: Round, *, at: datetime) -> None:
    if not is_closed(round, at=at) or not has_marks_left(round.contest, at=at):
        raise NothingToLookAt


def is_closed(round: Round, *, at: datetime) -> bool:
    closed = {RoundPhase.CLOSED, RoundPhase.FINALISING, RoundPhase.FINALISED}
    return round.phase(at) in closed and not round.is_extended(at)


def has_marks_left(contest: Contest, *, at: datetime) -> bool:
    """Later a look would find less, and what it stored would go the next day."""
    return contests_going_on(at).filter(pk=contest.pk).exists()


def rounds_to_look_at(at: datetime) -> QuerySet[Round]:
    """Rounds that closed a while ago, whose papers are all closed, and nobody has looked at."""
    running = Attempt.objects.running().filter(round=OuterRef("pk"))
    ended = Round.objects.ranked().quizzes().exclude(extended_until__gt=at - QUIET_FOR)
    return ended.filter(
        ~Exists(running),
        contest__in=contests_with_marks(at),
        closes_at__lt=at - QUIET_FOR,
        closes_at__gt=at - LOOKED_AFTER,
        integrity_look=None,
    )


def look_at_round(
    round: Round, *, at: datetime, progress: Progress = lambda _done, _total: None
) -> IntegrityLook:
    """Compare the round's papers and store what stands out; what was decided stays decided.

    Reads of 300,000 papers take minutes, so they are no one transaction: a paper that is voided
    meanwhile is in a case, and the page says so."""
    check_may_look(round, at=at)
    total = 2 * Attempt.objects.closed().filter(round=round).count()
    papers = read_papers(round, between=lambda done: progress(done, total))
    marks = read_marks(round, papers)
    decided = _decided(round)
    blocks = max(blocks_at_most(papers, marks), 1)
    compared = compare(
        papers,
        marks,
        seed=round.pk,
        different=frozenset((one[0], one[-1]) for one in decided["alike"]),
        between=lambda done: progress(total // 2 + total * done // (2 * blocks), total),
    )
    signs = all_signs(papers, marks, read_registered(round, papers), compared)
    kept, left_out = strongest(
        one for one in signs if not _is_decided(_who(papers, one), decided[one.kind])
    )
    return _store(round, papers, kept, at=at, said={"pairs": compared.count, "left_out": left_out})


def _decided(round: Round) -> dict[str, set[Who]]:
    """Map kinds to the pairs (or single entries) on which people have decided, or are asking."""
    members: dict[tuple[str, int], list[int]] = defaultdict(list)
    rows = CaseEntry.objects.filter(case__round=round).exclude(case__state=CaseState.WAITING)
    for kind, case_id, entry_id in rows.values_list("case__kind", "case", "entry"):
        members[kind, case_id].append(entry_id)
    found: dict[str, set[Who]] = defaultdict(set)
    for (kind, _case), people in members.items():
        found[kind] |= _pairs(people)
    return found


def _pairs(people: Iterable[int]) -> set[Who]:
    ordered = sorted(people)
    return set(combinations(ordered, 2)) or {tuple(ordered)}


def _is_decided(who: Who, decided: set[Who]) -> bool:
    return _pairs(who) <= decided


def _who(papers: Papers, sign: Sign) -> Who:
    return tuple(sorted({papers.entry[one] for one in sign.papers}))


@transaction.atomic
def _store(
    round: Round, papers: Papers, signs: list[Sign], *, at: datetime, said: dict[str, Any]
) -> IntegrityLook:
    """One at a time: two who look at once would both add the same."""
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    waiting = IntegrityCase.objects.filter(round=round, state=CaseState.WAITING)
    known = {(one.kind, one.key): one for one in waiting}
    taken = set(IntegrityCase.objects.filter(round=round).values_list("kind", "key"))
    new: list[tuple[IntegrityCase, Who]] = []
    for sign in signs:
        who = _who(papers, sign)
        made = _case(round, papers, sign, who, at=at)
        if (old := known.pop((made.kind, made.key), None)) is not None:
            made.pk, made.found_at = old.pk, old.found_at
            made.save(force_update=True)
        elif (made.kind, made.key) not in taken:
            new.append((made, who))
    waiting.filter(pk__among=[one.pk for one in known.values()]).delete()
    IntegrityCase.objects.bulk_create([case for case, _who in new], batch_size=500)
    CaseEntry.objects.bulk_create(
        [CaseEntry(case=case, entry_id=entry_id) for case, who in new for entry_id in who],
        batch_size=2000,
    )
    values = {"looked_at": at, "papers": len(papers), **said}
    look, _made = IntegrityLook.objects.update_or_create(round=round, defaults=values)
    return look


def _case(round: Round, papers: Papers, sign: Sign, who: Who, *, at: datetime) -> IntegrityCase:
    attempts = [papers.attempt[one] for one in sign.papers]
    return IntegrityCase(
        round=round,
        kind=sign.kind,
        key=sha256(f"{who}".encode()).hexdigest(),
        strength=_whole(sign.bits),
        base_count=sign.rate.seen,
        base_total=sign.rate.among,
        evidence={**sign.evidence, "attempts": attempts},
        found_at=at,
    )


def _whole(bits: float) -> int:
    return min(max(int(bits + 0.5), 0), 32_767)  # what the column holds
