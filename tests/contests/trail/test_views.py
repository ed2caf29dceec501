"""The trail on pages and in files: whose lines, by what they are found, and what they say."""

import csv
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from contests.models import Contest
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser) -> Contest:
    contest = ContestFactory(slug="thu-do", title="Thủ đô", prizes="Giải Nhất")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest)
    return contest


@pytest.fixture
def staff():
    return UserFactory(full_name="Quản Trị Viên", is_staff=True)


@transaction.atomic
def write(about, kind, by, **said):
    said.setdefault("at", NOON)
    return record(about, kind=kind, by=organiser(by), **said)


def history_of(contest, client, **query) -> str:
    address = reverse("contests:history", args=[contest.slug])
    return client.get(address, query).content.decode()


def edit(contest, client, **said):
    fields = {"title": contest.title, "organiser_name": contest.organiser_name, **said}
    return client.post(reverse("contests:contest_edit", args=[contest.slug]), fields)


def test_who_renames_himself_stands_in_the_history_as_he_was(contest, organiser, signed_in):
    """Attack A8: a co-organiser edits the prizes, then renames himself."""
    other = UserFactory(full_name="Hoàng Văn Tráo")
    OrganiserFactory(contest=contest, user=other)
    client = signed_in(other)
    edit(contest, client, prizes="Giải Nhất cho tôi")
    client.post(reverse("accounts:rename"), {"full_name": "Nguyễn Văn Khác"})

    page = history_of(contest, signed_in(organiser))

    assert "Hoàng Văn Tráo" in page
    assert "Nguyễn Văn Khác" not in page


def test_a_line_says_what_changed_by_whom_in_which_role_and_from_where(
    contest, organiser, signed_in
):
    client = signed_in(organiser)
    edit(contest, client, prizes="Giải Nhì")
    page = history_of(contest, client)
    for said in (
        "Sửa thông tin đã công bố",
        "Vũ Minh Đức",
        "ban tổ chức",
        "từ 127.0.0.0/24",
        "Giải thưởng",
        "<del>Giải Nhất</del> → <ins>Giải Nhì</ins>",
    ):
        assert said in page


def test_the_line_of_another_contest_is_not_in_it(contest, organiser, signed_in):
    write(about_contest(ContestFactory()), AuditKind.PUBLISHED, organiser, reason="Của người khác")
    assert "Của người khác" not in history_of(contest, signed_in(organiser))


@pytest.fixture
def three(contest, organiser, contestant):
    """A publication at noon, a voided entry the day after, and a restored one after that."""
    entry = EntryFactory(contest=contest, user=contestant)
    about = about_entry(entry)
    other = UserFactory(full_name="Đỗ Hòa")
    write(about_contest(contest), AuditKind.PUBLISHED, organiser, reason="một")
    write(about, AuditKind.ENTRY_VOIDED, other, reason="hai", at=NOON + timedelta(days=1))
    write(about, AuditKind.ENTRY_RESTORED, organiser, reason="ba", at=NOON + timedelta(days=2))


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ({}, ["ba", "hai", "một"]),
        ({"kind": "entry_voided"}, ["hai"]),
        ({"kind": "không có"}, ["ba", "hai", "một"]),
        ({"person": "do hoà"}, ["hai"]),
        ({"person": "BÌNH"}, ["ba", "hai"]),
        ({"person": "Không Ai"}, []),
        ({"since": "2026-11-24"}, ["ba", "hai"]),
        ({"until": "2026-11-24"}, ["hai", "một"]),
        ({"since": "2026-11-24", "until": "2026-11-24"}, ["hai"]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["ba", "hai", "một"]),
        ({"since": "hôm qua"}, ["ba", "hai", "một"]),
    ],
)
def test_lines_are_found_by_kind_person_and_day(
    contest, organiser, signed_in, three, query, reasons
):
    client = signed_in(organiser)
    answer = client.get(reverse("contests:history", args=["thu-do"]), query)
    assert [line.reason for line, _title in answer.context["lines"]] == reasons


def test_pages_carry_the_filter_on(contest, organiser, signed_in):
    for number in range(51):
        write(about_contest(contest), AuditKind.PUBLISHED, organiser, reason=str(number))
    page = history_of(contest, signed_in(organiser), kind="published")
    assert "?kind=published&amp;trang=2" in page
    assert "Trang 1 / 2" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_the_same_queries(
    contest, organiser, signed_in, count, django_assert_num_queries
):
    for _ in range(count):
        write(about_contest(contest), AuditKind.PUBLISHED, organiser)
    client = signed_in(organiser)
    with django_assert_num_queries(9):
        client.get(reverse("contests:history", args=["thu-do"]))


def read_csv(answer):
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text.lstrip("\ufeff").splitlines()))


def test_the_trail_is_taken_home_as_filtered_and_that_is_a_line(
    contest, organiser, signed_in, three
):
    address = reverse("contests:history_file", args=["thu-do"])
    (row,) = read_csv(signed_in(organiser).get(address, {"kind": "entry_voided"}))
    assert (row["Việc"], row["Tên"], row["Người làm"], row["Vai"], row["Lý do"]) == (
        "Loại bài dự thi",
        "Trần Thị Bình",
        "Đỗ Hòa",
        "ban tổ chức",
        "hai",
    )
    assert AuditLine.objects.get(pk=row["Dòng"]).kind == "entry_voided"
    line = AuditLine.objects.order_by("pk").last()
    assert (line.kind, line.by_id, line.contest) == (
        AuditKind.TRAIL_EXPORTED,
        organiser.pk,
        contest.pk,
    )


def test_no_cell_of_the_file_is_a_formula(contest, organiser, signed_in):
    write(about_contest(contest), AuditKind.PUBLISHED, organiser, reason="=1+1")
    address = reverse("contests:history_file", args=["thu-do"])
    reasons = [row["Lý do"] for row in read_csv(signed_in(organiser).get(address))]
    assert "=1+1" not in reasons


def test_staff_read_the_lines_of_all_contests_and_accounts(
    contest, organiser, contestant, staff, signed_in
):
    write(about_contest(contest), AuditKind.PUBLISHED, organiser)
    with transaction.atomic():
        record(
            about_person(contestant),
            kind=AuditKind.FACTOR_REMOVED,
            by=the_person(contestant),
            at=NOON,
        )
    client = signed_in(staff)
    page = client.get(reverse("contests:site_trail")).content.decode()
    assert "Thủ đô" in page
    assert "Tắt một cách xác thực lớp hai" in page
    assert len(read_csv(client.get(reverse("contests:site_trail_file")))) == 3
    assert AuditLine.objects.order_by("pk").last().role == "staff"
    assert reverse("contests:site_trail") in client.get("/to-chuc/").content.decode()


@pytest.mark.parametrize("name", ["site_trail", "site_trail_file"])
def test_others_do_not_find_the_trail_of_the_site(contest, organiser, signed_in, name):
    client = signed_in(organiser)
    assert client.get(reverse(f"contests:{name}")).status_code == 404
    assert reverse("contests:site_trail") not in client.get("/to-chuc/").content.decode()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("name", ["history", "history_file"])
def test_others_do_not_find_the_trail_of_a_contest(contest, stranger, signed_in, name):
    assert signed_in(stranger).get(reverse(f"contests:{name}", args=["thu-do"])).status_code == 404
    assert not AuditLine.objects.exists()


def test_the_trail_of_the_site_needs_a_second_factor(staff, signed_in, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    answer = signed_in(staff).get(reverse("contests:site_trail"))
    assert answer.url.startswith(reverse("mfa_index"))


@pytest.mark.parametrize("name", ["history", "history_file"])
def test_the_trail_is_kept_in_no_browser(contest, organiser, signed_in, name):
    answer = signed_in(organiser).get(reverse(f"contests:{name}", args=["thu-do"]))
    assert "no-store" in answer["Cache-Control"]
    answer.getvalue() if answer.streaming else None
