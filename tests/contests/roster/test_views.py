"""Contact persons keep the rosters of their units on pages; nobody else finds these."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contests.models import RosterPerson, RosterPreview, RosterTerm, SignedHeadcount
from quizsite.accounts.models import Headcount, UnitContact
from quizsite.audit.kinds import AuditKind
from tests.audit.lines import last_line
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RosterPersonFactory,
    RoundFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    made = ContestFactory()
    DivisionFactory(contest=made)
    return made


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def room(office):
    return UnitFactory(name="Phòng Tổ chức", code="phong-to-chuc", parent=office)


@pytest.fixture
def desk(colleague, office, signed_in):
    UnitContact.objects.create(user=colleague, unit=office, since=timezone.localdate())
    return signed_in(colleague)


@pytest.fixture
def organising(contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def strange(stranger, signed_in):
    return signed_in(stranger)


@pytest.fixture
def page(contest, office):
    def address(name, *args, unit=office):
        return reverse(f"contests:{name}", args=[unit.code, contest.slug, *args])

    return address


PAGES = ["roster_template", "roster_import", "roster_add", "roster_doubts", "roster_sign"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_contact_persons_of_the_unit_or_above_and_for_organisers(
    name, desk, page, room, organising, strange
):
    assert desk.get(page(name)).status_code == 200
    assert desk.get(page(name, unit=room)).status_code == 200
    assert desk.get(page(name, unit=UnitFactory())).status_code == 404
    assert organising.get(page(name)).status_code == 200
    assert strange.get(page(name)).status_code == 404


def test_a_line_of_another_unit_is_not_found(desk, page, contest):
    other = RosterPersonFactory(contest=contest)
    assert desk.get(page("roster_line", other.pk)).status_code == 404
    assert desk.post(page("roster_remove", other.pk)).status_code == 404
    assert RosterPerson.objects.count() == 1


def file_of(*rows):
    text = "\n".join(["Họ và tên,Thư điện tử,Nhóm,Bắt buộc,Đơn vị", *rows])
    return SimpleUploadedFile("danh-sach.csv", text.encode())


def test_a_file_is_checked_shown_and_stored_once(desk, page, room, office):
    rows = ["Lê An,an@coquan.vn,,,", "Lê Bình,binh@coquan.vn,lanh-dao,Khuyến khích,Phòng Tổ chức"]
    shown = desk.post(page("roster_import"), {"file": file_of(*rows)})
    assert not RosterPerson.objects.exists()
    assert "Lê Bình" in desk.get(shown.url).content.decode()
    assert desk.post(shown.url).status_code == 302
    stored = RosterPerson.objects.order_by("full_name").values_list(
        "full_name", "unit__code", "category", "is_compulsory"
    )
    assert list(stored) == [
        ("Lê An", office.code, "cbccvc", True),
        ("Lê Bình", room.code, "lanh-dao", False),
    ]
    assert last_line().kind == AuditKind.ROSTER_IMPORTED
    assert desk.post(shown.url).status_code == 404


def test_a_file_with_a_problem_stores_nobody(desk, page):
    shown = desk.post(page("roster_import"), {"file": file_of("Lê An,khong-phai,,,")})
    answer = desk.get(shown.url).content.decode()
    assert "Có 1 chỗ cần sửa" in answer
    assert "B2" in answer
    assert desk.post(shown.url).status_code == 409
    assert not RosterPerson.objects.exists()


def test_a_file_that_is_no_table_is_told_at_its_field(desk, page):
    answer = desk.post(page("roster_import"), {"file": SimpleUploadedFile("a.xlsx", b"khong")})
    assert "Chưa đọc được tệp" in answer.content.decode()


@pytest.mark.parametrize(("ticked", "left"), [({}, 2), ({"bo-nguoi-cu": "1"}, 1)])
def test_who_is_not_in_the_file_goes_only_if_asked(desk, page, contest, office, ticked, left):
    RosterPersonFactory(contest=contest, unit=office, email="cu@coquan.vn")
    shown = desk.post(page("roster_import"), {"file": file_of("Lê An,an@coquan.vn,,,")})
    desk.post(shown.url, ticked)
    assert RosterPerson.objects.count() == left


def test_two_people_who_exchange_addresses_are_stored(desk, page, contest, office):
    for name, code in (("Lê An", "A1"), ("Lê Bình", "B1")):
        email = f"{code.lower()}@coquan.vn"
        fields = {"full_name": name, "staff_code": code, "email": email}
        RosterPersonFactory(contest=contest, unit=office, **fields)
    text = "Họ và tên,Mã cán bộ,Thư điện tử\nLê An,A1,b1@coquan.vn\nLê Bình,B1,a1@coquan.vn"
    file = SimpleUploadedFile("danh-sach.csv", text.encode())
    shown = desk.post(page("roster_import"), {"file": file})
    assert desk.post(shown.url).status_code == 302
    stored = RosterPerson.objects.order_by("full_name")
    assert [one.email for one in stored] == ["b1@coquan.vn", "a1@coquan.vn"]


def test_another_persons_preview_is_not_found(desk, page, signed_in, contest, organiser):
    shown = desk.post(page("roster_import"), {"file": file_of("Lê An,an@coquan.vn,,,")})
    OrganiserFactory(contest=contest, user=organiser)
    assert signed_in(organiser).get(shown.url).status_code == 404
    assert RosterPreview.objects.count() == 1


def fields_of(office, **said):
    plain = {"full_name": "Lê An", "email": "an@coquan.vn", "category": "cbccvc"}
    return {**plain, "unit": office.pk, "is_compulsory": "on", **said}


def test_a_person_is_added_edited_and_removed_by_hand(desk, page, office, contest):
    entry = EntryFactory(contest=contest, unit=office, user__email="an.le@coquan.vn")
    assert desk.post(page("roster_add"), fields_of(office)).status_code == 302
    line = RosterPerson.objects.get()
    assert line.entry is None
    edited = fields_of(office, email="an.le@coquan.vn")
    assert desk.post(page("roster_line", line.pk), edited).status_code == 302
    line.refresh_from_db()
    assert line.entry == entry
    assert last_line().kind == AuditKind.ROSTER_EDITED
    assert desk.post(page("roster_remove", line.pk)).status_code == 302
    assert not RosterPerson.objects.exists()


def test_a_twin_address_is_refused_and_nothing_typed_is_lost(desk, page, office, contest):
    RosterPersonFactory(contest=contest, unit=office, email="an@coquan.vn")
    answer = desk.post(page("roster_add"), fields_of(office)).content.decode()
    assert "đã có người với thư điện tử" in answer
    assert "Lê An" in answer


def test_a_person_needs_something_that_tells_them_apart(desk, page, office):
    answer = desk.post(page("roster_add"), fields_of(office, email="")).content.decode()
    assert "Hãy ghi ngày sinh, mã cán bộ" in answer


def test_after_the_cut_off_only_an_organiser_changes_it(
    desk, page, office, contest, signed_in, organiser
):
    RosterTerm.objects.create(contest=contest, closes_at=timezone.now() - timedelta(hours=1))
    answer = desk.post(page("roster_add"), fields_of(office)).content.decode()
    assert "Danh sách đã chốt" in answer
    assert not RosterPerson.objects.exists()
    OrganiserFactory(contest=contest, user=organiser)
    assert signed_in(organiser).post(page("roster_add"), fields_of(office)).status_code == 302


def test_without_a_cut_off_the_first_round_is_one(desk, page, office, contest):
    now = timezone.now()
    RoundFactory(contest=contest, opens_at=now - timedelta(hours=1), closes_at=now)
    assert "Danh sách đã chốt" in desk.post(page("roster_add"), fields_of(office)).content.decode()


def test_an_organiser_sets_the_cut_off(contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    address = reverse("contests:roster_term", args=[contest.slug])
    answer = signed_in(organiser).post(address, {"closes_at": "2026-12-20T17:00"})
    assert answer.status_code == 302
    assert RosterTerm.objects.get().closes_at.hour == 10  # UTC
    assert last_line().kind == AuditKind.ROSTER_TERM_SET


def signature(**said):
    plain = {"category": "cbccvc", "people": "12", "source": "Sổ lương", "is_sure": "on"}
    return {**plain, "as_of": timezone.localdate().isoformat(), **said}


def test_a_signed_figure_becomes_the_headcount(desk, page, office, contest, colleague):
    RosterPersonFactory(contest=contest, unit=office)
    RosterPersonFactory(contest=contest, unit=office, category="lanh-dao")
    assert desk.post(page("roster_sign"), signature()).status_code == 302
    signed = SignedHeadcount.objects.get()
    assert (signed.people, signed.rostered, signed.signed_by) == (12, 2, colleague)
    stated = Headcount.objects.get(unit=office)
    assert (stated.people, stated.source) == (12, "Sổ lương")
    assert last_line().kind == AuditKind.HEADCOUNT_SIGNED
    RosterPersonFactory(contest=contest, unit=office)
    assert "danh sách đã đổi sau khi ký" in desk.get(page("roster_sign")).content.decode()


def test_nothing_is_signed_without_the_tick(desk, page):
    said = signature()
    del said["is_sure"]
    assert "Hãy đánh dấu để ký" in desk.post(page("roster_sign"), said).content.decode()
    assert not SignedHeadcount.objects.exists()


def test_no_figure_of_a_day_that_an_open_round_counts_from_is_signed(desk, page):
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    RoundFactory(opens_at=today, closes_at=today + timedelta(days=2))
    answer = desk.post(page("roster_sign"), signature()).content.decode()
    assert "đang tính theo số người của ngày đó" in answer
    assert not Headcount.objects.exists()


def test_a_day_to_come_is_not_signed(desk, page):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = desk.post(page("roster_sign"), signature(as_of=tomorrow.isoformat()))
    assert "Ngày này chưa đến" in answer.content.decode()


def test_a_doubt_is_decided_on_its_page(desk, page, office, contest):
    entry = EntryFactory(contest=contest, unit=office, user__full_name="Lê Hòa")
    line = RosterPersonFactory(contest=contest, unit=office, full_name="Lê Hoà", email=None)
    assert "Lê Hoà" in desk.get(page("roster_doubts")).content.decode()
    said = {"line": line.pk, "entry": entry.pk, "decision": "mot-nguoi"}
    assert desk.post(page("roster_doubts"), said).status_code == 302
    line.refresh_from_db()
    assert line.entry == entry
    assert desk.post(page("roster_doubts"), said).status_code == 409
    assert desk.post(page("roster_unmatch", line.pk)).status_code == 302
