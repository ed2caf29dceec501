"""A question of a new kind waits until every running process knows the kind."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from contests.models import RoundState
from contests.monitoring.next_deeds import next_deeds
from contests.planning.publish_round import RoundNotReady, publish_round
from contests.schedule import slots_of
from questionbank.authoring.known_kinds import KindNotKnown, unknown_kinds_in_words
from questionbank.authoring.revisions import publish_all, publish_revision
from questionbank.models import QuestionKind, RevisionState
from quizsite.models import ProcessReport
from quizsite.operations.process_reports import (
    FORGOTTEN_AFTER,
    SILENT_AFTER,
    JobCounts,
    Papers,
    ProcessFigures,
    Reporter,
    database_clock,
)
from tests.factories import (
    NOON,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_solve_asked")]
GRID = {"kind": "grid", "options": ["Một", "Hai"], "right": [1, 2]}


@pytest.fixture(autouse=True)
def _nobody_else(db):
    ProcessReport.objects.all().delete()


@pytest.fixture
def older():
    """A process of a version that knows no kinds but the first, and says none."""
    figures = asdict(ProcessFigures(version="0.3.0"))
    del figures["abilities"]
    now = database_clock()
    return ProcessReport.objects.create(
        name="old", role="live", pid=1, started_at=now, reported_at=now, figures=figures
    )


@pytest.fixture
def waiting(author):
    return RevisionFactory(**GRID, state=RevisionState.IN_REVIEW, published_at=None, author=author)


def test_the_only_process_knows_what_it_runs():
    assert unknown_kinds_in_words(QuestionKind.values) == ""


def test_a_process_says_which_kinds_it_knows():
    Reporter(
        "pages", count_papers=lambda: Papers(0, 0, 0), count_jobs=lambda: JobCounts(0, 0, 0)
    ).report()
    assert unknown_kinds_in_words(QuestionKind.values) == ""


def test_a_question_is_not_published_while_an_older_process_runs(older, waiting, reviewer):
    with pytest.raises(KindNotKnown) as refused:
        publish_revision(waiting, by=reviewer, at=NOON)
    assert "“đúng hay sai từng ý”" in str(refused.value.message)
    with pytest.raises(KindNotKnown):
        publish_all([waiting.pk], by=reviewer, at=NOON)
    older.delete()
    assert publish_revision(waiting, by=reviewer, at=NOON).state == RevisionState.PUBLISHED


def test_the_first_kind_never_waits(older, author, reviewer):
    waiting = RevisionFactory(state=RevisionState.IN_REVIEW, published_at=None, author=author)
    assert publish_revision(waiting, by=reviewer, at=NOON).state == RevisionState.PUBLISHED


def test_a_silent_process_may_only_hang_and_one_of_long_ago_holds_nothing_up(
    older, waiting, reviewer
):
    older.reported_at = database_clock() - SILENT_AFTER - timedelta(seconds=1)
    older.save()
    with pytest.raises(KindNotKnown):
        publish_revision(waiting, by=reviewer, at=NOON)
    older.reported_at = database_clock() - FORGOTTEN_AFTER - timedelta(seconds=1)
    older.save()
    assert publish_revision(waiting, by=reviewer, at=NOON).state == RevisionState.PUBLISHED


@pytest.fixture
def draft():
    round = RoundFactory(
        state=RoundState.DRAFT, published_at=None, lots_seed="", opens_at=NOON + timedelta(days=1)
    )
    division = DivisionFactory(contest=round.contest)
    axis = RevisionFactory(**GRID).question.axis
    SectionFactory(round=round, division=division, axis=axis, count=1)
    return round


def test_a_round_that_would_ask_it_waits_too_and_then_notes_its_kinds(older, draft):
    organiser = OrganiserFactory(contest=draft.contest).user
    with pytest.raises(RoundNotReady, match="đúng hay sai từng ý"):
        publish_round(draft, by=organiser, at=NOON)
    older.delete()
    draft.refresh_from_db()
    assert publish_round(draft, by=organiser, at=NOON).question_kinds == ["grid"]


@pytest.mark.parametrize("days", [-1, 1, 5])
def test_organisers_hear_of_an_older_process_that_was_started_later(draft, days):
    draft.opens_at, draft.closes_at = NOON + timedelta(days=days), NOON + timedelta(days=9)
    draft.state, draft.question_kinds = RoundState.PUBLISHED, ["choice", "grid"]
    draft.save()

    def first():
        slots = slots_of([draft], at=NOON)
        return [one.said for one in next_deeds(draft.contest, slots=slots, at=NOON)][:1]

    assert "phiên bản cũ" not in str(first())
    now = database_clock()
    figures = asdict(ProcessFigures(version="0.3.0"))
    ProcessReport.objects.create(
        name="later", role="live", pid=1, started_at=now, reported_at=now, figures=figures
    )
    assert ("“đúng hay sai từng ý”" in str(first())) == (days < 2)
