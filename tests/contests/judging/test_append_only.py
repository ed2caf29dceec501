"""Sheets that were sent are only added: the database refuses the rest, whoever asks it."""

import pytest
from django.db import DatabaseError, connection, transaction

from contests.judging.totals import agree_totals, propose_totals
from contests.models import Assignment, Contest, JudgedWork, MarkSheet, SheetDraft
from tests.contests.judging.cast import AT, of_work, open_with, send
from tests.factories import OrganiserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    """One juror has sent the marks of one of two works."""
    made, _jurors = open_with(jurors=2, works=2, markers=1)
    [first, *_] = of_work(made.works.order_by("pk").first())
    send(first, "40", "30")
    return made


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contests_marksheet SET total = 1",
        "UPDATE contests_marksheet SET marks = marks",
        "UPDATE contests_marksheet SET assignment_id = assignment_id",
        "DELETE FROM contests_marksheet",
        "UPDATE contests_assignment SET member_id = member_id + 1 WHERE state = 'sent'",
        "UPDATE contests_assignment SET work_id = work_id + 1 WHERE state = 'sent'",
    ],
)
def test_the_database_refuses_to_change_or_lose_a_mark(panel, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert MarkSheet.objects.get().total == 7000


def test_an_unsent_assignment_and_a_draft_may_still_change(panel):
    waiting = Assignment.objects.to_mark().get()
    SheetDraft.objects.create(assignment=waiting, saved_at=AT)
    Assignment.objects.filter(pk=waiting.pk).update(work=waiting.work, member=waiting.member)
    assert SheetDraft.objects.all().delete()[0] == 1


def test_a_work_and_its_marks_go_only_after_its_text_was_emptied(panel):
    work = JudgedWork.objects.get(assignments__sheets__isnull=False)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        work.delete()
    JudgedWork.objects.filter(pk=work.pk).update(parts=[], files=[])
    work.delete()
    assert not MarkSheet.objects.exists()


def test_marks_that_were_agreed_on_stay_though_the_text_is_gone(panel):
    [other] = of_work(JudgedWork.objects.get(assignments__sheets=None))
    send(other, "20", "30")
    propose_totals(panel, by=panel.members.get(role="chair").user, at=AT)
    agree_totals(panel, by=OrganiserFactory(contest=panel.contest).user, at=AT)
    panel.works.update(parts=[], files=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        panel.works.first().delete()


def test_a_rehearsal_is_thrown_away_with_its_marks(panel):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        panel.contest.delete()
    Contest.objects.update(is_rehearsal=True)
    Contest.objects.get().delete()
    assert not MarkSheet.objects.exists()
