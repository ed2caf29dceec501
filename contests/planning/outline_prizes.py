"""The prizes of an outline: of a round or the whole contest, with khối by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from contests.awards import Award, Listed, listed_in, terms_of
from contests.models import CollectiveRule, Contest, Division, Prize, PrizeTerms
from contests.planning.prizes import save_collective_rule, save_prize, set_prize_terms
from contests.rules import ContestRefusal
from quizsite.accounts.models import UnitKind, User

# Everything else that a row holds is a setting, as in outlines.
_OF_THE_RULE = frozenset({"id", "contest", "round", "unit_kind"})
_OF_THE_PRIZE = _OF_THE_RULE | {"collective", "division"}
_OF_THE_TERMS = frozenset({"contest"})


class KindUnknown(ContestRefusal):
    code = "kind_unknown"


@dataclass(frozen=True, slots=True)
class RuleOutline:
    kind: str  # the code of its khối
    settings: Mapping[str, Any]
    more_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrizeOutline:
    """Division and collective rule are told by their places in the outline."""

    settings: Mapping[str, Any]
    division: int | None = None
    rule: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class AwardOutline:
    rules: tuple[RuleOutline, ...] = ()
    prizes: tuple[PrizeOutline, ...] = ()


NO_PRIZES = AwardOutline()


def award_outline(award: Award, *, places: Mapping[int, int]) -> AwardOutline:
    """`places` maps ids of divisions to their places."""
    listed = listed_in(award)
    rules = {rule.pk: place for place, rule in enumerate(listed.rules)}
    return AwardOutline(
        tuple(
            RuleOutline(
                one.unit_kind.code,
                _settings_of(one, leave_out=_OF_THE_RULE),
                tuple(kind.code for kind in one.kinds()[1:]),
            )
            for one in listed.rules
        ),
        tuple(_prize_outline(one, places=places, rules=rules) for one in listed.prizes),
    )


def _prize_outline(
    prize: Prize, *, places: Mapping[int, int], rules: Mapping[int, int]
) -> PrizeOutline:
    return PrizeOutline(
        _settings_of(prize, leave_out=_OF_THE_PRIZE),
        places[prize.division_id] if prize.division_id else None,
        rules[prize.collective_id] if prize.collective_id else None,
        prize.unit_kind.code if prize.unit_kind else "",
    )


def terms_outline(contest: Contest) -> dict[str, Any]:
    return _settings_of(terms_of(contest), leave_out=_OF_THE_TERMS)


def build_terms(contest: Contest, settings: Mapping[str, Any], *, by: User, at: datetime) -> None:
    if settings:
        set_prize_terms(PrizeTerms(contest=contest, **settings), by=by, at=at)


def build_award(
    outline: AwardOutline, award: Award, *, divisions: Sequence[Division], by: User, at: datetime
) -> Listed:
    """List the prizes in a draft through the use cases that organisers' pages call."""
    kinds = _kinds_of(outline)
    rules = _rules(outline, award, kinds=kinds)
    for rule in rules:
        save_collective_rule(rule, more_kinds=rule.planned_kinds, by=by, at=at)
    for prize in _prizes(outline, award, rules=rules, divisions=divisions, kinds=kinds):
        save_prize(prize, by=by, at=at)
    return listed_in(award)


def planned_award(outline: AwardOutline, award: Award, *, divisions: Sequence[Division]) -> Listed:
    """The same, unstored, for sentences about it; rules are numbered so that prizes name them."""
    kinds = _kinds_of(outline)
    rules = _rules(outline, award, kinds=kinds)
    for number, rule in enumerate(rules, start=1):
        rule.pk = number
    return Listed(_prizes(outline, award, rules=rules, divisions=divisions, kinds=kinds), rules)


def _rules(
    outline: AwardOutline, award: Award, *, kinds: Mapping[str, UnitKind]
) -> list[CollectiveRule]:
    own = {"contest": award.contest, "round": award.round}
    rules = []
    for one in outline.rules:
        rule = CollectiveRule(unit_kind=kinds[one.kind], **own, **one.settings)
        rule.planned_kinds = [kinds[code] for code in one.more_kinds]
        rules.append(rule)
    return rules


def _prizes(
    outline: AwardOutline,
    award: Award,
    *,
    rules: Sequence[CollectiveRule],
    divisions: Sequence[Division],
    kinds: Mapping[str, UnitKind],
) -> list[Prize]:
    return [
        Prize(
            contest=award.contest,
            round=award.round,
            division=None if one.division is None else divisions[one.division],
            collective=None if one.rule is None else rules[one.rule],
            unit_kind=kinds[one.kind] if one.kind else None,
            **one.settings,
        )
        for one in outline.prizes
    ]


def _kinds_of(outline: AwardOutline) -> dict[str, UnitKind]:
    named = {code for one in outline.rules for code in (one.kind, *one.more_kinds)}
    wanted = (named | {one.kind for one in outline.prizes}) - {""}
    kinds = {kind.code: kind for kind in UnitKind.objects.filter(code__in=wanted)}
    if missing := sorted(wanted - kinds.keys()):
        said = _("Trang không có khối đơn vị mã %(codes)s. Hãy thêm khối trước.")
        raise KindUnknown(said % {"codes": ", ".join(missing)})
    return kinds


def _settings_of(row: Model, *, leave_out: Iterable[str]) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django documents _meta
    return {one.attname: getattr(row, one.attname) for one in fields if one.name not in leave_out}
