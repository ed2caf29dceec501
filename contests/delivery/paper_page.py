"""Gathers what the pages of a paper need to know, as plain values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script

from contests.attempts.rules import attempts_left, check_may_start
from contests.attempts.usage import AttemptUsage
from contests.delivery.tokens import issue_save_token, issue_socket_token, issue_start_token
from contests.models import Attempt, Entry, Round, RoundPhase
from contests.papers.drawing import paper_source_of
from contests.papers.question_html import page_around, questions_on
from contests.queries import open_attempt_of
from quizsite.refusals import Refusal

# Sequence numbers of a tab begin above all those of tabs before it.
SEQ_PER_TAB = 1_000_000


def milliseconds(until: datetime, *, at: datetime) -> int:
    return max(0, round((until - at).total_seconds() * 1000))


def start_conditions(
    entry: Entry, *, round: Round, usage: AttemptUsage, at: datetime
) -> dict[str, Any]:
    """Tell the page before the start what awaits, how often, and why not yet."""
    phase = round.phase(at)
    open_attempt = open_attempt_of(entry) if usage.open_attempt else None
    if open_attempt is not None and open_attempt.round_id != round.pk:
        open_attempt = None
    refusal = None
    if open_attempt is None:
        try:
            check_may_start(entry, round=round, at=at, usage=usage)
        except Refusal as refused:
            refusal = refused
    may_start = refusal is None or phase is RoundPhase.UPCOMING
    return {
        "phase": phase,
        "open_attempt": open_attempt,
        "start_path": settings.START_PATH,
        "slip": issue_start_token(entry, round) if may_start and open_attempt is None else "",
        "refusal": refusal,
        "attempts_left": attempts_left(usage, round=round),
        "question_count": paper_source_of(round.pk, entry.division_id).question_count,
        "minutes": round.time_limit_s // 60,
        "opens_in_ms": milliseconds(round.opens_at, at=at) if phase is RoundPhase.UPCOMING else 0,
        "past_attempts": _past_attempts(entry, round) if usage.in_round else [],
    }


def _past_attempts(entry: Entry, round: Round) -> Iterable[Attempt]:
    return Attempt.objects.closed().filter(entry=entry, round=round).order_by("number")


def render_paper(
    attempt: Attempt, *, said: str, csrf_token: str, tab: dict[str, Any] | None = None
) -> str:
    """Render the whole page; `said` holds the messages that wait for the person. With a `tab` the
    page may save at once; without one its script takes the paper up."""
    return page_around(attempt.round, question_count=attempt.question_count) % {
        "said": said,
        "questions": questions_on(attempt),
        "submit_url": reverse("contests:submit", args=[attempt.code]),
        "csrf_token": csrf_token,
        "page_settings": json_script(page_settings(attempt) | {"tab": tab}, "cai-dat"),
    }


def page_settings(attempt: Attempt) -> dict[str, Any]:
    """Give the paper's script its addresses; with these alone no tab can save."""
    return {
        "attempt": str(attempt.code),
        "questions": attempt.question_count,
        "paper_url": reverse("contests:paper", args=[attempt.code]),
        "take_url": reverse("contests:take", args=[attempt.code]),
        "save_url": settings.SAVE_PATH,
        "submit_url": reverse("contests:submit", args=[attempt.code]),
        "result_url": reverse("contests:result", args=[attempt.code]),
        "socket_path": f"/ws/bai-thi/{issue_socket_token(attempt)}/",
        "has_prediction": attempt.round.has_prediction,
    }


def tab_settings(
    attempt: Attempt, *, answers: Iterable[tuple[int, int, int]], at: datetime
) -> dict[str, Any]:
    """Give one tab what it saves with; `answers` are position, choice, sequence as stored."""
    return {
        "ticket": issue_save_token(attempt),
        "writer": attempt.writer,
        "first_seq": attempt.writer * SEQ_PER_TAB + 1,
        "left_ms": milliseconds(attempt.deadline_at, at=at),
        "answers": {position: [choice, seq] for position, choice, seq in answers},
    }
