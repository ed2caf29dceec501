"""Each choice of a show does something of its own."""

from dataclasses import replace
from decimal import Decimal

import pytest

from contests.models import MarkAggregate, MarksShown, ScoresShown
from contests.stage.frames import Audience
from contests.stage.points import aggregate
from contests.stage.programme import Part, PartKind, rules_of
from tests.contests.stage.script import GREETING, JURORS, RED, SKIT, Script, with_rules

MARKS = [Decimal(one) for one in ("5", "8", "8.25", "8.5", "10")]


def test_each_aggregate_makes_another_mark():
    made = {how: aggregate(MARKS, how) for how in MarkAggregate.values}
    assert made == {
        "mean": Decimal("7.95"),
        "trimmed": Decimal("8.25"),
        "sum": Decimal("39.75"),
        "none": Decimal(0),
    }


@pytest.mark.parametrize("kind", list(PartKind))
def test_each_kind_of_part_has_rules(kind):
    assert Part(1, 1, kind, "Phần", rules=rules_of(kind, {})).rules == rules_of(kind, {})


def known(shown: str, scores: str) -> tuple[list[str | None], list[str]]:
    """Jurors' marks, and a total before, and after, the end, as the hall sees them."""
    programme = replace(with_rules(GREETING, None, marks_shown=shown), scores_shown=scores)
    show = Script(programme)
    for part in (GREETING, SKIT):
        show.begin(part, RED)
        for seat in JURORS:
            show.add("mark_sent", juror=seat, team=RED, part=part, points="8")
        show.add("marks_shown", team=RED, part=part)
    show.add("part_opened", part=GREETING)
    show.add("team_called", team=RED)
    before = show.frame(Audience.SCREEN)
    show.add("run_ended")
    totals = [one["scores"][0]["total"] for one in (before, show.frame(Audience.SCREEN))]
    return [one["points"] for one in before["marks"]["jurors"]], totals


def test_each_way_to_show_marks_tells_the_hall_something_else():
    told = {shown: known(shown, "each_part") for shown in MarksShown.values}
    assert told == {
        "cards": (["8", "8", "8"], ["16.00", "16.00"]),
        "at_once": ([None, None, None], ["16.00", "16.00"]),
        "end": ([None, None, None], ["8.00", "16.00"]),
    }


def test_each_way_to_show_totals_tells_the_hall_something_else():
    told = {scores: known("at_once", scores)[1] for scores in ScoresShown.values}
    assert told == {
        "each_part": ["16.00", "16.00"],
        "frozen_last": ["8.00", "16.00"],
        "at_end": ["0", "16.00"],
    }
