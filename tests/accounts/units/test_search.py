"""People find units by the names they use; headcounts are the figures in force."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizsite.accounts.models import Unit, UnitAlias
from quizsite.accounts.sample_units import load_units
from quizsite.accounts.units.name_fit import Name
from quizsite.accounts.units.name_index import NameIndex
from quizsite.accounts.units.query_readings import find_names
from quizsite.accounts.units.search import Stated, find_units, headcounts_on, search_units
from tests.factories import HeadcountFactory, UnitFactory

TODAY = date(2026, 11, 23)
CHOOSE = "hãy chọn nơi bạn ở hoặc làm việc."
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


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("phường phúc xá", "Phường Phúc Xá cũ (quận Ba Đình) nay thuộc Phường Hồng Hà."),
        (
            "tứ liên",
            f"Phường Tứ Liên cũ (quận Tây Hồ) nay thuộc Phường Hồng Hà và Phường Tây Hồ: {CHOOSE}",
        ),
        (
            "q. tây hồ",
            f"Quận Tây Hồ cũ nay thuộc 6 phường, xã: {CHOOSE}",
        ),
    ],
)
def test_a_sentence_says_where_a_former_place_went(hanoi, query, note):
    assert find_units(query, on=TODAY).notes == [note]


@pytest.mark.parametrize("query", ["phường giảng võ", "so noi vu", "ba dinh", "phuc"])
def test_a_unit_of_today_needs_no_such_sentence(hanoi, query):
    assert find_units(query, on=TODAY).notes == []


def test_accents_that_were_typed_tell_names_apart(db):
    for name in ("Xã Phú Lâm", "Xã Phù Lâm"):
        UnitFactory(name=name)
    assert names("phù lâm") == ["Xã Phù Lâm", "Xã Phú Lâm"]
    assert names("xã phú lâm") == ["Xã Phú Lâm", "Xã Phù Lâm"]


def test_names_with_letters_changed_are_said_to_be_near(hanoi):
    assert find_units("hoang mqi", on=TODAY).is_near
    assert not find_units("hoang mai", on=TODAY).is_near


def test_a_unit_with_the_code_of_a_commune_and_another_name_has_none_of_its_past(db):
    UnitFactory(code="00097", name="Trường Lê Lợi")
    assert names("phuc xa") == []


def test_communes_are_known_by_code_or_by_name_below_their_province(db):
    city = UnitFactory(code="tp", name="UBND thành phố Hà Nội")
    UnitFactory(code="hong-ha", name="UBND phường Hồng Hà", parent=city)
    UnitFactory(code="00004", name="Phường Ba Đình")
    assert names("phuc xa") == ["UBND phường Hồng Hà"]
    assert names("truc bach") == ["Phường Ba Đình"]


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


@pytest.mark.parametrize("query", ["phuong", "so noi vu", "quan ba dinh", "khong co"])
def test_searching_asks_whether_units_changed_and_for_those_found(
    hanoi, django_assert_num_queries, query
):
    search_units(query, on=TODAY)  # the first search reads all names
    with django_assert_num_queries(2 if search_units(query, on=TODAY) else 1):
        search_units(query, on=TODAY)


@given(st.text(max_size=40))
def test_a_query_of_any_text_is_understood_or_finds_nothing(text):
    index = NameIndex([Name("Phường Ba Đình", 1), Name("***", 2)])
    assert all(hit.name.unit == 1 for hit in find_names(text, index))


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
