"""Every choice of a panel is obeyed and put into words."""

import pytest

from contests.judging import gaps
from contests.judging.minutes import gap_rule_words
from contests.judging.outcomes import rule_book
from contests.judging.rubric_tree import faults_of, tree_of
from contests.models import (
    AssignmentPurpose,
    GapScope,
    GapUnit,
    GapWay,
    Panel,
    PanelRole,
    RubricItem,
    RubricMode,
    WorkStanding,
)
from tests.contests.judging.cast import open_with, panel_of


def test_the_pure_rules_know_the_same_choices_as_the_models():
    for pure, stored in (
        (gaps.Unit, GapUnit),
        (gaps.Scope, GapScope),
        (gaps.Way, GapWay),
        (gaps.Standing, WorkStanding),
    ):
        assert [one.value for one in pure] == stored.values


@pytest.mark.parametrize(
    ("field", "choices"), [("gap_unit", GapUnit), ("gap_scope", GapScope), ("gap_way", GapWay)]
)
def test_each_setting_of_the_gap_reads_differently_in_the_minutes(field, choices):
    said = {gap_rule_words(Panel(**{field: value})) for value in choices.values}
    assert len(said) == len(choices.values)


def test_a_key_needs_ideas_and_a_holistic_rubric_does_not():
    tree = tree_of([RubricItem(pk=1, title="Một", most=100_00, step=25)])
    wrong = {
        mode: list(faults_of(tree, is_keyed=mode == RubricMode.KEYED, full=100_00))
        for mode in RubricMode.values
    }
    assert [bool(wrong[mode]) for mode in (RubricMode.KEYED, RubricMode.HOLISTIC)] == [True, False]


@pytest.mark.django_db
def test_each_role_but_the_secretarys_marks():
    assert set(PanelRole) == {PanelRole.CHAIR, PanelRole.JUROR, PanelRole.SECRETARY}
    panel, members = open_with(jurors=3, common_works=1)
    assert all(one.assignments.exists() for one in members)
    assert rule_book(panel).markers == 2
    purposes = {one.purpose for member in members for one in member.assignments.all()}
    assert purposes == {AssignmentPurpose.COMMON, AssignmentPurpose.FIRST}


@pytest.mark.django_db
def test_a_draft_gives_out_nothing():
    assert not panel_of().works.exists()
