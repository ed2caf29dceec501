"""People decide on a case once, with a reason; nobody is voided who was not chosen."""

import pytest

from contests.integrity.decisions import (
    CaseChanged,
    NobodyChosen,
    ask_about,
    clear_case,
    void_in_case,
)
from contests.integrity.looking import look_at_round
from contests.models import IntegrityCase
from contests.registration.entries import EntryNotChanged, void_entry
from contests.rules import ReasonMissing
from quizsite.models import AuditLine
from tests.contests.integrity.conftest import AFTER


@pytest.fixture
def entries(stage):
    stage.crowd()
    entries = stage.alike()
    look_at_round(stage.round, at=AFTER)
    return entries


@pytest.fixture
def case(entries):
    return IntegrityCase.objects.get()


def lines():
    return [
        (line.kind, line.about_id, line.after.get("decision"), line.reason)
        for line in AuditLine.objects.order_by("pk")
    ]


def test_a_case_that_is_no_problem_leaves_a_line_at_each_entry_and_is_decided_once(
    case, entries, organiser
):
    with pytest.raises(ReasonMissing):
        clear_case(case, by=organiser, at=AFTER, reason=" ")
    clear_case(case, by=organiser, at=AFTER, reason="Học cùng lớp")
    for again in (clear_case, ask_about):
        with pytest.raises(CaseChanged):
            again(case, by=organiser, at=AFTER, reason="Học cùng lớp")
    assert lines() == [("case_decided", one.pk, "cleared", "Học cùng lớp") for one in entries]
    assert (case.state, case.decided_by, case.reason) == ("cleared", organiser, "Học cùng lớp")


def test_a_case_to_ask_about_changes_nothing_and_is_decided_later(case, entries, organiser):
    ask_about(case, by=organiser, at=AFTER, reason="Hỏi trưởng phòng")
    assert case.entries.valid().count() == len(entries)
    clear_case(case, by=organiser, at=AFTER, reason="Đã giải trình")
    assert case.state == "cleared"


def test_only_those_chosen_are_voided(case, entries, organiser):
    a, b, c = entries
    with pytest.raises(NobodyChosen):
        void_in_case(case, [], by=organiser, at=AFTER, reason="Thi nhóm")
    void_in_case(case, [c, a], by=organiser, at=AFTER, reason="Thi nhóm, có biên bản")
    assert list(case.entries.valid()) == [b]
    a.refresh_from_db()
    assert a.void_reason == "Thi nhóm, có biên bản"
    assert [line[:3] for line in lines()] == [
        *(("case_decided", one.pk, "voided") for one in entries),
        *(("entry_voided", one.pk, None) for one in (a, c)),
    ]


def test_somebody_outside_the_case_is_not_voided_by_it(case, stage, organiser):
    with pytest.raises(CaseChanged):
        void_in_case(case, [stage.entry()], by=organiser, at=AFTER, reason="Thi nhóm")
    case.refresh_from_db()
    assert case.state == "waiting"


def test_who_was_voided_meanwhile_stops_the_whole_decision(case, entries, organiser):
    void_entry(entries[1], by=organiser, at=AFTER, reason="Nơi khác")
    with pytest.raises(EntryNotChanged):
        void_in_case(case, entries, by=organiser, at=AFTER, reason="Thi nhóm")
    case.refresh_from_db()
    assert (case.state, case.entries.valid().count()) == ("waiting", 2)
