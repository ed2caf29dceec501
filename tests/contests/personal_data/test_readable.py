"""After a breach one command says whom an account could have read, and what it did read."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from contests.monitoring.paper_evidence import see_paper
from contests.planning.roles import add_organiser, remove_organiser
from contests.subjects import about_contest
from contests.subjects import organiser as as_organiser
from quizsite.accounts.models import UnitContact
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.units.contacts import appoint_contact, dismiss_contact
from quizsite.audit.trail import OPERATOR
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    EntryFactory,
    RoundFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def said(*arguments):
    out = StringIO()
    call_command("who_could_read", *arguments, stdout=out)
    return out.getvalue()


def test_roles_of_now_and_before_are_listed_with_counts(organiser):
    now, before = ContestFactory(title="Cuộc thi A"), ContestFactory(title="Cuộc thi B")
    unit, old = UnitFactory(name="Sở Nội vụ"), UnitFactory(name="Sở Y tế")
    EntryFactory.create_batch(3, contest=now, unit=UnitFactory(parent=unit))
    EntryFactory.create_batch(2, contest=before)
    for contest in (now, before):
        add_organiser(contest, user=organiser, by=OPERATOR, at=NOON)
    # Somebody else stays, so that the contest has an organiser.
    add_organiser(before, user=UserFactory(), by=OPERATOR, at=NOON)
    remove_organiser(before, user=organiser, by=OPERATOR, at=NOON)
    for one in (unit, old):
        appoint_contact(one, user=organiser, by=OPERATOR, at=NOON)
    dismiss_contact(old, user=organiser, by=OPERATOR, at=NOON)

    told = said(organiser.email)
    assert (
        "“Cuộc thi A”: họ tên, cách liên hệ, đơn vị, thông tin ghi khi đăng ký, bài làm; 3 người"
        in told
    )
    assert "- Đã từng thuộc ban tổ chức “Cuộc thi B”" in told
    assert "- Đầu mối Sở Nội vụ: họ tên, đã thi hay chưa; 3 người" in told
    assert "- Đã từng là đầu mối Sở Y tế" in told
    assert "không có dòng nào" in told


def test_what_was_read_is_listed_since_a_day(organiser):
    contest = ContestFactory(title="Cuộc thi A")
    note_reading(
        about_contest(contest),
        page="Danh sách người dự thi",
        people=40,
        by=as_organiser(organiser),
        at=NOON,
    )
    paper = AttemptFactory(entry__contest=contest, round=RoundFactory(contest=contest))
    with transaction.atomic():
        see_paper(paper, by=organiser, at=NOON)
    told = said(organiser.email)
    assert "Xem bài làm của một người" in told
    assert "Cuộc thi A (Trang: Danh sách người dự thi, Số người: 40)" in told
    assert "Số người: 40" in said(organiser.email, "--since", "2026-11-23")
    assert "không có dòng nào" in said(organiser.email, "--since", "2026-11-24")


def test_staff_and_others():
    assert "Quản trị trang" in said(UserFactory(is_staff=True).email)
    assert "chỉ dữ liệu của chính mình" in said(UserFactory().email)
    with pytest.raises(CommandError):
        said("khong-co@example.vn")
    with pytest.raises(CommandError):
        said(UserFactory().email, "--since", "hôm qua")
    assert not UnitContact.objects.exists()
