"""Each list of choices of initiatives is offered where people choose, and has its place."""

import ast
from pathlib import Path

from contests.initiatives.forms_desk import HideForm, ReplyForm
from contests.initiatives.forms_send import IdeaForm
from contests.initiatives.views_public import WAY
from contests.models import (
    HidingReason,
    InitiativeEventKind,
    InitiativeSource,
    InitiativeState,
    ReplyOutcome,
)

CODE = Path(__file__).resolve().parents[3] / "contests" / "initiatives"


def test_each_reason_and_outcome_is_offered():
    assert [value for value, _said in HideForm.base_fields["reason"].choices] == (
        HidingReason.values
    )
    assert [value for value, _said in ReplyForm.base_fields["outcome"].choices] == (
        ReplyOutcome.values
    )


def test_each_source_is_offered_but_a_contest_which_is_none_of_a_person():
    offered = [value for value, _said in IdeaForm.base_fields["source"].choices]
    assert offered == [one for one in InitiativeSource.values if one != "contest"]


def test_each_state_is_one_station_of_the_way():
    stations = [state for _name, states in WAY for state in states]
    assert sorted(stations) == sorted(InitiativeState.values)


def test_each_kind_of_step_is_written_by_a_use_case():
    written = {
        node.attr
        for path in CODE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert {one.name for one in InitiativeEventKind} <= written
