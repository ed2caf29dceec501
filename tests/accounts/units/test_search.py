"""People find units by the names they use; headcounts are the figures in force."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizsite.accounts.models import Unit, UnitAlias
from quizsite.accounts.sample_units import load_units
from quizsite.accounts.units.search import (
    Stated,
    headcounts_on,
    search_units,
)
from quizsite.language.vietnamese import bare_key, search_key
from tests.factories import HeadcountFactory, UnitFactory

TODAY = date(2026, 11, 23)
CALLED = [
    ("so noi vu", "Sở Nội vụ"),
    ("Sở Nội Vụ", "Sở Nội vụ"),
    ("noi vu", "Sở Nội vụ"),
    ("hoa lac", "Xã Hòa Lạc"),
    ("Hoà Lạc", "Xã Hòa Lạc"),
    ("Hòa Lạc", "Xã Hòa Lạc"),
    ("UBND xã Hòa Lạc", "Xã Hòa Lạc"),
    ("x. hoa lac", "Xã Hòa Lạc"),
    ("P. Ba Dinh", "Phường Ba Đình"),
    ("phuong ba d", "Phường Ba Đình"),
    ("ba dinh", "Phường Ba Đình"),
    ("van mieu", "Phường Văn Miếu - Quốc Tử Giám"),
    ("quoc tu giam", "Phường Văn Miếu - Quốc Tử Giám"),
    ("sgddt", "Sở Giáo dục và Đào tạo"),
    ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
    ("so gddt", "Sở Giáo dục và Đào tạo"),
    ("so tp", "Sở Tư pháp"),
    ("snnmt", "Sở Nông nghiệp và Môi trường"),
    ("ttpvhcc", "Trung tâm Phục vụ hành chính công Thành phố"),
    ("cai cach hanh chinh", "Phòng Cải cách hành chính"),
    ("phong cai cach so noi vu", "Phòng Cải cách hành chính"),
    ("thcs ba dinh", "Trường THCS Ba Đình"),
    ("00004", "Phường Ba Đình"),
    ("ha noi", "UBND Thành phố Hà Nội"),
]


@pytest.fixture
def hanoi(db):
    load_units()


def names(query, *, limit=10):
    return [found.unit.name for found in search_units(query, on=TODAY, limit=limit)]


def test_a_unit_is_found_as_people_call_it(hanoi, subtests):
    for query, name in CALLED:
        with subtests.test(query):
            assert names(query)[0] == name


def test_an_empty_query_finds_nothing(hanoi):
    for query in ("", "  ", "?", "khong co don vi nay"):
        assert names(query) == []


def test_the_whole_name_comes_before_its_beginning_and_that_before_single_words(db):
    for name in ("Trường Phúc Thọ", "Xã Phúc Thọ", "Xã Thọ Phúc", "Phúc Thọ Tây"):
        UnitFactory(name=name)
    assert names("phuc tho") == ["Xã Phúc Thọ", "Phúc Thọ Tây", "Trường Phúc Thọ", "Xã Thọ Phúc"]


def test_no_more_than_the_limit_is_found(hanoi):
    assert len(names("phuong", limit=7)) == 7


@pytest.mark.parametrize(
    ("query", "name", "formerly"),
    [
        ("so thong tin truyen thong", "Sở Khoa học và Công nghệ", "Sở Thông tin và Truyền thông"),
        ("so tttt", "Sở Khoa học và Công nghệ", "Sở Thông tin và Truyền thông"),
        ("quan ba dinh", "Phường Ba Đình", "Quận Ba Đình"),
    ],
)
def test_a_dissolved_unit_leads_to_its_successor(hanoi, query, name, formerly):
    found = search_units(query, on=TODAY)[0]
    assert (found.unit.name, found.formerly) == (name, formerly)


def test_a_dissolved_unit_is_itself_while_it_was_in_force(hanoi):
    found = search_units("so thong tin truyen thong", on=date(2025, 2, 28))[0]
    assert (found.unit.name, found.formerly) == ("Sở Thông tin và Truyền thông", "")


def test_successors_are_followed_and_a_circle_ends(db):
    last = UnitFactory(name="Sở Cuối")
    middle = UnitFactory(name="Sở Giữa", in_force_until=TODAY, successor=last)
    UnitFactory(name="Sở Đầu", in_force_until=TODAY, successor=middle)
    assert names("so dau") == ["Sở Cuối"]

    circle = UnitFactory(name="Sở Vòng", in_force_until=TODAY)
    Unit.objects.filter(pk=circle.pk).update(successor=circle)
    UnitFactory(name="Sở Hết", in_force_until=TODAY)
    assert names("so vong") == names("so het") == []


def test_a_unit_is_found_once_although_several_of_its_names_match(db):
    unit = UnitFactory(name="Sở Nội vụ")
    UnitAlias.objects.create(unit=unit, name="Sở Nội vụ Hà Nội")
    assert names("noi vu") == ["Sở Nội vụ"]


def test_the_units_above_are_shown_from_the_top(hanoi):
    found = search_units("phong cai cach hanh chinh", on=TODAY)[0]
    assert found.path == "UBND Thành phố Hà Nội › Sở Nội vụ"


@pytest.mark.parametrize(
    ("query", "queries"),
    [("phuong", 4), ("so noi vu", 4), ("quan ba dinh", 6)],  # two more to follow a successor
)
def test_searching_takes_a_few_queries(hanoi, django_assert_num_queries, query, queries):
    with django_assert_num_queries(queries):
        search_units(query, on=TODAY)


@given(st.text(max_size=30))
def test_a_bare_key_never_loses_everything(text):
    key = search_key(text)
    assert bool(bare_key(key)) == bool(key)


def test_the_headcount_in_force_is_the_latest_stated(db):
    unit = UnitFactory()
    old = HeadcountFactory(unit=unit, as_of=date(2026, 1, 1), people=100)
    new = HeadcountFactory(unit=unit, as_of=date(2026, 7, 1), people=120, is_sample=True)
    HeadcountFactory(unit=unit, category="hoc-sinh", as_of=date(2026, 7, 1), people=900)
    other = UnitFactory()
    HeadcountFactory(unit=other, as_of=date(2026, 3, 1), people=7)

    assert headcounts_on(date(2025, 12, 31), "cbccvc") == {}
    assert headcounts_on(date(2026, 6, 30), "cbccvc") == {
        unit.pk: Stated(100, old.as_of, is_sample=False),
        other.pk: Stated(7, date(2026, 3, 1), is_sample=False),
    }
    assert headcounts_on(TODAY, "cbccvc")[unit.pk] == Stated(120, new.as_of, is_sample=True)
