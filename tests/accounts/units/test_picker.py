"""The picker posts a unit's code; without JavaScript the typed text is enough."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import NOTHING_FOUND, UnitField
from tests.accounts.units.test_search import TODAY
from tests.factories import UnitFactory

CHOOSE = "Hãy chọn đúng đơn vị của bạn trong các đơn vị tìm thấy ở dưới."
pytestmark = pytest.mark.django_db


class Example(forms.Form):
    unit = UnitField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].on = TODAY


@pytest.fixture
def ward() -> Unit:
    return UnitFactory(code="phuong-ba-dinh", name="Phường Ba Đình")


def posted(query):
    return Example(QueryDict(query))


def test_a_code_from_the_list_is_the_unit(ward):
    form = posted("unit=phuong-ba-dinh&unit_text=Phường Ba Đình")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == ward


def test_a_code_alone_is_enough(ward):
    assert Example({"unit": "phuong-ba-dinh"}).is_valid()


def test_a_whole_name_typed_without_javascript_is_the_unit(ward):
    UnitFactory(name="Trường THCS Ba Đình")
    form = posted("unit=&unit_text=p. ba dinh")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == ward


def test_a_name_of_several_units_shows_them_to_choose_from(ward):
    UnitFactory(code="truong", name="Trường THCS Ba Đình")
    form = posted("unit=&unit_text=ba d")
    assert form.errors == {"unit": [CHOOSE]}
    html = str(form["unit"])
    assert html.count('type="radio"') == 2
    assert 'value="truong"' in html

    chosen = posted("unit=&unit_text=ba d&unit_choice=truong")
    assert chosen.is_valid()
    assert chosen.cleaned_data["unit"].code == "truong"


@pytest.mark.parametrize("typed", ["ba đình", "quận ba đình", "Phường Ba Đinh", "phuong ba din"])
def test_less_than_a_whole_name_registers_no_unit_silently(ward, typed):
    form = posted(f"unit=&unit_text={typed}")
    assert not form.is_valid()
    assert 'value="phuong-ba-dinh"' in str(form["unit"])


def test_a_whole_name_of_two_units_is_asked_about():
    for code in ("mot", "hai"):
        UnitFactory(code=code, name="Trường Tiểu học Lê Lợi", parent=UnitFactory())
    form = posted("unit=&unit_text=Trường Tiểu học Lê Lợi")
    assert form.errors == {"unit": [CHOOSE]}


def test_a_former_name_is_explained_and_asked_about():
    UnitFactory(code="00097", name="Phường Hồng Hà")
    form = posted("unit=&unit_text=Phường Phúc Xá")
    assert form.errors == {"unit": [CHOOSE]}
    assert "Phường Phúc Xá cũ (quận Ba Đình) nay thuộc Phường Hồng Hà." in str(form["unit"])


def test_a_name_that_was_another_place_too_is_asked_about():
    UnitFactory(code="00082", name="Phường Cửa Nam")
    assert posted("unit=&unit_text=Phường Cửa Nam").is_valid()
    UnitFactory(code="00070", name="Phường Hoàn Kiếm")  # has a part of the former Cửa Nam
    assert posted("unit=&unit_text=Phường Cửa Nam").errors == {"unit": [CHOOSE]}


def test_a_misspelt_name_is_offered_as_one_that_is_near(ward):
    form = posted("unit=&unit_text=phuong ba dihn")
    assert form.errors == {
        "unit": ["Không có đơn vị nào tên như vậy. Hãy chọn nếu đơn vị của bạn có ở dưới."]
    }


def test_text_typed_over_a_choice_counts_more_than_the_old_code(ward):
    other = UnitFactory(name="Sở Nội vụ")
    form = posted("unit=phuong-ba-dinh&unit_text=Sở Nội vụ")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == other


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Hãy chọn đơn vị."),
        ("unit=la", NOTHING_FOUND),
        ("unit_text=khong co", NOTHING_FOUND),
    ],
)
def test_the_picker_says_what_is_wrong(ward, query, message):
    assert posted(query).errors == {"unit": [message]}


def test_an_unbound_form_shows_the_initial_unit(ward):
    html = str(Example(initial={"unit": ward})["unit"])
    assert 'value="Phường Ba Đình"' in html
    assert 'value="phuong-ba-dinh"' in html


def test_the_search_answers_with_what_the_picker_shows(client):
    city = UnitFactory(code="ha-noi", name="UBND Thành phố Hà Nội")
    ward = UnitFactory(code="phuong-ba-dinh", name="Phường Ba Đình", parent=city)
    UnitFactory(name="Quận Ba Đình", in_force_until=TODAY.replace(year=2025), successor=ward)
    answer = client.get(reverse("accounts:unit_search"), {"q": "quan ba dinh"})
    assert answer.json() == {
        "results": [
            {
                "code": "phuong-ba-dinh",
                "name": "Phường Ba Đình",
                "kind": "Sở, ngành",
                "path": "UBND Thành phố Hà Nội",
                "formerly": "Quận Ba Đình",
            }
        ],
        "notes": ["Quận Ba Đình cũ nay thuộc Phường Ba Đình."],
        "is_near": False,
        "has_more": False,
    }


def test_the_search_offers_ten_and_says_that_there_are_more(client):
    for n in range(11):
        UnitFactory(name=f"Trường Hoa Sen {n}")
    answer = client.get(reverse("accounts:unit_search"), {"q": "hoa sen"}).json()
    assert (len(answer["results"]), answer["has_more"]) == (10, True)


def test_a_very_long_query_is_cut(client):
    assert client.get("/don-vi/tim/", {"q": "a " * 2000}).json()["results"] == []


@pytest.mark.parametrize("name", ["unit", "unit_text", "unit_choice"])
@pytest.mark.parametrize("said", ["\x00", "a\x00b", "x" * 900_000, "x " * 400_000])
def test_text_that_no_database_takes_finds_no_unit(name, said):
    form = Example({name: said})
    assert not form.is_valid()
    assert "form-control" in form.as_p()
