"""A province's wards and communes stand as units in one step, and a second step adds nothing."""

import pytest

from quizsite.accounts.models import Unit, UnitAlias, UnitKind
from quizsite.accounts.units.province_setup import NothingToAdd, plan_province, set_up_province
from quizsite.accounts.units.provinces import SINCE, province_names, read_province
from quizsite.accounts.units.search import search_units
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR
from tests.audit.lines import last_line
from tests.factories import NOON, UnitFactory, UnitKindFactory

HUE = "46"
pytestmark = pytest.mark.django_db


def set_up(code: str = HUE):
    return set_up_province(read_province(code), by=OPERATOR, at=NOON)


def test_the_tables_hold_every_province_and_commune_once():
    provinces = [read_province(code) for code in province_names()]
    codes = [commune.code for province in provinces for commune in province.communes]
    assert (len(provinces), len(codes), len(set(codes))) == (34, 3321, 3321)
    assert {commune.kind for province in provinces for commune in province.communes} == {
        "Phường",
        "Xã",
        "Đặc khu",
    }


def test_setting_up_adds_official_codes_below_the_province():
    plan = set_up()
    top = Unit.objects.get(code=HUE)
    assert (top.name, top.parent, top.kind.name) == ("Thành phố Huế", None, "Tỉnh, thành phố")
    assert Unit.objects.filter(parent=top, in_force_from=SINCE).count() == 40 == len(plan.new)
    assert plan.counts == {"Phường": 21, "Xã": 19}
    assert UnitAlias.objects.count() == plan.new_aliases > 100


def test_a_former_name_finds_the_commune_of_today():
    set_up("01")
    found = search_units("xã cổ nhuế", on=SINCE) + search_units("trúc bạch ba đình", on=SINCE)
    assert "Phường Ba Đình" in [one.unit.name for one in found]


def test_setting_up_leaves_a_line():
    plan = set_up()
    line = last_line()
    assert (line.kind, line.about_label) == (AuditKind.PROVINCE_SET_UP, "Thành phố Huế")
    assert (line.after["units_changed"], line.after["aliases_added"]) == (41, plan.new_aliases)


def test_a_second_time_adds_nothing():
    set_up()
    plan = plan_province(read_province(HUE))
    assert (plan.does_nothing, plan.there, plan.conflicts) == (True, 40, [])
    with pytest.raises(NothingToAdd):
        set_up()


def test_what_was_left_out_is_added_later():
    set_up()
    gone = Unit.objects.filter(parent__code=HUE).first()
    UnitAlias.objects.filter(unit=gone).delete()
    gone.delete()
    assert [commune.code for commune in set_up().new] == [gone.code]


def test_existing_units_stay_and_are_told():
    top = UnitFactory(code="hue", name="UBND thành phố Huế")
    twin = UnitFactory(code="thuan-hoa", name="UBND phường Thuận Hóa", parent=top)
    other = UnitFactory(code="19774", name="Trường Lê Lợi")
    plan = set_up()
    assert {(one.commune.name, one.unit.code) for one in plan.conflicts} >= {
        ("Phường Thuận Hóa", "thuan-hoa")
    }
    assert plan.top == top
    assert Unit.objects.filter(parent=top).count() == 1 + len(plan.new)
    twin.refresh_from_db()
    other.refresh_from_db()
    assert (twin.name, other.name, other.parent) == (
        "UBND phường Thuận Hóa",
        "Trường Lê Lợi",
        None,
    )


def test_kinds_that_there_are_serve_again():
    UnitKindFactory(code="phuong", name="Phường")
    set_up()
    assert UnitKind.objects.filter(name="Phường").count() == 1


def test_the_number_of_queries_does_not_grow_with_the_province(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        set_up("79")  # the largest one
