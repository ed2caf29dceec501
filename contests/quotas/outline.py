"""Who may enter a contest, as data: read from one contest, or written down, and set in another."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contests.eligibility.rules import Places, places_of
from contests.eligibility.settings import set_asked_details, set_rule
from contests.eligibility.words import Eligibility, rule_in_words
from contests.models import AskedDetail, Contest, Division, DivisionRule, Quota
from contests.quotas.sentences import put_together
from contests.quotas.settings import add_quotas
from contests.rules import ContestRefusal
from quizsite.accounts.models import Unit, UnitKind, User

_RULE = ("min_age", "max_age", "unit_asked", "categories")
_DETAIL = ("kind", "is_required", "purpose", "kept_days")
_QUOTA = ("category", "at_least", "percent", "is_compulsory")


class PlaceUnknown(ContestRefusal):
    """A rule without one of its places would admit more people than it says."""

    code = "place_unknown"


@dataclass(frozen=True, slots=True)
class RuleOutline:
    division: int  # its place in the outline
    settings: Mapping[str, Any]
    unit_kinds: tuple[str, ...] = ()  # codes
    within: tuple[str, ...] = ()  # codes of units
    age_on: tuple[int, int, int] | None = None  # years after the first opening's, month, day


@dataclass(frozen=True, slots=True)
class QuotaOutline:
    unit_kind: str  # its code
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EligibilityOutline:
    rules: tuple[RuleOutline, ...] = ()
    details: tuple[Mapping[str, Any], ...] = ()
    quotas: tuple[QuotaOutline, ...] = ()


NOTHING_RULED = EligibilityOutline()


def eligibility_outline(
    contest: Contest, places: Mapping[int, int], *, first: datetime
) -> EligibilityOutline:
    """Read it; `places` maps each division's id to its place, `first` is the first opening."""
    rules = DivisionRule.objects.filter(division__contest=contest).order_by("pk")
    quotas = contest.quotas.select_related("unit_kind").order_by("pk")
    return EligibilityOutline(
        tuple(_rule_outline(rule, places[rule.division_id], first=first) for rule in rules),
        tuple(_read(one, _DETAIL) for one in contest.asked_details.all()),
        tuple(QuotaOutline(one.unit_kind.code, _read(one, _QUOTA)) for one in quotas),
    )


def _rule_outline(rule: DivisionRule, place: int, *, first: datetime) -> RuleOutline:
    found, day = places_of(rule), rule.age_on
    return RuleOutline(
        place,
        _read(rule, _RULE),
        tuple(kind.code for kind in found.kinds),
        tuple(unit.code for unit in found.within),
        (day.year - first.year, day.month, day.day) if day else None,
    )


def _read(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def build_eligibility(
    outline: EligibilityOutline,
    divisions: Sequence[Division],
    *,
    first: datetime,
    by: User,
    at: datetime,
) -> None:
    """Set it in a draft that has these divisions; the day of an age moves by whole years."""
    for rule, places in _rules(outline, divisions, first=first):
        set_rule(rule, places=places, by=by, at=at)
    contest = divisions[0].contest if divisions else None
    if contest is None:
        return
    if outline.details:
        set_asked_details(contest, [AskedDetail(**one) for one in outline.details], by=by, at=at)
    for quota in outline.quotas:
        kinds = _kinds([quota.unit_kind])
        add_quotas(contest, Quota(**quota.settings), kinds=kinds, by=by, at=at)


def planned_eligibility(
    outline: EligibilityOutline, divisions: Sequence[Division], *, first: datetime
) -> Eligibility:
    """What it would say in the rules of a contest; nothing is stored."""
    rules = list(_rules(outline, divisions, first=first))
    quotas = [
        Quota(unit_kind=kind, **one.settings)
        for one in outline.quotas
        for kind in _kinds([one.unit_kind])
    ]
    return put_together(
        [said for rule, places in rules for said in rule_in_words(rule, places)],
        [AskedDetail(**one) for one in outline.details],
        sorted(quotas, key=lambda one: (one.unit_kind.position, one.unit_kind.name)),
        asks_age=any(rule.asks_birth_date for rule, _places in rules),
    )


def _rules(
    outline: EligibilityOutline, divisions: Sequence[Division], *, first: datetime
) -> Iterator[tuple[DivisionRule, Places]]:
    for one in outline.rules:
        rule = DivisionRule(division=divisions[one.division], **one.settings)
        rule.age_on = _day(one.age_on, first=first)
        yield rule, Places(tuple(_kinds(one.unit_kinds)), tuple(_units(one.within)))


def _day(age_on: tuple[int, int, int] | None, *, first: datetime) -> date | None:
    if age_on is None:
        return None
    year, month, day = first.year + age_on[0], *age_on[1:]
    return date(year, month, min(day, monthrange(year, month)[1]))


def _kinds(codes: Sequence[str]) -> list[UnitKind]:
    found = {kind.code: kind for kind in UnitKind.objects.filter(code__in=codes)}
    return [found[code] if code in found else _unknown(code) for code in codes]


def _units(codes: Sequence[str]) -> list[Unit]:
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    return [found[code] if code in found else _unknown(code) for code in codes]


def _unknown(code: str) -> Any:
    said = _("Trang này không có khối hay đơn vị mã %(code)s. Hãy thêm trước.")
    raise PlaceUnknown(said % {"code": code})
