"""Gathers what the pages of a paper need to know, as plain values."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import json_script

from contests.attempts.allowances import Given, extra_time, in_words
from contests.attempts.qualified import NotQualified
from contests.attempts.rules import attempts_left, check_may_start, detail_shown
from contests.attempts.usage import AttemptUsage
from contests.delivery.paper_addresses import addresses_of, return_address
from contests.delivery.paper_copy import copy_of
from contests.delivery.tokens import issue_save_token, issue_socket_token, issue_start_token
from contests.models import Attempt, Entry, ResultDetail, Round, RoundPhase, TieCriterion
from contests.papers.drawing import paper_source_of
from contests.papers.question_html import page_around, questions_on
from contests.queries import open_attempt_of
from contests.regulation.points import points_note
from contests.regulation.predictions import prediction_question, prediction_use
from contests.regulation.round import recognised_words
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
    if open_attempt is not None and (open_attempt.round_id != round.pk or entry.voided_at):
        open_attempt = None
    refusal = None
    if open_attempt is None:
        try:
            check_may_start(entry, round=round, at=at, usage=usage)
        except Refusal as refused:
            refusal = refused
    is_to_come = phase is RoundPhase.UPCOMING and not isinstance(refusal, NotQualified)
    may_start = refusal is None or is_to_come
    source = paper_source_of(round.pk, entry.division_id, entry.field)
    asks_field = source.fields if may_start and entry.field not in source.fields else ()
    return {
        "phase": phase,
        "needs_all_answers": TieCriterion.COMPLETE in round.tie_chain and not round.is_practice,
        "open_attempt": open_attempt,
        "start_path": settings.START_PATH,
        "slip": (
            issue_start_token(entry, round)
            if may_start and open_attempt is None and not asks_field
            else ""
        ),
        "is_qualified": bool(round.qualify_scope) and usage.is_qualified,
        "asks_field": asks_field,
        "field": entry.field if entry.field in source.fields else "",
        "refusal": refusal,
        "attempts_left": attempts_left(usage, round=round),
        "question_count": source.question_count,
        "prediction_use": prediction_use(round),
        "minutes": round.time_limit_s // 60 + extra_time(usage.given) // timedelta(minutes=1),
        "given": [in_words(one) for one in usage.given],
        "opens_in_ms": milliseconds(round.opens_at, at=at) if is_to_come else 0,
        "counts": recognised_words(round),
        "points_note": points_note(round),
        "past_attempts": _past_attempts(entry, round, at=at) if usage.in_round else [],
    }


def _past_attempts(entry: Entry, round: Round, *, at: datetime) -> list[tuple[Attempt, bool]]:
    """Each closed attempt, and whether its score may be shown yet."""
    closed = Attempt.objects.closed().filter(entry=entry, round=round).order_by("number")
    return [
        (one, detail_shown(one, round=round, at=at) is not ResultDetail.NOTHING) for one in closed
    ]


def render_paper(
    attempt: Attempt,
    *,
    said: str,
    csrf_token: str,
    given: Sequence[Given] = (),
    tab: dict[str, Any] | None = None,
) -> str:
    """Render the whole page; `said` holds the messages that wait for the person, and `given` the
    extra time of this paper. With a `tab` the page may save at once; without one its script takes
    the paper up."""
    round, addresses = attempt.round, addresses_of(attempt)
    page = page_around(
        round,
        question_count=attempt.question_count,
        prediction=prediction_question(round) if round.has_prediction else "",
        prediction_use=prediction_use(round),
    )
    return page % {
        "said": said + _more_time(given),
        "questions": questions_on(attempt),
        "submit_url": addresses.submit,
        "plain_url": addresses.plain_paper,
        "paper_url": addresses.paper,
        "csrf_token": csrf_token,
        "page_settings": json_script(page_settings(attempt) | {"tab": tab}, "cai-dat"),
    }


def _more_time(given: Iterable[Given]) -> str:
    words = [in_words(one) for one in given if one.extra_s]
    return render_to_string("contests/_given.html", {"given": words}) if words else ""


def page_settings(attempt: Attempt) -> dict[str, Any]:
    """Give the paper's script its addresses; with these alone no tab can save."""
    addresses = addresses_of(attempt)
    return {
        "attempt": str(attempt.code),
        "questions": attempt.question_count,
        "paper_url": addresses.paper,
        "take_url": addresses.take,
        "save_url": settings.SAVE_PATH,
        "return_url": return_address(),
        "submit_url": addresses.submit,
        "result_url": addresses.result,
        "socket_path": f"/ws/bai-thi/{issue_socket_token(attempt)}/",
        "has_prediction": attempt.round.has_prediction,
    }


def tab_settings(
    attempt: Attempt,
    *,
    answers: Iterable[tuple[int, int, int, str | None]],
    at: datetime,
    epoch: int,
) -> dict[str, Any]:
    """Give one tab what it saves with; `answers` are position, choice, sequence, text as stored."""
    return {
        "ticket": issue_save_token(attempt, epoch=epoch),
        "copy": copy_of(attempt),
        "writer": attempt.writer,
        "first_seq": attempt.writer * SEQ_PER_TAB + 1,
        "left_ms": milliseconds(attempt.deadline_at, at=at),
        "answers": {
            position: [choice, seq, text] if text else [choice, seq]
            for position, choice, seq, text in answers
        },
    }
