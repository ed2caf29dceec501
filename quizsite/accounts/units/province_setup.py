"""A province's wards and communes become units: first what that would add, then adding it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Unit, UnitAlias, UnitKind
from quizsite.accounts.units.provinces import KINDS, SINCE, Commune, Province, without_committee
from quizsite.accounts.units.refusals import UnitRefusal
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.language.vietnamese import search_key, tidy

PROVINCE_KIND = "Tỉnh, thành phố"
_BATCH = 500


class NothingToAdd(UnitRefusal):
    code = "nothing_to_add"
    message = _("Mọi đơn vị của tỉnh này đã có, nên không có gì để thêm.")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A commune that is not added, since this unit has its code or its name."""

    commune: Commune
    unit: Unit


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """What setting up would do; existing units stay as they are."""

    province: Province
    top: Unit | None  # stands for the province already
    new: list[Commune] = field(default_factory=list)
    there: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def does_nothing(self) -> bool:
        return self.top is not None and not self.new

    @property
    def new_aliases(self) -> int:
        return sum(len(commune.formerly) for commune in self.new)

    @property
    def counts(self) -> dict[str, int]:
        """New units by kind."""
        kinds = [commune.kind for commune in self.new]
        return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def plan_province(province: Province) -> ProvincePlan:
    """Hold the province against the units there are, in a fixed number of queries."""
    top = _top_of(province)
    codes = [commune.code for commune in province.communes]
    of_code = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    below = Unit.objects.filter(parent=top, in_force_until=None) if top else Unit.objects.none()
    # Without accents two communes of a province may have one name; their codes tell them apart.
    of_name = {_plain(unit.name): unit for unit in below if unit.code not in of_code}
    plan = ProvincePlan(province, top)
    there = 0
    for commune in province.communes:
        same_code = of_code.get(commune.code)
        other = same_code or of_name.get(_plain(commune.name))
        if other is None:
            plan.new.append(commune)
        elif same_code and _plain(same_code.name) == _plain(commune.name):
            there += 1
        else:
            plan.conflicts.append(Conflict(commune, other))
    return ProvincePlan(province, top, plan.new, there, plan.conflicts)


@transaction.atomic
def set_up_province(province: Province, *, by: Actor, at: datetime) -> ProvincePlan:
    """Add what is missing with official codes and former names; a second time adds nothing."""
    kinds = _kinds([PROVINCE_KIND, *KINDS])
    # Of two who set up the same province at once, the second waits here and then adds nothing.
    UnitKind.objects.select_for_update(no_key=True).get(pk=kinds[PROVINCE_KIND].pk)
    plan = plan_province(province)
    if plan.does_nothing:
        raise NothingToAdd
    top = plan.top or Unit.objects.create(
        code=province.code, name=province.name, kind=kinds[PROVINCE_KIND], in_force_from=SINCE
    )
    units = Unit.objects.bulk_create(
        [_unit(commune, kind=kinds[commune.kind], top=top) for commune in plan.new],
        batch_size=_BATCH,
    )
    UnitAlias.objects.bulk_create(
        [
            UnitAlias(unit=unit, name=tidy(name), search_key=search_key(name))
            for unit, commune in zip(units, plan.new, strict=True)
            for name in commune.formerly
        ],
        batch_size=_BATCH,
    )
    record(
        About(Subject.UNITS, top.pk, province.name),
        kind=AuditKind.PROVINCE_SET_UP,
        by=by,
        at=at,
        after={
            "units_changed": len(plan.new) + (plan.top is None),
            "aliases_added": plan.new_aliases,
            "codes": [commune.code for commune in plan.new],
        },
    )
    return plan


def _unit(commune: Commune, *, kind: UnitKind, top: Unit) -> Unit:
    # bulk_create calls no save(), which makes the key otherwise.
    return Unit(
        code=commune.code,
        name=tidy(commune.name),
        search_key=search_key(commune.name),
        kind=kind,
        parent=top,
        in_force_from=SINCE,
    )


def _top_of(province: Province) -> Unit | None:
    """Find the unit of the official code, else one at the top of the tree with the same name."""
    found: Unit | None = Unit.objects.filter(code=province.code).first()
    if found is not None:
        return found
    wanted = _plain(province.name)
    roots = Unit.objects.filter(parent=None, in_force_until=None)
    return next((unit for unit in roots if _plain(unit.name) == wanted), None)


def _plain(name: str) -> str:
    return search_key(without_committee(tidy(name)))


def _kinds(names: Iterable[str]) -> dict[str, UnitKind]:
    """Find each kind by its code or name, however it is written, or make it."""
    found = list(UnitKind.objects.all())
    known = {search_key(said): kind for kind in found for said in (kind.code, kind.name)}
    last = UnitKind.objects.aggregate(last=Max("position"))["last"] or 0
    kinds = {}
    for position, name in enumerate(names, start=last + 1):
        key = search_key(name)
        kinds[name] = (
            known.get(key)
            or UnitKind.objects.get_or_create(
                code=slugify(key), defaults={"name": name, "position": position}
            )[0]
        )
    return kinds
