"""Whatever happens on a stage: undoing takes it back, folding is one thing, a recount agrees."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from contests.stage.checks import refusal, undo_refusal
from contests.stage.events import Event, EventKind, Payload, Undone, read_payload, stored
from contests.stage.fold import fold
from contests.stage.programme import (
    BellRules,
    FloorOf,
    Programme,
    QuestionRules,
    RescueTrigger,
    SpeedRules,
)
from contests.stage.recount import Plan, recount
from contests.stage.state import ShowState
from tests.contests.stage.script import BELL, BUZZER, JURORS, KNOWLEDGE, PROGRAMME, START_MS

TEAMS = [one.id for one in PROGRAMME.teams]
PARTS = [one.id for one in PROGRAMME.parts]
LENGTH, TRIES = 80, 40
# They change no points.
NOT_WALKED = {
    *(EventKind.CLOCK_STARTED, EventKind.CLOCK_PAUSED, EventKind.CLOCK_RESUMED),
    *(EventKind.CLOCK_STOPPED, EventKind.ANSWERS_OPENED, EventKind.ANSWERS_CLOSED),
    *(EventKind.KEY_REVEALED, EventKind.MARKS_SHOWN, EventKind.RUN_ENDED),
    EventKind.RESULT_AGREED,
}


def a_move(chance: Random) -> tuple[str, dict[str, Any]]:
    """Something that people may try; questions come more often than the rest."""
    team, part = chance.choice(TEAMS), chance.choice(PARTS)
    seats = chance.sample(range(1, 9), chance.randint(1, 3))
    points = chance.choice(["0.25", "3", "7.75", "10", "-2.5", "-30"])
    changed = {"team": team, "part": part, "points": points, "reason": "x"}
    marked = {"juror": chance.choice(JURORS), "team": team, "part": part}
    answers = [
        {"team": one, "right": chance.random() < 0.5, "ms": chance.randint(0, 3)}
        for one in chance.sample(TEAMS, chance.randint(1, 3))
    ]
    often: list[tuple[str, dict[str, Any]]] = [
        ("package_taken", {"team": team, "package": chance.choice([31, 32])}),
        ("question_shown", {"question": chance.choice([None, 41, 42, 43])}),
        ("buzz_accepted", {"team": team}),
        ("buzz_ruled", {"right": chance.random() < 0.5}),
        ("answers_ruled", {"answers": answers}),
        ("steal_opened", {}),
        ("star_set", {"team": team}),
        ("mark_sent", {**marked, "points": chance.choice(["0", "7.25", "8.5", "10"])}),
        ("marks_reopened", {**marked, "reason": "x"}),
        ("bell_question_closed", {"wrong": seats}),
        ("seats_rescued", {"seats": seats, "trigger": str(chance.choice(list(RescueTrigger)))}),
    ]
    seldom: list[tuple[str, dict[str, Any]]] = [
        ("team_called", {"team": team}),
        ("jury_set", {"jurors": chance.sample(JURORS, chance.randint(1, 3))}),
        ("part_opened", {"part": part}),
        ("points_given", changed),
        ("penalty", changed),
        ("correction", changed),
        ("seat_out", {"seats": seats[:1]}),
        ("draw_held", {"winners": chance.sample(TEAMS, 3), "witness": "x"}),
        ("undone", {"sequence": chance.randint(2, LENGTH)}),
    ]
    return chance.choice(often if chance.random() < 0.93 else seldom)


def a_programme(chance: Random) -> Programme:
    """Each part of the usual programme, under rules that are drawn."""
    asked = QuestionRules(
        wrong=Decimal(chance.choice(["-5", "0"])),
        floor=chance.choice([Decimal(0), Decimal(0), None]),
        floor_of=chance.choice(list(FloorOf)),
        has_star=True,
    )
    bell = BellRules(
        seats=8,
        rescues=tuple(chance.sample(list(RescueTrigger), chance.randint(0, 4))),
        rescue_after=1,
        rescue_share=Decimal("0.5"),
        rescue_since=1,
        most_rescues=2,
        all_wrong_stays=chance.random() < 0.5,
    )
    rules = {KNOWLEDGE: asked, BUZZER: asked, BELL: bell}
    how = chance.choice(["mean", "trimmed", "sum"])
    parts = tuple(
        replace(
            one,
            rules=rules.get(one.id, one.rules),
            aggregate=how if one.is_marked else one.aggregate,
        )
        for one in PROGRAMME.parts
    )
    return replace(PROGRAMME, parts=parts)


def next_event(programme: Programme, events: list[Event], chance: Random) -> Event | None:
    """The first thing tried that may happen now."""
    state = fold(programme, events)
    for _ in range(TRIES):
        name, raw = a_move(chance)
        kind = EventKind(name)
        payload = read_payload(kind, raw)
        why = (
            undo_refusal(programme, events, raw["sequence"])
            if kind is EventKind.UNDONE
            else refusal(state, kind, payload)
        )
        if why is None:
            return Event(len(events) + 1, kind, payload, events[-1].at_ms + 700)
    return None


def played(seed: int) -> tuple[Programme, list[Event]]:
    chance = Random(seed)
    programme = a_programme(chance)
    events: list[Event] = []
    for name, raw in (
        ("run_started", {}),
        ("jury_set", {"jurors": list(JURORS)}),
        ("part_opened", {"part": chance.choice(PARTS)}),
    ):
        payload = read_payload(EventKind(name), raw)
        events.append(Event(len(events) + 1, EventKind(name), payload, START_MS))
    while len(events) < LENGTH and (event := next_event(programme, events, chance)):
        events.append(event)
    return programme, events


def plan_of(programme: Programme) -> Plan:
    parts = {
        one.id: {
            "kind": str(one.kind),
            "maximum": one.maximum,
            "aggregate": one.aggregate,
            "rules": raw_rules(one.rules),
        }
        for one in programme.parts
    }
    questions = {
        one.id: {"package": one.package, "points": one.points}
        for package in programme.packages
        for one in package.questions
    }
    return Plan(parts, [one.id for one in programme.teams], questions, programme.tie_chain)


def raw_rules(rules: Any) -> dict[str, Any]:
    if isinstance(rules, SpeedRules):
        return {"points": [str(one) for one in rules.points]}
    names = (
        ("right", "wrong", "floor", "floor_of", "steal_wrong_share")
        if isinstance(rules, QuestionRules)
        else ("seats", "rescue_since", "all_wrong_stays")
    )
    raw = {name: getattr(rules, name) for name in names}
    return {name: str(one) if isinstance(one, Decimal) else one for name, one in raw.items()}


def without_counting(state: ShowState) -> ShowState:
    return replace(state, sequence=0, moved_at=0, undone=frozenset())


@cache
def shows() -> list[tuple[Programme, list[Event]]]:
    return [played(seed) for seed in range(40)]


def test_the_shows_are_about_everything():
    """A walk that is refused everything would prove nothing."""
    folded = [fold(programme, events) for programme, events in shows()]
    kinds = Counter(one.kind for _programme, events in shows() for one in events)
    assert set(EventKind) - set(kinds) == NOT_WALKED
    assert min(kinds.values()) > 2
    steals = [one for state in folded for one in state.buzzes if one.is_steal]
    assert len(steals) > 3
    assert sum(len(set(state.places().values())) > 1 for state in folded) > 30


def undoing(programme: Programme, events: list[Event]) -> Iterator[tuple[ShowState, ShowState]]:
    """For each event: the state before it, and with it undone; with it, and brought back."""
    for n, last in enumerate(events[3:], 3):
        if last.kind is EventKind.UNDONE:
            continue
        taken = Event(n + 2, EventKind.UNDONE, Undone(last.sequence), last.at_ms)
        brought = Event(n + 3, EventKind.UNDONE, Undone(taken.sequence), last.at_ms)
        yield fold(programme, events[:n]), fold(programme, [*events[: n + 1], taken])
        yield (
            fold(programme, events[: n + 1]),
            fold(programme, [*events[: n + 1], taken, brought]),
        )


def test_undoing_the_last_event_brings_back_the_state_before_it():
    for programme, events in shows()[:20]:
        for one, other in undoing(programme, events[:40]):
            assert without_counting(one) == without_counting(other)


def test_rows_that_were_stored_and_read_fold_to_the_same():
    for programme, events in shows():
        rows = [replace(one, payload=again(one)) for one in events]
        assert fold(programme, rows) == fold(programme, events)


def again(event: Event) -> Payload:
    return read_payload(event.kind, stored(event.payload))


def test_a_recount_finds_the_same_points_places_and_seats():
    for programme, events in shows():
        for n in (len(events) // 2, len(events)):
            check_recount(programme, events[:n])


def check_recount(programme: Programme, events: list[Event]) -> None:
    state = fold(programme, events)
    rows = [(one.sequence, str(one.kind), stored(one.payload)) for one in events]
    again = recount(plan_of(programme), rows)
    for team in programme.teams:
        for part in programme.parts:
            own = Fraction(state.part_points(team.id, part))
            assert own == again.parts[team.id, part.id], (team.name, part.title)
        assert Fraction(state.total(team.id)) == again.totals[team.id]
    assert state.places() == again.places
    assert {pk: set(bell.standing) for pk, bell in state.bells.items()} == again.standing


def test_a_total_below_zero_needs_a_rule_without_a_floor():
    for programme, events in shows():
        rules = [one.rules for one in programme.parts]
        floors = [one.floor for one in rules if isinstance(one, QuestionRules)]
        state = fold(programme, events)
        assert None in floors or min(state.total(one) for one in TEAMS) >= 0
