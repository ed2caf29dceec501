"""Staff keep units on pages: adding, renaming, ending, merging, headcounts and contact persons."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizsite.accounts.models import Headcount, Unit, UnitContact, UnitKind, User
from quizsite.accounts.units.desk import BelowItself, edit_unit
from quizsite.accounts.units.models import UnitListPreview
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.audit.lines import last_line
from tests.factories import NOON, HeadcountFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db) -> User:
    return UserFactory(full_name="Hồ Thị Quản", is_staff=True)


@pytest.fixture
def desk(staff, signed_in):
    return signed_in(staff)


def page(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


PAGES = ["units", "unit_new", "province_setup", "units_import", "units_template"]
UNIT_PAGES = ["unit", "unit_edit", "unit_end", "headcounts", "contacts"]


@pytest.mark.parametrize("name", [*PAGES, *UNIT_PAGES])
def test_only_staff_see_the_page(name, desk, stranger, signed_in, client):
    unit = UnitFactory()
    path = page(name, unit.code) if name in UNIT_PAGES else page(name)
    assert desk.get(path).status_code == 200
    assert signed_in(stranger).get(path).status_code == 404
    assert client.get(path).url.startswith(reverse("account_login"))


def test_a_unit_gets_its_code_from_its_name_and_a_new_kind(desk):
    top = UnitFactory(name="UBND xã An Bình", code="an-binh")
    answer = desk.post(
        page("unit_new"),
        {"name": "Trường  Lê Lợi", "new_kind": "Trường học", "parent": "an-binh"},
    )
    unit = Unit.objects.get(code="truong-le-loi")
    assert answer.url == page("unit", unit.code)
    assert (unit.name, unit.parent, unit.kind.name) == ("Trường Lê Lợi", top, "Trường học")
    assert last_line().kind == AuditKind.UNIT_ADDED


def test_a_kind_that_is_there_is_not_made_twice(desk):
    kind = UnitFactory().kind
    desk.post(page("unit_new"), {"name": "Sở Tư pháp", "new_kind": "so, nganh"})
    assert Unit.objects.get(code="so-tu-phap").kind == kind
    assert UnitKind.objects.count() == 1


def test_a_twin_is_refused_in_place_and_what_was_typed_stays(desk):
    twin = UnitFactory(name="Sở Nội vụ")
    answer = desk.post(
        page("unit_new"), {"name": "Sở Nội vụ", "code": "khac", "kind": twin.kind.pk}
    )
    assert twin.code in answer.content.decode()
    assert 'value="khac"' in answer.content.decode()
    assert Unit.objects.count() == 1


def test_an_older_name_still_finds_a_renamed_unit(desk):
    unit = UnitFactory(name="Phòng Một")
    desk.post(page("unit_edit", unit.code), {"name": "Phòng Hai", "kind": unit.kind.pk})
    unit.refresh_from_db()
    assert (unit.name, unit.search_key) == ("Phòng Hai", "phong hai")
    assert [alias.name for alias in unit.aliases.all()] == ["Phòng Một"]
    line = last_line()
    assert (line.kind, line.before, line.after) == (
        AuditKind.UNIT_EDITED,
        {"name": "Phòng Một"},
        {"name": "Phòng Hai"},
    )


def test_a_unit_is_not_put_below_itself(desk):
    top = UnitFactory(name="Sở")
    below = UnitFactory(name="Phòng", parent=top)
    said = {"name": "Sở", "kind": top.kind.pk, "parent": below.code}
    assert str(BelowItself.message) in desk.post(page("unit_edit", top.code), said).content.decode()
    top.parent = below
    with pytest.raises(BelowItself):
        edit_unit(top, by=OPERATOR, at=NOON)


def test_merging_moves_the_units_below_and_says_so(desk):
    old, new = UnitFactory(name="Xã Cũ"), UnitFactory(name="Xã Mới")
    school = UnitFactory(name="Trường", parent=old)
    said = {"until": "2026-12-01", "successor": new.code, "moves_below": "on"}
    desk.post(page("unit_end", old.code), said)
    old.refresh_from_db()
    school.refresh_from_db()
    assert (old.in_force_until, old.successor, school.parent) == (date(2026, 12, 1), new, new)
    line = last_line()
    assert (line.kind, line.after["units_moved"]) == (AuditKind.UNIT_ENDED, ["Trường"])


@pytest.mark.parametrize(
    ("until", "successor", "words"),
    [
        ("2020-01-01", "", "phải sau ngày"),
        ("", "khac", "cần ngày"),
        ("2026-12-01", "heir", "kế thừa lẫn nhau"),
        ("2026-12-01", "gone", "đang hoạt động"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(desk, until, successor, words):
    unit = UnitFactory(name="Xã Cũ", in_force_from=date(2025, 7, 1))
    UnitFactory(name="Khác", code="khac")
    UnitFactory(name="Nối", code="heir", successor=unit)
    UnitFactory(name="Hết", code="gone", in_force_until=date(2026, 1, 1))
    answer = desk.post(page("unit_end", unit.code), {"until": until, "successor": successor})
    assert words in answer.content.decode()
    unit.refresh_from_db()
    assert unit.in_force_until is None


def test_the_same_day_again_corrects_a_headcount(desk):
    unit = UnitFactory()
    said = {"category": "cbccvc", "people": "310", "as_of": "2026-06-30", "source": "CV 12"}
    for people in ("310", "312", "312"):
        desk.post(page("headcounts", unit.code), said | {"people": people})
    stated = Headcount.objects.get()
    assert (stated.people, stated.source) == (312, "CV 12")
    lines = AuditLine.objects.filter(kind=AuditKind.HEADCOUNT_STATED).order_by("pk")
    assert [(line.before.get("people"), line.after["people"]) for line in lines] == [
        (None, 310),
        (310, 312),
    ]


def test_a_headcount_stated_by_mistake_is_taken_back(desk):
    stated = HeadcountFactory(people=90)
    desk.post(page("headcount_remove", stated.unit.code, stated.pk))
    assert not Headcount.objects.exists()
    assert last_line().before["people"] == 90


def test_a_contact_person_is_appointed_and_dismissed(desk, colleague):
    unit = UnitFactory()
    assert (
        "Không có tài khoản"
        in desk.post(page("contacts", unit.code), {"person": "khong@example.vn"}).content.decode()
    )
    desk.post(page("contacts", unit.code), {"person": colleague.email})
    held = UnitContact.objects.get()
    assert held.user == colleague
    desk.get(page("contacts", unit.code))
    desk.post(page("contact_dismiss", unit.code, held.pk))
    assert list(AuditLine.objects.order_by("pk").values_list("kind", flat=True)) == [
        AuditKind.CONTACT_GIVEN,
        AuditKind.PEOPLE_SEEN,
        AuditKind.CONTACT_TAKEN,
    ]


def test_a_province_is_shown_and_then_set_up(desk):
    shown = desk.get(page("province_setup"), {"province": "46"}).content.decode()
    assert "Thành phố Huế" in shown
    assert not Unit.objects.exists()
    assert desk.post(page("province_setup"), {"province": "46"}).status_code == 302
    assert Unit.objects.count() == 41
    again = desk.post(page("province_setup"), {"province": "46"}).content.decode()
    assert "không có gì để thêm" in again


def list_of(*rows: str) -> SimpleUploadedFile:
    text = "\n".join(["Mã,Tên,Khối,Số CBCCVC,Tính đến ngày", *rows])
    return SimpleUploadedFile("don-vi.csv", text.encode())


def test_a_list_is_checked_shown_and_stored_once(desk):
    said = {"file": list_of("so-y-te,Sở Y tế,Sở,100,30/06/2026"), "category": "cbccvc"}
    shown = desk.post(page("units_import"), said)
    assert not Unit.objects.exists()
    assert desk.get(shown.url).status_code == 200
    assert desk.post(shown.url).status_code == 302
    assert Headcount.objects.get().unit.code == "so-y-te"
    assert desk.post(shown.url).status_code == 404


def test_a_list_with_a_problem_stores_nothing(desk, staff):
    said = {"file": list_of("so y te,Sở Y tế,Sở,,"), "category": "cbccvc"}
    shown = desk.post(page("units_import"), said)
    assert "Có 1 chỗ cần sửa" in desk.get(shown.url).content.decode()
    assert desk.post(shown.url).status_code == 409
    assert not Unit.objects.exists()
    assert UnitListPreview.objects.get().owner == staff


def test_a_file_that_cannot_be_read_is_told_as_that(desk):
    text = desk.post(page("units_import"), {"category": "cbccvc"}).content.decode()
    assert "Chưa đọc được tệp" in text
    assert "Chưa lưu được" not in text


def test_a_province_that_there_is_not_is_no_failed_saving(desk):
    text = desk.get(page("province_setup"), {"province": "0"}).content.decode()
    assert "Chưa xem được" in text


def test_a_list_of_another_person_is_not_found(desk, signed_in):
    said = {"file": list_of("so-y-te,Sở Y tế,Sở,,"), "category": "cbccvc"}
    shown = desk.post(page("units_import"), said)
    other = signed_in(UserFactory(is_staff=True))
    assert other.get(shown.url).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_many_units(desk, many, django_assert_num_queries):
    UnitFactory.create_batch(many, parent=UnitFactory())
    desk.get(page("units"))
    with django_assert_num_queries(5):
        desk.get(page("units"))


def test_the_list_finds_by_older_name_and_code(desk):
    unit = UnitFactory(name="Phường Mới", code="px-1")
    unit.aliases.create(name="Phường Cũ, quận Ba")
    UnitFactory(name="Sở Khác")
    for words in ("cu quan", "PX-1", "moi"):
        assert "Sở Khác" not in (shown := desk.get(page("units"), {"q": words}).content.decode())
        assert "Phường Mới" in shown
