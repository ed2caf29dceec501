"""Decides whether a person may enter a division, by age, unit and category.

Registration asks it. A start does not: these rules never change once anybody can enter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Division, DivisionRule, UnitAsked
from contests.rules import ContestRefusal
from quizsite.accounts.models import HeadcountCategory, Unit, UnitKind
from quizsite.accounts.units.no_unit import NO_UNIT, unit_of_nobody
from quizsite.language.moments import listed

GUARDED_UNTIL_YEARS = 16


class UnitMissing(ContestRefusal):
    code = "unit_missing"
    message = _("Bảng thi này cần đơn vị. Hãy chọn đơn vị.")


class UnitNotAdmitted(ContestRefusal):
    code = "unit_not_admitted"


class BirthDateMissing(ContestRefusal):
    code = "birth_date_missing"
    message = _("Bảng thi này xét tuổi nên cần ngày sinh.")


class AgeNotAdmitted(ContestRefusal):
    code = "age_not_admitted"


class CategoryMissing(ContestRefusal):
    code = "category_missing"
    message = _("Hãy chọn bạn thuộc nhóm nào.")


class CategoryNotAdmitted(ContestRefusal):
    code = "category_not_admitted"


def rule_of(division: Division) -> DivisionRule:
    """Return the division's rule; one that asks for a unit and admits everybody if it has none."""
    found = DivisionRule.objects.filter(division=division).first()
    return found or DivisionRule(division=division)


def years_on(birth_date: date, day: date) -> int:
    """Full years; who was born on 29 February is a year older from 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def check_age_admitted(rule: DivisionRule, birth_date: date | None, *, at: datetime) -> None:
    if not rule.asks_birth_date:
        return
    if birth_date is None:
        raise BirthDateMissing
    today = timezone.localtime(at).date()
    years = years_on(birth_date, rule.age_on or today)
    said = {
        "division": rule.division.name,
        "ages": ages_in_words(rule),
        "day": _day(rule.age_on or today),
        "years": years,
    }
    if (rule.min_age or 0) > years or (rule.max_age is not None and years > rule.max_age):
        raise AgeNotAdmitted(
            _("Bảng %(division)s nhận người %(ages)s; tính đến ngày %(day)s là %(years)d tuổi.")
            % said
        )
    if not rule.division.admits_minors and years_on(birth_date, today) < GUARDED_UNTIL_YEARS:
        raise AgeNotAdmitted(_("Bảng %(division)s không nhận người dưới 16 tuổi.") % said)


def ages_in_words(rule: DivisionRule) -> str:
    limits = {"least": rule.min_age, "most": rule.max_age}
    if rule.min_age is not None and rule.max_age is not None:
        return str(_("từ đủ %(least)d đến hết %(most)d tuổi") % limits)
    if rule.min_age is not None:
        return str(_("từ đủ %(least)d tuổi") % limits)
    return str(_("đến hết %(most)d tuổi") % limits)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def check_category_admitted(rule: DivisionRule, category: str) -> None:
    if not rule.categories:
        return
    if not category:
        raise CategoryMissing
    if category not in rule.categories:
        raise CategoryNotAdmitted(
            _("Bảng %(division)s chỉ nhận: %(categories)s. Hãy chọn lại bảng hoặc nhóm.")
            % {"division": rule.division.name, "categories": categories_in_words(rule.categories)}
        )


def categories_in_words(categories: Iterable[str]) -> str:
    return listed([str(HeadcountCategory(one).label) for one in categories])


def unit_admitted(rule: DivisionRule, unit: Unit | None) -> Unit:
    """Return the unit to count the person for; refuse one that the division does not admit."""
    if rule.unit_asked == UnitAsked.NONE:
        return unit_of_nobody()
    if unit is None or unit.code == NO_UNIT:
        if rule.unit_asked == UnitAsked.OPTIONAL:
            return unit_of_nobody()
        raise UnitMissing
    if rule.pk is not None:
        places = places_of(rule)
        _check_kind(rule, unit, places.kinds)
        _check_within(rule, unit, places.within)
    return unit


@dataclass(frozen=True, slots=True)
class Places:
    """Blocks and parts of the tree that a division admits; empty: all."""

    kinds: tuple[UnitKind, ...] = ()
    within: tuple[Unit, ...] = ()


def places_of(rule: DivisionRule) -> Places:
    return Places(tuple(rule.unit_kinds.all()), tuple(rule.within.all()))


def _check_kind(rule: DivisionRule, unit: Unit, kinds: Iterable[UnitKind]) -> None:
    admitted = {kind.pk: kind.name for kind in kinds}
    if not admitted or unit.kind_id in admitted:
        return
    said = {"division": rule.division.name, "kinds": listed(list(admitted.values()))}
    if rule.unit_asked == UnitAsked.RESIDENCE:
        raise UnitNotAdmitted(
            _("Ở bảng %(division)s hãy chọn nơi cư trú, thuộc khối: %(kinds)s.") % said
        )
    raise UnitNotAdmitted(_("Bảng %(division)s chỉ nhận đơn vị thuộc khối: %(kinds)s.") % said)


def _check_within(rule: DivisionRule, unit: Unit, within: Iterable[Unit]) -> None:
    names = {one.pk: one.name for one in within}
    if not names or _path_ids(unit) & set(names):
        return
    raise UnitNotAdmitted(
        _("Bảng %(division)s chỉ nhận người của %(units)s và các đơn vị trực thuộc.")
        % {"division": rule.division.name, "units": listed(list(names.values()))}
    )


def _path_ids(unit: Unit) -> set[int]:
    """The unit and all above it."""
    return {unit.pk, *unit.ancestors().values_list("pk", flat=True)}
