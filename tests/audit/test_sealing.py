"""A sealed line that is altered or removed is found; an emptied name is no fault."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from quizsite.audit import sealing
from quizsite.audit.jobs import seal
from quizsite.audit.names import empty_names
from quizsite.audit.sealing import seal_lines
from quizsite.audit.trail import OPERATOR
from quizsite.audit.verify import verify_trail
from quizsite.jobs.timetable import enqueue_due
from quizsite.models import AuditLine, AuditSeal
from tests.audit.lines import write_line
from tests.factories import NOON
from tests.stage import race
from tests.triggers import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(organiser):
    lines = [write_line(organiser, reason=f"lý do {n}") for n in range(4)]
    seal_lines(at=NOON)
    return lines


def tamper(statement, *values):
    with without_triggers("quizsite_audit"), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_lines_are_sealed_once_and_in_order(sealed, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    more = [write_line() for _ in range(5)]
    assert seal_lines(at=NOON) == 5
    assert seal_lines(at=NOON) == 0
    sealed_lines = list(AuditSeal.objects.order_by("number").values_list("number", "line"))
    assert sealed_lines == list(enumerate([line.pk for line in [*sealed, *more]], start=1))
    assert verify_trail().problems == []


def test_a_line_committed_late_is_sealed_after_larger_numbers(sealed):
    """Its transaction began first and ended last."""
    late = AuditLine(pk=sealed[0].pk - 1000, at=NOON, kind="x", role="system", about_kind="site")
    late.save(force_insert=True)
    assert seal_lines(at=NOON) == 1
    assert AuditSeal.objects.get(line=late).number == 5
    assert verify_trail().problems == []


def test_an_altered_line_is_found(sealed):
    tamper("UPDATE quizsite_auditline SET reason = 'khác' WHERE id = %s", sealed[1].pk)
    assert verify_trail().problems == [f"Dòng {sealed[1].pk} (niêm phong số 2) đã bị sửa."]


def test_a_removed_line_is_found(sealed):
    tamper("DELETE FROM quizsite_auditline WHERE id = %s", sealed[1].pk)
    assert verify_trail().problems == [f"Dòng {sealed[1].pk} (niêm phong số 2) đã bị xóa."]


def test_a_line_removed_with_its_seal_is_found(sealed):
    tamper("DELETE FROM quizsite_auditline WHERE id = %s", sealed[1].pk)
    tamper("DELETE FROM quizsite_auditseal WHERE number = 2")
    assert "Thiếu niêm phong số 2." in verify_trail().problems


def test_an_altered_line_sealed_anew_breaks_the_next_seal(sealed):
    from quizsite.audit.digests import line_digest  # noqa: PLC0415 -- as an intruder would

    tamper("UPDATE quizsite_auditline SET reason = 'khác' WHERE id = %s", sealed[1].pk)
    forged = line_digest(
        AuditLine.objects.get(pk=sealed[1].pk), before=AuditSeal.objects.get(number=1).digest
    )
    tamper("UPDATE quizsite_auditseal SET digest = %s WHERE number = 2", forged)
    assert verify_trail().problems == [f"Dòng {sealed[2].pk} (niêm phong số 3) đã bị sửa."]


def test_an_end_cut_off_is_found_by_a_seal_noted_elsewhere(sealed):
    last = AuditSeal.objects.latest("number")
    tamper("DELETE FROM quizsite_auditline WHERE id = %s", last.line_id)
    tamper("DELETE FROM quizsite_auditseal WHERE number = %s", last.number)
    assert verify_trail().problems == []
    assert verify_trail(known={last.number: last.digest}).problems == [
        f"Niêm phong số 4 không còn là {last.digest}."
    ]


def test_an_altered_name_is_found(sealed):
    tamper("UPDATE quizsite_auditname SET text = 'Ai khác' WHERE line_id = %s", sealed[0].pk)
    assert verify_trail().problems == [
        f"Dòng {sealed[0].pk} (niêm phong số 1): tên ở chỗ “by” đã bị sửa hoặc bị bỏ."
    ]


def test_a_removed_name_is_found(sealed):
    tamper("DELETE FROM quizsite_auditname WHERE line_id = %s", sealed[0].pk)
    assert len(verify_trail().problems) == 1


def test_the_command_says_of_emptied_names_that_they_were_and_passes(sealed, organiser):
    empty_names(organiser.pk, by=OPERATOR, at=NOON, reason="Theo yêu cầu")
    told = StringIO()
    call_command("verify_audit", stdout=told)
    assert f"Dòng {sealed[0].pk}: một tên đã xoá" in told.getvalue()
    assert "Nhật ký nguyên vẹn." in told.getvalue()


def test_a_name_emptied_by_stealth_is_found(sealed):
    with connection.cursor() as cursor:  # the trigger lets it through
        emptied = "UPDATE quizsite_auditname SET text = '', salt = '', emptied_at = %s"
        cursor.execute(f"{emptied} WHERE line_id = %s", [NOON, sealed[0].pk])
    (problem,) = verify_trail().problems
    assert problem.endswith("tên ở chỗ “by” đã xoá mà không có dòng nào ghi việc đó.")


def test_the_command_fails_on_a_broken_trail(sealed):
    tamper("DELETE FROM quizsite_auditline WHERE id = %s", sealed[1].pk)
    told = StringIO()
    with pytest.raises(CommandError, match="không còn nguyên vẹn: 1 chỗ"):
        call_command("verify_audit", stdout=StringIO(), stderr=told)
    assert "đã bị xóa" in told.getvalue()


def test_the_command_compares_with_a_seal_noted_elsewhere(sealed):
    head = AuditSeal.objects.latest("number")
    told = StringIO()
    call_command("verify_audit", head=[f"4:{head.digest}"], stdout=told)
    assert f"Niêm phong cuối: 4:{head.digest}" in told.getvalue()
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("verify_audit", head=["x"], stdout=StringIO())


def test_an_empty_trail_is_whole():
    assert verify_trail().problems == []


def test_the_timetable_asks_for_sealing(settings):
    enqueue_due(at=NOON)
    assert DBTaskResult.objects.filter(task_path="quizsite.audit.jobs.seal").exists()
    write_line()
    seal.call()
    assert verify_trail().unsealed == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_make_one_chain(organiser):
    for _ in range(10):
        write_line(organiser)
    race([lambda: seal_lines(at=NOON)] * 2)
    verdict = verify_trail()
    assert (verdict.problems, verdict.sealed, verdict.unsealed) == ([], 10, 0)
