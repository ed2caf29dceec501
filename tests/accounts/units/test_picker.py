"""The picker posts a unit's code; without JavaScript the typed text is enough."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import UnitField
from tests.accounts.units.test_search import TODAY
from tests.factories import UnitFactory

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
    assert form.errors == {"unit": ["Hãy chọn một đơn vị trong các đơn vị tìm thấy."]}
    html = str(form["unit"])
    assert html.count('type="radio"') == 2
    assert 'value="truong"' in html

    chosen = posted("unit=&unit_text=ba d&unit_choice=truong")
    assert chosen.is_valid()
    assert chosen.cleaned_data["unit"].code == "truong"


def test_text_typed_over_a_choice_counts_more_than_the_old_code(ward):
    other = UnitFactory(name="Sở Nội vụ")
    form = posted("unit=phuong-ba-dinh&unit_text=Sở Nội vụ")
    assert form.is_valid()
    assert form.cleaned_data["unit"] == other


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Hãy chọn đơn vị."),
        ("unit=la", "Không tìm thấy đơn vị này. Hãy thử tên khác hoặc tên viết tắt."),
        ("unit_text=khong co", "Không tìm thấy đơn vị này. Hãy thử tên khác hoặc tên viết tắt."),
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
        ]
    }


def test_a_very_long_query_is_cut(client):
    assert client.get("/don-vi/tim/", {"q": "a " * 2000}).json() == {"results": []}


@pytest.mark.parametrize("name", ["unit", "unit_text", "unit_choice"])
@pytest.mark.parametrize("said", ["\x00", "a\x00b", "x" * 900_000, "x " * 400_000])
def test_text_that_no_database_takes_finds_no_unit(name, said):
    form = Example({name: said})
    assert not form.is_valid()
    assert "form-control" in form.as_p()
