"""Contests as they are held: recorded events, with totals and places computed by hand."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contests.stage.checks import refusal, undo_refusal
from contests.stage.events import EventKind, stored
from contests.stage.programme import (
    Juror,
    Package,
    Part,
    PartKind,
    Programme,
    Question,
    Team,
    overtime_of,
    overtime_points,
    rules_of,
)
from contests.stage.recount import Plan, recount
from tests.contests.stage.script import Script

SHOWS = sorted((Path(__file__).parent / "shows").glob("*.json"))
ROOT = Path(__file__).resolve().parents[3]


def part_of(n: int, row: dict[str, Any]) -> Part:
    maximum = row.get("maximum")
    return Part(
        id=row["id"],
        position=n,
        kind=PartKind(row["kind"]),
        title=row["title"],
        seconds=row.get("seconds"),
        maximum=None if maximum is None else Decimal(maximum),
        overtime=overtime_of(row.get("overtime", [])),
        aggregate=row.get("aggregate", "none"),
        rules=rules_of(row["kind"], row.get("rules", {})),
    )


def played(held: dict[str, Any]) -> Script:
    """Every event may happen when it does; a third cell is by how many seconds it came later."""
    jurors = tuple(Juror(900 + n, n) for n in range(1, held["jurors"] + 1))
    packages = tuple(
        Package(pk, part, n, tuple(Question(q, pk, part, i, "?") for i, q in enumerate(asked, 1)))
        for n, (pk, part, asked) in enumerate(held["packages"], 1)
    )
    show = Script(
        Programme(
            title="Hội thi",
            parts=tuple(part_of(n, row) for n, row in enumerate(held["parts"], 1)),
            teams=tuple(Team(int(pk), f"Đội {pk}", int(pk)) for pk in held["totals"]),
            packages=packages,
            jurors=jurors,
            tie_chain=tuple(held["tie_chain"]),
        )
    )
    show.add("run_started")
    show.add("jury_set", jurors=[one.seat for one in jurors])
    for kind, said, *later in held["events"]:
        payload = dict(said)
        if kind == "undone":  # -1: the event before
            payload["sequence"] = show.events[said["sequence"]].sequence
            assert undo_refusal(show.programme, show.events, payload["sequence"]) is None
        before = show.state
        event = show.add(kind, after_s=later[0] if later else 1, **payload)
        if event.kind is not EventKind.UNDONE:
            assert refusal(before, event.kind, event.payload) is None, (kind, payload)
    return show


def plan_of(held: dict[str, Any]) -> Plan:
    usual = {"maximum": None, "aggregate": "none", "rules": {}}
    questions = {
        q: {"package": pk, "points": None} for pk, _part, asked in held["packages"] for q in asked
    }
    return Plan(
        {row["id"]: usual | row for row in held["parts"]},
        [int(pk) for pk in held["totals"]],
        questions,
        held["tie_chain"],
    )


@pytest.mark.parametrize("path", SHOWS, ids=lambda one: one.stem)
def test_a_show_comes_to_the_totals_that_were_computed_by_hand(path):
    held = json.loads(path.read_text())
    show = played(held)
    state = show.state
    totals = {pk: Decimal(points) for pk, points in held["totals"].items()}
    assert {pk: state.total(int(pk)) for pk in totals} == totals
    assert {str(pk): place for pk, place in state.places().items()} == held["places"]
    lost = [
        overtime_points(show.programme.part(run.part).overtime, run.over_ms)
        for run in state.clock_runs
        if show.programme.part(run.part).overtime
    ]
    assert lost == [Decimal(one) for one in held["overtime"]]
    if held["podium"] is not None:
        bell = state.bells[1]
        assert [list(place) for place in bell.podium] == held["podium"]
        assert sorted(bell.standing) == held["standing"]


@pytest.mark.parametrize("path", SHOWS, ids=lambda one: one.stem)
def test_a_recount_comes_to_the_same(path):
    held = json.loads(path.read_text())
    show = played(held)
    rows = [(one.sequence, str(one.kind), stored(one.payload)) for one in show.events]
    again = recount(plan_of(held), rows)
    assert {str(pk): Fraction(points) for pk, points in again.totals.items()} == {
        pk: Fraction(points) for pk, points in held["totals"].items()
    }
    assert {str(pk): place for pk, place in again.places.items()} == held["places"]


def test_the_guide_has_a_row_for_each_recorded_show():
    guide = (ROOT / "docs" / "hoi-thi.md").read_text()
    assert [one.stem for one in SHOWS if f"`{one.stem}`" not in guide] == []
    assert len(SHOWS) == 20
