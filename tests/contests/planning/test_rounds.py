"""A draft can be changed, a published round cannot; a round can be closed early, with a reason."""

from datetime import timedelta

import pytest

from contests.models import Attempt, Round, RoundState, Section
from contests.planning.rounds import (
    RoundCannotClose,
    RoundRulesFixed,
    close_early,
    copy_round,
    create_round,
    update_round,
)
from contests.rules import ReasonMissing
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AttemptFactory,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


def test_created_round_is_the_next_draft_of_its_contest(organiser):
    contest = ContestFactory()
    RoundFactory(contest=contest, number=4)
    division, axis = DivisionFactory(contest=contest), AxisFactory()
    new = Round(
        contest=contest,
        title="Tuần 5",
        opens_at=NOON,
        closes_at=NOON + timedelta(days=7),
        time_limit_s=600,
    )

    create_round(
        new, sections=[Section(division=division, axis=axis, count=3)], by=organiser, at=NOON
    )

    assert (new.number, new.state, new.created_at) == (5, RoundState.DRAFT, NOON)
    assert new.sections.get().count == 3


def test_updating_a_draft_replaces_its_blueprint(organiser):
    draft = RoundFactory(state=RoundState.DRAFT)
    old = SectionFactory(round=draft)
    draft.title = "Tuần đầu"

    update_round(
        draft,
        sections=[Section(division=old.division, axis=old.axis, count=9)],
        by=organiser,
        at=NOON,
    )

    draft.refresh_from_db()
    assert (draft.title, [part.count for part in draft.sections.all()]) == ("Tuần đầu", [9])


def test_updating_a_published_round_is_refused(organiser):
    draft = RoundFactory(state=RoundState.DRAFT)
    Round.objects.filter(pk=draft.pk).update(state=RoundState.PUBLISHED)  # by somebody else
    draft.time_limit_s = 1
    with pytest.raises(RoundRulesFixed):
        update_round(draft, sections=[], by=organiser, at=NOON)
    assert Round.objects.get(pk=draft.pk).time_limit_s == 900


def test_copy_is_next_weeks_draft_with_the_same_rules(organiser):
    first = RoundFactory(
        title="Tuần 1",
        number=1,
        opens_at=NOON,
        closes_at=NOON + timedelta(days=6, hours=23),
        attempt_limit=3,
        left_out=[{"code": "x"}],
    )
    SectionFactory(round=first, count=4, pool=[1, 2, 3, 4])

    copy = copy_round(first, by=organiser, at=NOON)

    assert (copy.number, copy.title, copy.state) == (2, "Tuần 2", RoundState.DRAFT)
    assert (copy.opens_at, copy.closes_at) == (
        NOON + timedelta(days=7),
        NOON + timedelta(days=13, hours=23),
    )
    assert (copy.attempt_limit, copy.lots_seed, copy.left_out) == (3, "", [])
    assert [(part.count, part.pool) for part in copy.sections.all()] == [(4, [])]


def test_closing_early_keeps_the_plan_and_ends_open_papers(organiser):
    round = RoundFactory()
    planned = round.closes_at
    soon = AttemptFactory(round=round, deadline_at=NOON + timedelta(minutes=1))
    later = AttemptFactory(round=round, deadline_at=NOON + timedelta(minutes=20))
    elsewhere = AttemptFactory(deadline_at=NOON + timedelta(minutes=20))
    at = NOON + timedelta(minutes=5)

    close_early(round, by=organiser, at=at, reason="Lộ đề")

    assert (round.closes_at, round.planned_closes_at, round.close_reason) == (
        at,
        planned,
        "Lộ đề",
    )
    deadlines = dict(Attempt.objects.values_list("pk", "deadline_at"))
    assert deadlines == {
        soon.pk: NOON + timedelta(minutes=1),
        later.pk: at,
        elsewhere.pk: NOON + timedelta(minutes=20),
    }
    line = AuditLine.objects.get()
    assert (line.kind, line.reason, line.after["papers_cut"]) == ("closed_early", "Lộ đề", 1)


def test_a_paper_drawn_while_the_round_is_closed_is_cut_after_the_commit(
    organiser, django_capture_on_commit_callbacks
):
    round = RoundFactory()
    with django_capture_on_commit_callbacks(execute=True):
        close_early(round, by=organiser, at=NOON, reason="Lộ đề")
        drawn = AttemptFactory(round=round, deadline_at=NOON + timedelta(minutes=20))
    drawn.refresh_from_db()
    assert drawn.deadline_at == NOON


def test_closing_early_without_a_reason_is_refused(organiser):
    with pytest.raises(ReasonMissing):
        close_early(RoundFactory(), by=organiser, at=NOON, reason=" ")


@pytest.mark.parametrize("at", [NOON - timedelta(hours=2), NOON + timedelta(days=8)])
def test_closing_a_round_that_is_not_open_is_refused(organiser, at):
    round = RoundFactory()
    with pytest.raises(RoundCannotClose):
        close_early(round, by=organiser, at=at, reason="Lộ đề")
    round.refresh_from_db()
    assert round.planned_closes_at is None


def test_closing_twice_keeps_the_first_reason(organiser):
    round = RoundFactory()
    stale = Round.objects.get(pk=round.pk)
    close_early(round, by=organiser, at=NOON, reason="Lộ đề")
    with pytest.raises(RoundCannotClose):
        close_early(stale, by=organiser, at=NOON + timedelta(minutes=1), reason="Khác")
    round.refresh_from_db()
    assert (round.closes_at, round.close_reason) == (NOON, "Lộ đề")
