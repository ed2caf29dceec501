"""Commands whose events the server fills in: lots, and what devices answered and pressed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from django.db.models import QuerySet

from contests.models import Show, StageAnswer, StageAnswerKind, StageEvent
from contests.stage.events import EventKind
from contests.stage.fairness import BuzzOrder, Press, order_of
from contests.stage.programme import BuzzMode, Question, QuestionRules
from contests.stage.rows import state_of
from contests.stage.rules import BadEvent, StageRefusal
from contests.stage.state import ShowState

Filled = tuple[str, dict[str, Any]]  # kind and payload of the event


def filled(show: Show, command: str, said: Mapping[str, Any]) -> Filled:
    """Make the event that a command asks for."""
    if command not in COMMANDS:
        raise BadEvent
    return COMMANDS[command](show, state_of(show), said)


def _draw(show: Show, state: ShowState, said: Mapping[str, Any]) -> Filled:
    """Draw an order of these teams; the seed lets anybody draw it again (`draw`)."""
    teams = said.get("teams")
    if not isinstance(teams, list) or not all(type(one) is int for one in teams):
        raise BadEvent
    seed = secrets.token_hex(16)
    return "draw_held", {
        "winners": draw(teams, seed),
        "witness": said.get("witness"),
        "seed": seed,
    }


def draw(teams: list[int], seed: str) -> list[int]:
    """Order the teams by chance; the same teams and seed always give the same order."""
    order = sorted(teams)
    Random(seed).shuffle(order)  # noqa: S311 -- lots that a seed can show again
    return order


def _sent(show: Show, state: ShowState) -> list[StageAnswer]:
    found = StageAnswer.objects.filter(show=show, run=show.run, question=state.window)
    return list(found.exclude(kind=StageAnswerKind.BUZZ).select_related("seat"))


def _asked(state: ShowState) -> Question:
    question = state.programme.question(state.shown.question or 0) if state.shown else None
    if question is None:
        raise StageRefusal("no_question")
    return question


def is_right(question: Question, answer: StageAnswer) -> bool:
    """A choice is compared with the right option, words with the answer, without capitals."""
    if answer.kind == StageAnswerKind.CHOICE:
        return answer.choice is not None and answer.choice == question.right_option
    return " ".join(answer.text.split()).casefold() == " ".join(question.key.split()).casefold()


def _close_bell(show: Show, state: ShowState, said: Mapping[str, Any]) -> Filled:
    """Whoever stands and did not answer right, falls."""
    if state.bell is None:
        raise StageRefusal("no_bell")
    question = _asked(state)
    right = [one for one in _sent(show, state) if is_right(question, one)]
    times = {one.seat.number: one.judged_ms for one in right if one.seat.number is not None}
    standing = sorted(state.bell.standing)
    return "bell_question_closed", {
        "wrong": [seat for seat in standing if seat not in times],
        "right": [{"seat": seat, "ms": times[seat]} for seat in standing if seat in times],
    }


def _rule_answers(show: Show, state: ShowState, said: Mapping[str, Any]) -> Filled:
    """Rule what teams answered on their devices; of one team the first answer counts."""
    question = _asked(state)
    first: dict[int, StageAnswer] = {}
    for one in _sent(show, state):
        if one.seat.team_id is not None:
            first.setdefault(one.seat.team_id, one)
    if not first:
        raise StageRefusal("nobody_answered")
    start = min(one.judged_ms for one in first.values())
    return "answers_ruled", {
        "answers": [
            {"team": team, "right": is_right(question, one), "ms": one.judged_ms - start}
            for team, one in sorted(first.items())
        ]
    }


def _accept_buzz(show: Show, state: ShowState, said: Mapping[str, Any]) -> Filled:
    """Give the question to the earliest press of a team that has not had a try.

    A press that was made earlier may still be on its way, so this waits for as long as one can."""
    order = _pressed(show, state)
    left_ms = (order.settled_ms or 0) - time.time_ns() // 1_000_000
    if left_ms >= 0:
        time.sleep((left_ms + 1) / 1000)
        order = _pressed(show, state)
    if not order.presses:
        raise StageRefusal("nobody_pressed")
    press = order.presses[0]
    return "buzz_accepted", {
        "team": press.seat,
        "seat": _seat_of(show, state, press),
        "judged_ms": press.judged_ms,
    }


def _pressed(show: Show, state: ShowState) -> BuzzOrder:
    """The same order as all screens show, without teams that had their try."""
    tried = {one.team for one in state.buzzes}
    if state.is_stealing and state.shown and state.shown.owner:
        tried.add(state.shown.owner)
    sent = _buzzes(show, state).exclude(seat__team__in=tried)
    presses = [Press(*row) for row in sent.values_list("seat__team", "received_ms", "delay_ms")]
    signal = _signal_ms(show, state)
    mode = BuzzMode.ANY_TIME if signal is None else BuzzMode.AFTER_SIGNAL
    return order_of(presses, mode=mode, signal_ms=signal)


def _buzzes(show: Show, state: ShowState) -> QuerySet[StageAnswer]:
    sent = StageAnswer.objects.filter(show=show, run=show.run, question=state.window)
    return sent.filter(kind=StageAnswerKind.BUZZ, seat__team__isnull=False)


def _seat_of(show: Show, state: ShowState, press: Press) -> int:
    """The device of the team that made its first press."""
    return _buzzes(show, state).filter(seat__team=press.seat).values_list("seat", flat=True)[0]


def _signal_ms(show: Show, state: ShowState) -> int | None:
    """Where the rules want a signal, what was pressed before it does not count; else None."""
    rules = state.part.rules if state.part else None
    waits = isinstance(rules, QuestionRules) and rules.mode is BuzzMode.AFTER_SIGNAL
    if not waits or state.is_stealing:
        return None
    signals = StageEvent.objects.filter(show=show, run=show.run, sequence__gt=state.window)
    signal = signals.filter(kind=EventKind.ANSWERS_OPENED).last()
    if signal is None:
        raise StageRefusal("before_signal")
    return signal.at_ms


COMMANDS: Mapping[str, Callable[[Show, ShowState, Mapping[str, Any]], Filled]] = {
    "draw": _draw,
    "close_bell": _close_bell,
    "rule_answers": _rule_answers,
    "accept_buzz": _accept_buzz,
}
