"""Starts an attempt: draws a paper, or gives back the one already open."""

import secrets
from collections.abc import Sequence, Set
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests import rules
from contests.attempts.allowances import deadline_of
from contests.attempts.close import PaperWithdrawn
from contests.attempts.insert import insert_attempt
from contests.attempts.overdue import close_on_visit
from contests.attempts.rules import NoPaperForDivision, check_may_start
from contests.attempts.usage import AttemptUsage, dealt_before, usage_of
from contests.models import Attempt, AttemptState, DeviceClass, Entry, Round
from contests.papers.drawing import draw_with_worths, paper_source_of
from quizsite.db.fast_select import FastSelect
from quizsite.operations import metrics


class OtherPaperOpen(rules.ContestRefusal):
    code = "other_paper_open"


class FieldNotChosen(rules.ContestRefusal):
    code = "field_not_chosen"
    message = gettext_lazy("Hãy chọn lĩnh vực trước khi bắt đầu làm bài.")


def start_attempt(
    entry: Entry,
    *,
    round: Round,
    at: datetime,
    usage: AttemptUsage | None = None,
    device: DeviceClass | None = None,
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
    attempt = draw_attempt(
        entry, round=round, at=at, usage=usage, dealt=dealt.get(entry.pk), device=device
    )
    if insert_attempt(attempt):
        metrics.STARTS.inc()
        end_with_round([attempt], round=round)
        return attempt
    # Another click or tab was first: its attempt is open now, or even closed already.
    return start_attempt(entry, round=round, at=at, device=device)


def draw_attempt(
    entry: Entry,
    *,
    round: Round,
    at: datetime,
    usage: AttemptUsage,
    dealt: Set[int] | None = None,
    writer: int = 0,
    device: DeviceClass | None = None,
) -> Attempt:
    """Draw a new attempt without storing it, or refuse a person who may not start.

    Questions `dealt` to this person before come last. `writer` is 1 if the response to the start
    is itself the first tab."""
    check_may_start(entry, round=round, at=at, usage=usage)
    source = paper_source_of(round.pk, entry.division_id, entry.field)
    if not source.pools:
        raise NoPaperForDivision(
            _("Kỳ thi này không có đề cho bảng của bạn. Hãy liên hệ ban tổ chức.")
        )
    if source.fields and entry.field not in source.fields:
        raise FieldNotChosen
    seed = secrets.randbits(62)
    avoid = source.known_among(dealt) if dealt else frozenset()
    stopped = source.layouts.keys() & round.stopped if round.stopped else frozenset()
    paper, worths = draw_with_worths(source, seed=seed, avoid=avoid, stopped=stopped)
    return Attempt(
        entry=entry,
        round=round,
        number=usage.in_round + 1,
        seed=seed,
        paper=[list(item) for item in paper],
        avoided=sorted(avoid) or None,
        stopped=sorted(stopped) or None,
        worths=worths,
        question_count=source.question_count,
        started_at=at,
        deadline_at=deadline_of(usage.given, round=round, at=at),
        writer=writer,
        device=device,
    )


@FastSelect
def _round_end(pk: int) -> QuerySet[Round]:
    return Round.objects.filter(pk=pk).only("closes_at")


def end_with_round(attempts: Sequence[Attempt], *, round: Round) -> None:
    """Cut papers of one round that were drawn while an organiser closed it early.

    Closing cuts the papers it sees after its commit; a later insert reads the new end here.
    `round` is as the papers were drawn by it: who makes up a closed one is cut by nobody."""
    if not attempts:
        return
    found = _round_end.first(round.pk)
    assert found is not None  # noqa: S101 -- the attempts refer to it
    closes_at = found.closes_at
    if closes_at >= round.closes_at:
        return
    for attempt in attempts:
        if attempt.deadline_at > closes_at:
            Attempt.objects.running().filter(pk=attempt.pk).update(deadline_at=closes_at)
            attempt.deadline_at = closes_at


def _open_attempt(entry: Entry, *, round: Round, at: datetime) -> Attempt | None:
    attempt = Attempt.objects.running().filter(entry=entry).select_related("round").first()
    if attempt is not None:
        try:
            attempt = close_on_visit(attempt, at=at)
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
