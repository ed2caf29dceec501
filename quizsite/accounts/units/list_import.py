"""A unit list held against the units there are: first what it would do, then doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from quizsite.accounts.models import Headcount, HeadcountCategory, Unit, UnitAlias, UnitKind
from quizsite.accounts.signals import units_changed
from quizsite.accounts.units.list_file import HEADERS, UNITS, UnitRow, UnitTable
from quizsite.accounts.units.list_trail import record_import, unit_facts
from quizsite.audit.trail import Actor
from quizsite.language import vietnamese as text
from quizsite.tables.problems import Problem, Problems

_STATED = ("name", "kind", "parent", "in_force_from", "in_force_until", "successor")


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What storing would do. With problems it does nothing."""

    rows: list[UnitRow]
    problems: list[Problem]
    category: HeadcountCategory = HeadcountCategory.CIVIL
    new_kinds: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)  # code → headers that differ
    new_aliases: int = 0
    new_headcounts: int = 0
    changed_headcounts: int = 0

    @property
    def does_nothing(self) -> bool:
        return not (self.new or self.changed or self.new_aliases or self._headcounts)

    @property
    def _headcounts(self) -> int:
        return self.new_headcounts + self.changed_headcounts


def plan_units(
    table: UnitTable, *, category: HeadcountCategory = HeadcountCategory.CIVIL
) -> UnitPlan:
    """Hold the table against the database in a fixed number of queries; change nothing.

    Its headcounts are of one category of people."""
    units = {unit.code: unit for unit in Unit.objects.select_related("kind", "parent", "successor")}
    if problems := _problems(table, units):
        return UnitPlan(table.rows, problems)
    kinds = _kinds()
    named = (str(row.said["kind"]) for row in table.rows)
    new_kinds = {
        text.search_key(name): name for name in named if text.search_key(name) not in kinds
    }
    changed = {
        row.code: headers
        for row in table.rows
        if row.code in units and (headers := _changes(row, units[row.code], kinds))
    }
    counts = _headcounts(category)
    stated = [key for key in map(_headcount_key, table.rows) if key]
    return UnitPlan(
        table.rows,
        [],
        category,
        new_kinds=list(new_kinds.values()),
        new=[row.code for row in table.rows if row.code not in units],
        changed=changed,
        new_aliases=len(set(_aliases_of(table.rows)) - set(_stored_aliases())),
        new_headcounts=sum(key[:2] not in counts for key in stated),
        changed_headcounts=sum(counts.get(key[:2], key[2]) != key[2] for key in stated),
    )


@transaction.atomic
def store_units(plan: UnitPlan, *, source: str, by: Actor, at: datetime) -> None:
    """Bring units, other names and headcounts to what the list says; nothing is deleted."""
    listed = [row.code for row in plan.rows]
    before = unit_facts(listed, plan.category)
    kinds = _kinds() | dict(_make_kinds(plan.new_kinds))
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in plan.rows:
        unit = units.setdefault(row.code, Unit(code=row.code))
        unit.kind = kinds[text.search_key(str(row.said["kind"]))]
        for name in ("name", "in_force_from", "in_force_until"):
            if name in row.said:
                setattr(unit, name, row.said[name])
        if unit.pk is None or row.code in plan.changed:
            unit.is_sample = False
            unit.save()
    for row in plan.rows:  # a unit above, or a successor, may stand further down
        _link(units[row.code], row, units)
    for code, name in _aliases_of(plan.rows):
        UnitAlias.objects.get_or_create(unit=units[code], name=name)
    _store_headcounts(plan, units, source=source)
    after = unit_facts(listed, plan.category)
    record_import(before, after, source=source, by=by, at=at)
    if plan.changed:
        units_changed.send(Unit, at=at)


def _link(unit: Unit, row: UnitRow, units: dict[str, Unit]) -> None:
    links = [name for name in ("parent", "successor") if name in row.said]
    for name in links:
        setattr(unit, name, units.get(str(row.said[name])))
    if links:
        unit.save(update_fields=links)


def _store_headcounts(plan: UnitPlan, units: dict[str, Unit], *, source: str) -> None:
    counts = _headcounts(plan.category)
    for key in filter(None, map(_headcount_key, plan.rows)):
        code, as_of, people = key
        if counts.get((code, as_of)) != people:
            Headcount.objects.update_or_create(
                unit=units[code],
                category=plan.category,
                as_of=as_of,
                defaults={"people": people, "is_sample": False, "source": source},
            )


def _make_kinds(names: Iterable[str]) -> Iterator[tuple[str, UnitKind]]:
    last = UnitKind.objects.aggregate(last=Max("position"))["last"] or 0
    for position, name in enumerate(names, start=last + 1):
        key = text.search_key(name)
        code = slugify(key)
        if len(code) > 40:  # cut short it might be another's
            code = f"{code[:36]}-{position}"
        yield key, UnitKind.objects.create(code=code, name=name, position=position)


def _kinds() -> dict[str, UnitKind]:
    """By code or name, however it is typed."""
    kinds = list(UnitKind.objects.all())
    return {text.search_key(said): kind for kind in kinds for said in (kind.code, kind.name)}


def _changes(row: UnitRow, unit: Unit, kinds: dict[str, UnitKind]) -> list[str]:
    now = {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent.code if unit.parent else "",
        "in_force_from": unit.in_force_from,
        "in_force_until": unit.in_force_until,
        "successor": unit.successor.code if unit.successor else "",
    }
    said = row.said | {"kind": kinds.get(text.search_key(str(row.said["kind"])))}
    return [HEADERS[name] for name in _STATED if name in said and said[name] != now[name]]


def _aliases_of(rows: Iterable[UnitRow]) -> Iterator[tuple[str, str]]:
    for row in rows:
        names = row.said.get("aliases") or ()
        assert isinstance(names, tuple)  # noqa: S101 -- unit_rows reads it so
        for name in names:
            yield row.code, name


def _stored_aliases() -> Iterator[tuple[str, str]]:
    yield from UnitAlias.objects.values_list("unit__code", "name")


def _headcount_key(row: UnitRow) -> tuple[str, date, int] | None:
    people, as_of = row.said.get("people"), row.said.get("as_of")
    if isinstance(people, int) and isinstance(as_of, date):
        return row.code, as_of, people
    return None


def _headcounts(category: HeadcountCategory) -> dict[tuple[str, date], int]:
    found = Headcount.objects.filter(category=category)
    rows = found.values_list("unit__code", "as_of", "people")
    return {(code, as_of): people for code, as_of, people in rows}


@dataclass(frozen=True, slots=True)
class _Node:
    """A unit as it would be after storing."""

    key: str
    parent: str
    from_day: object
    until: object
    successor: str


def _problems(table: UnitTable, units: dict[str, Unit]) -> list[Problem]:
    """Those of the file itself, and those of the tree it would make."""
    problems = Problems(UNITS, table.columns, table.problems)
    after = {unit.code: _node_of(unit) for unit in units.values()}
    after |= {row.code: _node_after(row, after.get(row.code)) for row in table.rows}
    twins: dict[tuple[str, str], str] = {}
    listed = {row.code for row in table.rows}
    for code, node in after.items():
        if code not in listed and node.until is None:
            twins[node.key, node.parent] = code
    for row in table.rows:
        node = after[row.code]
        for name, advice in _wrong(row.code, node, after):
            problems.add(row.number, name, advice)
        for advice in _twin(row.code, node, twins):
            problems.add(row.number, "name", advice)
    return problems.in_order()


def _node_of(unit: Unit) -> _Node:
    return _Node(
        unit.search_key,
        unit.parent.code if unit.parent else "",
        unit.in_force_from,
        unit.in_force_until,
        unit.successor.code if unit.successor else "",
    )


def _node_after(row: UnitRow, before: _Node | None) -> _Node:
    said = row.said
    return _Node(
        text.search_key(str(said["name"] or "")),
        str(said.get("parent", before.parent if before else "") or ""),
        said.get("in_force_from", before.from_day if before else None),
        said.get("in_force_until", before.until if before else None),
        str(said.get("successor", before.successor if before else "") or ""),
    )


def _wrong(code: str, node: _Node, after: dict[str, _Node]) -> Iterator[tuple[str, str]]:
    for name, other in (("parent", node.parent), ("successor", node.successor)):
        if other and other not in after:
            advice = _("Không có đơn vị mã “%(code)s” trong tệp hoặc trong hệ thống.")
            yield name, advice % {"code": other}
        elif other and other == code:
            yield name, _("Đơn vị không thể trỏ đến chính mình. Hãy ghi mã khác.")
    if node.parent != code and _is_in_circle(code, after):
        yield "parent", _("Các đơn vị cấp trên nối thành vòng. Hãy sửa mã cấp trên.")
    if isinstance(node.until, date):
        if isinstance(node.from_day, date) and node.until <= node.from_day:
            yield "in_force_until", _("Ngày hết hiệu lực phải sau ngày có hiệu lực.")
    elif node.successor:
        yield "in_force_until", _("Đơn vị có đơn vị kế thừa thì cần ngày hết hiệu lực.")


def _is_in_circle(code: str, after: dict[str, _Node]) -> bool:
    seen: set[str] = set()
    above = after[code].parent
    while above in after and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = after[above].parent
    return False


def _twin(code: str, node: _Node, twins: dict[tuple[str, str], str]) -> Iterator[str]:
    """The same name under the same unit is most often one unit typed with two codes."""
    if node.until is not None or not node.key:
        return
    other = twins.setdefault((node.key, node.parent), code)
    if other != code:
        advice = _("Cùng cấp trên đã có đơn vị tên này, mã %(code)s. Hãy dùng mã đó.")
        yield advice % {"code": other}
