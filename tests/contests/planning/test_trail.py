"""What organisers do to a contest is in its trail, drafts included."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from contests.models import Division, Round, Section
from contests.planning.contests import create_contest, update_contest
from contests.planning.rounds import copy_round, create_round, update_round
from quizsite.audit.kinds import AuditKind
from quizsite.audit.names import names_of
from quizsite.models import AuditLine
from tests.audit.lines import last_line, said_in
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    contest = ContestFactory(state="draft", title="Thủ đô")
    DivisionFactory(contest=contest, name="CBCCVC")
    return contest


def test_creating_a_contest_says_what_it_was_created_with(organiser):
    contest = ContestFactory.build(slug="thu-do", state="draft")
    divisions = [Division(name="Người dân", audience="nguoi-dan")]
    create_contest(contest, divisions=divisions, by=organiser, at=NOON)
    line = last_line()
    assert said_in(line) == (AuditKind.CONTEST_CREATED, "organiser", organiser.pk, "")
    assert line.after["divisions"] == ["Người dân · Người dân"]
    assert (line.contest, line.about_id) == (contest.pk, contest.pk)


def test_editing_a_draft_contest_says_what_changed_divisions_included(contest, organiser):
    contest.title = "Thủ đô 2026"
    division = contest.divisions.get()
    division.name = "Công chức"
    update_contest(contest, divisions=[division], by=organiser, at=NOON)
    line = last_line()
    assert said_in(line) == (AuditKind.CONTEST_EDITED, "organiser", organiser.pk, "")
    assert sorted(line.before) == sorted(line.after) == ["divisions", "title"]
    assert line.before["title"] == "Thủ đô"
    assert line.after["divisions"][0].startswith("Công chức")


def test_saving_a_draft_without_a_change_leaves_no_line(contest, organiser):
    divisions = list(contest.divisions.all())
    update_contest(contest, divisions=divisions, by=organiser, at=NOON)
    assert not AuditLine.objects.exists()


def test_creating_a_round_says_its_settings_and_blueprint(contest, organiser):
    new = Round(
        contest=contest,
        title="Tuần 5",
        opens_at=NOON,
        closes_at=NOON + timedelta(days=7),
        time_limit_s=600,
    )
    part = Section(division=contest.divisions.get(), axis=AxisFactory(), count=3)
    create_round(new, sections=[part], by=organiser, at=NOON)
    line = last_line()
    assert said_in(line) == (AuditKind.ROUND_CREATED, "organiser", organiser.pk, "")
    assert (line.contest, line.about_label, line.after["time_limit_s"]) == (
        contest.pk,
        "Tuần 5",
        600,
    )
    assert line.after["sections"] == ["CBCCVC: Cải cách thể chế, mọi mức độ: 3"]


def test_editing_a_draft_round_says_what_changed_in_settings_and_blueprint(contest, organiser):
    draft = RoundFactory(contest=contest, state="draft")
    SectionFactory(round=draft, division=contest.divisions.get(), count=3)
    old = draft.sections.get()
    draft.attempt_limit = 5
    part = Section(division=old.division, axis=old.axis, difficulty="kho", count=2)
    update_round(draft, sections=[part], by=organiser, at=NOON)
    line = last_line()
    assert said_in(line) == (AuditKind.ROUND_EDITED, "organiser", organiser.pk, "")
    assert line.before == {
        "attempt_limit": 1,
        "sections": ["CBCCVC: Cải cách thể chế, mọi mức độ: 3"],
    }
    assert line.after == {"attempt_limit": 5, "sections": ["CBCCVC: Cải cách thể chế, Khó: 2"]}


def test_saving_a_draft_round_without_a_change_leaves_no_line(contest, organiser):
    draft = RoundFactory(contest=contest, state="draft")
    update_round(Round.objects.get(pk=draft.pk), sections=[], by=organiser, at=NOON)
    assert not AuditLine.objects.exists()


def test_a_copied_round_names_the_round_it_was_copied_from(contest, organiser):
    copy_round(RoundFactory(contest=contest, title="Tuần 1"), by=organiser, at=NOON)
    line = last_line()
    assert (line.kind, line.about_label) == (AuditKind.ROUND_CREATED, "Tuần 2")
    assert line.after["copied_from"] == "Tuần 1"


def test_adding_and_removing_an_organiser_are_in_the_contests_trail(contest, contestant):
    for arguments in ((), (), ("--remove",), ("--remove",)):
        call_command("contest_organiser", contestant.email, contest.slug, *arguments)
    lines = AuditLine.objects.order_by("pk")
    assert [(one.kind, one.role, one.contest) for one in lines] == [
        (AuditKind.ORGANISER_ADDED, "operator", contest.pk),
        (AuditKind.ORGANISER_REMOVED, "operator", contest.pk),
    ]
    assert names_of(lines[0]) == {"about": "Trần Thị Bình"}


def test_giving_and_taking_a_role_in_the_bank_are_in_the_trail(contestant):
    for arguments in ((), ("--remove",)):
        call_command("bank_role", contestant.email, "author", *arguments)
    given, taken = AuditLine.objects.order_by("pk")
    assert (given.kind, given.after) == (AuditKind.BANK_ROLE_GIVEN, {"bank_role": "author"})
    assert (taken.kind, taken.before) == (AuditKind.BANK_ROLE_TAKEN, {"bank_role": "author"})
    assert given.about_id == contestant.pk
