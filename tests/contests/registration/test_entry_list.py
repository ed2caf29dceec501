"""Organisers narrow the list of entries down, order it and take it home."""

import io
from datetime import timedelta

import pandas as pd
import pytest
from django.urls import reverse

from contests.registration import entry_list
from contests.registration.entry_list import EntryOrder, EntryState
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.audit.lines import said_in
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/to-chuc/thu-do/du-thi/"
FILE = "/to-chuc/thu-do/du-thi.xlsx"


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def people(contest):
    """An in an office of a department, voided; Bình in the department, with a paper; Cường."""
    staff, residents = (DivisionFactory(contest=contest, code=code) for code in ("cb", "dan"))
    department = UnitFactory(name="Sở Nội vụ")
    office = UnitFactory(name="Văn phòng", parent=department)
    an, binh, cuong = (
        EntryFactory(
            contest=contest,
            division=division,
            unit=unit,
            user__full_name=name,
            registered_at=NOON - timedelta(days=days),
        )
        for name, division, unit, days in (
            ("An", staff, office, 3),
            ("Bình", staff, department, 2),
            ("Cường", residents, UnitFactory(name="Phường Ba Đình"), 1),
        )
    )
    an.voided_at, an.void_reason = NOON, "Đăng ký hai lần"
    an.save()
    AttemptFactory(entry=binh)
    return an, binh, cuong


LISTED = [
    ({}, ["Cường", "Bình", "An"]),
    ({"xep": "cu"}, ["An", "Bình", "Cường"]),
    ({"xep": "ten"}, ["An", "Bình", "Cường"]),
    ({"xep": "don-vi"}, ["Cường", "Bình", "An"]),
    ({"bang": "cb"}, ["Bình", "An"]),
    ({"don_vi": "noi vu"}, ["Bình", "An"]),
    ({"don_vi": "văn phòng"}, ["An"]),
    ({"don_vi": "không có"}, []),
    ({"trang_thai": "hop-le"}, ["Cường", "Bình"]),
    ({"trang_thai": "bi-loai"}, ["An"]),
    ({"trang_thai": "da-thi"}, ["Bình"]),
    ({"trang_thai": "chua-thi", "bang": "cb"}, ["An"]),
    ({"q": "binh"}, ["Bình"]),
    ({"bang": "khong-co"}, ["Cường", "Bình", "An"]),
]


def test_each_state_and_each_order_is_looked_at_here():
    asked = {value for query, _names in LISTED for value in query.values()}
    assert set(EntryState.values) | set(EntryOrder.values) - {EntryOrder.NEWEST} <= asked


@pytest.mark.parametrize(("query", "names"), LISTED)
def test_the_list_is_narrowed_down_and_ordered(signed_in, organiser, people, query, names):
    page = signed_in(organiser).get(LIST, query).context["page"]
    assert [entry.user.full_name for entry in page] == names


def test_links_to_the_file_and_to_other_pages_keep_the_filter(signed_in, organiser, people):
    page = signed_in(organiser).get(LIST, {"bang": "cb", "xep": "ten"})
    assert f"{FILE}?bang=cb&amp;xep=ten" in page.text


def test_the_file_has_the_filtered_people_with_unit_and_state(signed_in, organiser, people):
    content = signed_in(organiser).get(FILE, {"bang": "cb", "xep": "ten"}).getvalue()
    table = pd.read_excel(io.BytesIO(content), engine="calamine", header=3, dtype=object).fillna("")
    assert table[["STT", "Họ và tên", "Đơn vị", "Thuộc", "Khối"]].values.tolist() == [
        [1, "An", "Văn phòng", "Sở Nội vụ", "Sở, ngành"],
        [2, "Bình", "Sở Nội vụ", "", "Sở, ngành"],
    ]
    assert table[["Số lượt thi", "Trạng thái", "Lý do loại"]].values.tolist() == [
        [0, "đã bị loại", "Đăng ký hai lần"],
        [1, "hợp lệ", ""],
    ]


def test_taking_the_file_leaves_a_line(signed_in, organiser, people):
    assert signed_in(organiser).get(FILE).getvalue()
    line = AuditLine.objects.get(kind=AuditKind.ENTRIES_EXPORTED)
    assert said_in(line) == (AuditKind.ENTRIES_EXPORTED, "organiser", organiser.pk, "")
    assert line.after == {"file": "nguoi-du-thi-thu-do.xlsx"}


def test_a_list_that_keeps_a_page_too_long_is_to_be_narrowed_down(
    signed_in, organiser, people, monkeypatch
):
    monkeypatch.setattr(entry_list, "LARGE", 2)
    desk = signed_in(organiser)
    assert desk.get(FILE).status_code == 409
    assert desk.get(FILE, {"bang": "cb"}).status_code == 200


def test_the_file_asks_for_a_recent_confirmation(client, organiser, people):
    client.force_login(organiser)
    assert client.get(FILE).status_code == 302
    assert not AuditLine.objects.filter(kind=AuditKind.ENTRIES_EXPORTED).exists()


def test_others_do_not_get_the_file(client, signed_in, people, stranger):
    other = OrganiserFactory(user=UserFactory()).user
    assert reverse("contests:entries_file", args=["thu-do"]) == FILE
    assert client.get(FILE).status_code == 302
    assert signed_in(stranger).get(FILE).status_code == 404
    assert signed_in(other).get(FILE).status_code == 404
