"""Staff keep the tree of units: adding, renaming, ending and merging, and stating headcounts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Headcount, HeadcountCategory, Unit, UnitAlias
from quizsite.accounts.signals import units_changed
from quizsite.accounts.units.refusals import UnitRefusal
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, changes, record, record_changes, snapshot
from quizsite.language.ordering import VietnameseOrder
from quizsite.language.vietnamese import search_key, tidy

FIELDS = ("name", "kind", "parent", "in_force_from")
_STEPS = 50  # of a chain that a mistake has closed


class CodeTaken(UnitRefusal):
    code = "code_taken"
    message = _("Mã này đã có đơn vị khác dùng. Hãy chọn mã khác.")


class TwinUnit(UnitRefusal):
    code = "twin_unit"

    def __init__(self, twin: Unit) -> None:
        said = _("Cùng cấp trên đã có đơn vị tên này, mã %(code)s. Hãy dùng đơn vị đó.")
        super().__init__(said % {"code": twin.code})


class BelowItself(UnitRefusal):
    code = "below_itself"
    message = _("Đơn vị không thể thuộc chính mình hay đơn vị trực thuộc mình. Hãy chọn lại.")


class EndsWrongly(UnitRefusal):
    code = "ends_wrongly"


def about_unit(unit: Unit) -> About:
    return About(Subject.UNITS, unit.pk, unit.name)


@transaction.atomic
def add_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Add a unit, and its kind if the unit is the first of it."""
    _check_no_twin(unit)
    try:
        with transaction.atomic():
            _store_kind(unit)
            unit.save()
    except IntegrityError as error:
        raise CodeTaken from error
    after = {"code": unit.code} | snapshot(unit, FIELDS)
    record(about_unit(unit), kind=AuditKind.UNIT_ADDED, by=by, at=at, after=after)
    return unit


@transaction.atomic
def edit_unit(unit: Unit, *, by: Actor, at: datetime) -> Unit:
    """Rename or move a unit; people go on finding it by its older name."""
    stored = _locked(unit, unit.parent)
    if unit.parent is not None and is_below(unit.parent, unit):
        raise BelowItself
    if stored.in_force_until is None:
        _check_no_twin(unit)
    before = snapshot(stored, FIELDS)
    _store_kind(unit)
    unit.save(update_fields=[*FIELDS, "search_key"])
    changed = record_changes(
        about_unit(stored),
        kind=AuditKind.UNIT_EDITED,
        by=by,
        at=at,
        before=before,
        after=snapshot(unit, FIELDS),
    )
    if "name" in changed:
        UnitAlias.objects.get_or_create(unit=unit, name=stored.name)
        units_changed.send(Unit, at=at)
    return unit


@transaction.atomic
def end_unit(
    unit: Unit,
    *,
    until: date | None,
    successor: Unit | None,
    moves_below: bool = False,
    by: Actor,
    at: datetime,
) -> Unit:
    """Say from which day a unit is no more and what took its place; without a day it goes on.

    With `moves_below`, the units below it stand below its successor from now on."""
    stored = _locked(unit, successor)
    _check_end(stored, until=until, successor=successor)
    if successor is not None and moves_below and is_below(successor, stored):
        raise EndsWrongly(_("Đơn vị kế thừa đang trực thuộc đơn vị này. Hãy đổi cấp trên trước."))
    below = Unit.objects.filter(parent=stored, in_force_until=None)
    moved = list(below.exclude(pk=successor.pk)) if successor and moves_below else []
    before = snapshot(stored, ("in_force_until", "successor"))
    stored.in_force_until, stored.successor = until, successor
    stored.save(update_fields=["in_force_until", "successor"])
    Unit.objects.filter(pk__in=[one.pk for one in moved]).update(parent=successor)
    was, became = changes(before, snapshot(stored, ("in_force_until", "successor")))
    if moved:
        became["units_moved"] = [one.name for one in moved]
    if became:
        kind = AuditKind.UNIT_ENDED
        record(about_unit(stored), kind=kind, by=by, at=at, before=was, after=became)
        units_changed.send(Unit, at=at)
    return stored


@transaction.atomic
def state_headcount(
    unit: Unit,
    *,
    category: HeadcountCategory,
    as_of: date,
    people: int,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Headcount:
    """State how many people a unit has as of a day; the same day again corrects the figure."""
    _locked(unit)
    found = Headcount.objects.filter(unit=unit, category=category, as_of=as_of).first()
    before = {"people": found.people, "source": found.source} if found else {}
    said = {"people": people, "source": source.strip(), "is_sample": False}
    stated, _is_new = Headcount.objects.update_or_create(
        unit=unit, category=category, as_of=as_of, defaults=said
    )
    after = {"people": people, "source": stated.source}
    was, became = changes(before, after)
    if became:
        became |= {"headcount_category": category, "as_of": f"{as_of:%d/%m/%Y}"}
        kind = AuditKind.HEADCOUNT_STATED
        record(about_unit(unit), kind=kind, by=by, at=at, before=was, after=became)
    return stated


@transaction.atomic
def take_back_headcount(headcount: Headcount, *, by: Actor, at: datetime) -> None:
    """Remove a figure that was stated by mistake; the one before it counts again."""
    before = {
        "people": headcount.people,
        "headcount_category": headcount.category,
        "as_of": f"{headcount.as_of:%d/%m/%Y}",
    }
    if Headcount.objects.filter(pk=headcount.pk).delete()[0]:
        about, kind = about_unit(headcount.unit), AuditKind.HEADCOUNT_STATED
        record(about, kind=kind, by=by, at=at, before=before)


def is_below(unit: Unit, other: Unit) -> bool:
    """Say whether a unit is the other one or stands below it."""
    return bool(unit.ancestors(include_self=True).filter(pk=other.pk).exists())


def _locked(unit: Unit, other: Unit | None = None) -> Unit:
    """Let two who change a unit, or put two below each other, wait for one another."""
    wanted = [unit.pk, *([other.pk] if other is not None else [])]
    locked = Unit.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    stored: Unit = next(one for one in locked if one.pk == unit.pk)
    return stored


def _store_kind(unit: Unit) -> None:
    if unit.kind.pk is None:
        unit.kind.save()
        unit.kind = unit.kind  # Django copies the new key when the field is set


def _check_no_twin(unit: Unit) -> None:
    """Refuse a name that its unit above has already: most often one unit typed twice."""
    key, name = search_key(unit.name), tidy(unit.name).casefold()
    alike = Unit.objects.filter(parent=unit.parent, in_force_until=None, search_key=key)
    for other in alike.exclude(pk=unit.pk):
        if other.name.casefold() == name:  # “Tân Hòa” and “Tân Hoa” are two
            raise TwinUnit(other)


def _check_end(unit: Unit, *, until: date | None, successor: Unit | None) -> None:
    if until is None:
        if successor is not None:
            raise EndsWrongly(_("Đơn vị có đơn vị kế thừa thì cần ngày hết hoạt động."))
        return
    if unit.in_force_from is not None and until <= unit.in_force_from:
        raise EndsWrongly(_("Ngày hết hoạt động phải sau ngày bắt đầu hoạt động."))
    if successor is None:
        return
    if not Unit.objects.in_force(until).filter(pk=successor.pk).exists():
        raise EndsWrongly(_("Đơn vị kế thừa cần đang hoạt động vào ngày đó."))
    if _leads_to(successor, unit):
        raise EndsWrongly(_("Hai đơn vị không thể kế thừa lẫn nhau. Hãy chọn đơn vị khác."))


def _leads_to(unit: Unit, target: Unit) -> bool:
    step: int | None = unit.pk
    for _step in range(_STEPS):
        if step is None or step == target.pk:
            break
        step = Unit.objects.filter(pk=step).values_list("successor_id", flat=True).first()
    return bool(step == target.pk)


def find_units(words: str) -> QuerySet[Unit]:
    """Find units, also ended ones, by any part of a name, an older name or the code."""
    key, named = search_key(words), Q()
    if key:
        aliases = UnitAlias.objects.filter(search_key__contains=key).values("unit")
        named = Q(search_key__contains=key) | Q(code__icontains=words.strip())
        named |= Q(pk__in=aliases)
    units = Unit.objects.filter(named).select_related("kind", "parent", "successor")
    found: QuerySet[Unit] = units.order_by(VietnameseOrder("name"), "pk")
    return found
