"""Who may enter a division: judged by age, unit and category, with the rule in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.eligibility.rules import (
    AgeNotAdmitted,
    BirthDateMissing,
    CategoryMissing,
    CategoryNotAdmitted,
    UnitMissing,
    UnitNotAdmitted,
    check_age_admitted,
    check_category_admitted,
    rule_of,
    unit_admitted,
    years_on,
)
from contests.models import Division, DivisionRule
from quizsite.accounts.models import Unit
from quizsite.accounts.units.no_unit import NO_UNIT
from tests.factories import (
    NOON,
    DivisionFactory,
    DivisionRuleFactory,
    UnitFactory,
    UnitKindFactory,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 11, 23), DAY, 18),
        (date(2008, 11, 24), DAY, 17),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (DAY, DAY, 0),
    ],
)
def test_years_are_full_years(born, day, years):
    assert years_on(born, day) == years


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 100))
def test_a_birthday_makes_a_person_a_year_older_and_the_day_before_does_not(born, years):
    try:
        birthday = born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return
    assert years_on(born, birthday) == years
    assert years_on(born, date.fromordinal(birthday.toordinal() - 1)) == years - 1


def rule(*, admits_minors=True, **fields):
    division = Division(name="Thanh niên", admits_minors=admits_minors)
    return DivisionRule(division=division, **fields)


@pytest.mark.parametrize(
    ("limits", "born", "refused"),
    [
        ({"min_age": 18}, date(2008, 11, 23), False),
        ({"min_age": 18}, date(2008, 11, 24), True),
        ({"max_age": 35}, date(1990, 11, 24), False),
        ({"max_age": 35}, date(1990, 11, 23), True),
        ({"min_age": 18, "age_on": date(2026, 12, 31)}, date(2008, 12, 31), False),
        ({"max_age": 17, "age_on": date(2026, 9, 1)}, date(2008, 11, 1), False),
    ],
)
def test_an_age_outside_the_limits_on_the_day_of_the_rule_is_refused(limits, born, refused):
    def check():
        check_age_admitted(rule(**limits), born, at=NOON)

    if refused:
        with pytest.raises(AgeNotAdmitted):
            check()
    else:
        check()


def test_a_refused_age_says_rule_day_and_years():
    with pytest.raises(AgeNotAdmitted) as refused:
        check_age_admitted(rule(min_age=18, max_age=35), date(2010, 1, 1), at=NOON)
    assert str(refused.value) == (
        "Bảng Thanh niên nhận người từ đủ 18 đến hết 35 tuổi; tính đến ngày 23/11/2026 là 16 tuổi."
    )


def test_without_a_limit_no_birth_date_is_needed_and_with_one_it_is():
    check_age_admitted(rule(), None, at=NOON)
    with pytest.raises(BirthDateMissing):
        check_age_admitted(rule(max_age=60), None, at=NOON)


def test_a_child_is_refused_where_no_guardian_is_asked():
    with pytest.raises(AgeNotAdmitted, match="dưới 16 tuổi"):
        check_age_admitted(rule(max_age=35, admits_minors=False), date(2012, 1, 1), at=NOON)


def test_a_category_outside_the_list_is_refused_with_the_list():
    listed = rule(categories=["lanh-dao", "mot-cua"])
    check_category_admitted(listed, "mot-cua")
    check_category_admitted(rule(), "")
    with pytest.raises(CategoryMissing):
        check_category_admitted(listed, "")
    with pytest.raises(CategoryNotAdmitted, match="cán bộ Bộ phận Một cửa"):
        check_category_admitted(listed, "hoc-sinh")


@pytest.fixture
def ward(db):
    city = UnitFactory(name="Thành phố Hà Nội", kind=UnitKindFactory(code="thanh-pho"))
    return UnitFactory(name="Phường Ba Đình", parent=city, kind=UnitKindFactory(code="phuong"))


def test_without_a_rule_any_unit_is_admitted_and_one_is_needed(ward):
    usual = rule_of(DivisionFactory())
    assert unit_admitted(usual, ward) == ward
    with pytest.raises(UnitMissing):
        unit_admitted(usual, None)


def test_units_of_a_tree_are_admitted_and_no_others(ward):
    inside = DivisionRuleFactory()
    inside.within.add(ward.parent)
    assert unit_admitted(inside, ward) == ward
    assert unit_admitted(inside, ward.parent) == ward.parent
    with pytest.raises(UnitNotAdmitted, match="Thành phố Hà Nội và các đơn vị trực thuộc"):
        unit_admitted(inside, UnitFactory())


def test_a_place_of_residence_is_of_the_blocks_that_are_one(ward):
    residents = DivisionRuleFactory(unit_asked="residence")
    residents.unit_kinds.add(ward.kind)
    assert unit_admitted(residents, ward) == ward
    with pytest.raises(UnitNotAdmitted, match="hãy chọn nơi cư trú"):
        unit_admitted(residents, UnitFactory())


def test_people_of_no_unit_share_one_row_of_the_site(ward):
    optional, none = (DivisionRuleFactory(unit_asked=asked) for asked in ("optional", "none"))
    admitted = [unit_admitted(optional, None), unit_admitted(none, None), unit_admitted(none, ward)]
    assert {unit.code for unit in admitted} == {NO_UNIT}
    assert Unit.objects.filter(code=NO_UNIT).count() == 1
    assert unit_admitted(optional, ward) == ward


def test_nobody_names_the_row_of_no_unit_where_a_unit_is_needed(ward):
    nobody = unit_admitted(DivisionRuleFactory(unit_asked="none"), None)
    with pytest.raises(UnitMissing):
        unit_admitted(rule_of(DivisionFactory()), nobody)
