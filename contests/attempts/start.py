"""Starts an attempt: draws a paper, or gives back the one already open."""

import secrets
from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from contests import rules
from contests.attempts.close import PaperWithdrawn, close_if_overdue
from contests.attempts.insert import insert_attempt
from contests.attempts.rules import NoPaperForDivision, check_may_start
from contests.attempts.usage import AttemptUsage, dealt_before, usage_of
from contests.models import Attempt, AttemptState, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of
from quizsite.db.fast_select import FastSelect
from quizsite.operations import metrics


class OtherPaperOpen(rules.ContestRefusal):
    code = "other_paper_open"


def start_attempt(
    entry: Entry, *, round: Round, at: datetime, usage: AttemptUsage | None = None
) -> Attempt:
    """Draw a paper, or give back the one already open: a double click is the same attempt.

    It touches no shared row. `one_open_attempt` and `attempt_number` decide between two at once:
    the loser's insert does nothing, and the loser reads the winner's attempt back. `usage` is
    given if the caller has read it already."""
    # The usage is counted before the check. If another tab starts and closes an attempt after
    # it, that attempt takes this number, and `attempt_number` refuses ours.
    usage = usage or usage_of(entry, round=round, at=at)
    if usage.open_attempt is not None:
        open_attempt = _open_attempt(entry, round=round, at=at)
        if open_attempt is not None:
            return open_attempt
    dealt = dealt_before([(entry, usage)])
    attempt = draw_attempt(entry, round=round, at=at, usage=usage, dealt=dealt.get(entry.pk))
    if insert_attempt(attempt):
        metrics.STARTS.inc()
        end_with_round([attempt])
        return attempt
    # Another click or tab was first: its attempt is open now, or even closed already.
    return start_attempt(entry, round=round, at=at)


def draw_attempt(
    entry: Entry,
    *,
    round: Round,
    at: datetime,
    usage: AttemptUsage,
    dealt: Set[int] | None = None,
    writer: int = 0,
) -> Attempt:
    """Draw a new attempt without storing it, or refuse a person who may not start.

    Questions `dealt` to this person before come last. `writer` is 1 if the response to the start
    is itself the first tab."""
    check_may_start(entry, round=round, at=at, usage=usage)
    source = paper_source_of(round.pk, entry.division_id)
    if not source.pools:
        raise NoPaperForDivision(
            _("Kỳ thi này không có đề cho bảng của bạn. Hãy liên hệ ban tổ chức.")
        )
    seed = secrets.randbits(62)
    avoid = source.layouts.keys() & dealt if dealt else frozenset()
    return Attempt(
        entry=entry,
        round=round,
        number=usage.in_round + 1,
        seed=seed,
        paper=[list(item) for item in draw_paper(source, seed=seed, avoid=avoid)],
        avoided=sorted(avoid) or None,
        question_count=source.question_count,
        started_at=at,
        deadline_at=min(at + timedelta(seconds=round.time_limit_s), round.closes_at),
        writer=writer,
    )


@FastSelect
def _round_end(pk: int) -> QuerySet[Round]:
    return Round.objects.filter(pk=pk).only("closes_at")


def end_with_round(attempts: Sequence[Attempt]) -> None:
    """Cut papers of one round that were drawn while an organiser closed it early.

    Closing cuts the papers it sees after its commit; a later insert reads the new end here."""
    if not attempts:
        return
    found = _round_end.first(attempts[0].round_id)
    assert found is not None  # noqa: S101 -- the attempts refer to it
    closes_at = found.closes_at
    for attempt in attempts:
        if attempt.deadline_at > closes_at:
            Attempt.objects.running().filter(pk=attempt.pk).update(deadline_at=closes_at)
            attempt.deadline_at = closes_at


def _open_attempt(entry: Entry, *, round: Round, at: datetime) -> Attempt | None:
    attempt = Attempt.objects.running().filter(entry=entry).select_related("round").first()
    if attempt is not None:
        try:
            attempt = close_if_overdue(attempt, at=at)
        except PaperWithdrawn:
            return None
    if attempt is None or attempt.state != AttemptState.OPEN:
        return None
    if attempt.round_id != round.pk:
        raise OtherPaperOpen(
            _("Bạn đang làm bài của %(round)s. Hãy nộp bài đó trước.")
            % {"round": attempt.round.title}
        )
    return attempt


def take_up(attempt: Attempt) -> Attempt:
    """Make this tab the one that may save; tabs opened before it become read-only."""
    Attempt.objects.running().filter(pk=attempt.pk).update(writer=F("writer") + 1)
    attempt.refresh_from_db(fields=["writer", "state", "deadline_at"])
    return attempt
