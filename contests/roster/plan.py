"""A roster that was read, held against the one that is stored: who is new, changed, gone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from contests.models import RosterPerson
from contests.roster.list_file import HEADERS, RosterRow
from quizsite.tables.problems import Problem

# As the file states them, in its order.
FIELDS = (
    "full_name",
    "birth_date",
    "staff_code",
    "email",
    "phone",
    "category",
    "is_compulsory",
    "unit",
)


@dataclass(frozen=True, slots=True)
class RosterChange:
    line: RosterPerson
    row: RosterRow
    fields: tuple[str, ...]

    @property
    def headers(self) -> list[str]:
        return [HEADERS[name] for name in self.fields]


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What storing would do. With problems it does nothing."""

    rows: list[RosterRow]
    problems: list[Problem]
    notes: list[str]
    new: list[RosterRow] = field(default_factory=list)
    changed: list[RosterChange] = field(default_factory=list)
    gone: list[RosterPerson] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.new) - len(self.changed)


class Stored:
    """The lines there are, found by what tells people apart; each is given out once."""

    def __init__(self, lines: Iterable[RosterPerson]) -> None:
        self._by_key: dict[Hashable, list[RosterPerson]] = defaultdict(list)
        self._left: dict[int, RosterPerson] = {}
        for line in lines:
            self._left[line.pk] = line
            for key in _keys(line):
                self._by_key[key].append(line)

    def take(self, row: RosterRow) -> RosterPerson | None:
        for key in _keys(row):
            found = [line for line in self._by_key.get(key, ()) if line.pk in self._left]
            found = [line for line in found if _may_be(line, row)]
            # The same person may stand in two units of the tree.
            found.sort(key=lambda line: line.unit_id != row.unit)
            if found:
                return self._left.pop(found[0].pk)
        return None

    def left(self) -> list[RosterPerson]:
        return list(self._left.values())


def _keys(one: RosterPerson | RosterRow) -> Iterator[Hashable]:
    """From the surest to the weakest."""
    if one.email:
        yield "email", one.email
    if one.phone:
        yield "phone", one.phone
    if one.staff_code:
        yield "staff_code", one.staff_code
    yield "name", one.name_key


def _may_be(line: RosterPerson, row: RosterRow) -> bool:
    """One address of two names may be a mistake mended; one name with two birthdays is two."""
    if any(
        said and said == stored
        for said, stored in (
            (row.email, line.email),
            (row.phone, line.phone),
            (row.staff_code, line.staff_code),
        )
    ):
        return True
    if line.birth_date and row.birth_date:
        return line.birth_date == row.birth_date
    said = (row.email, row.phone, row.staff_code)
    stored = (line.email, line.phone, line.staff_code)
    return not any(a and b and a != b for a, b in zip(said, stored, strict=True))


def planned(
    rows: list[RosterRow],
    lines: Iterable[RosterPerson],
    *,
    problems: list[Problem],
    notes: list[str],
) -> RosterPlan:
    if problems:
        return RosterPlan(rows, problems, notes)
    stored = Stored(lines)
    plan = RosterPlan(rows, [], notes)
    for row in rows:
        line = stored.take(row)
        if line is None:
            plan.new.append(row)
        elif fields := _differences(line, row):
            plan.changed.append(RosterChange(line, row, fields))
    plan.gone.extend(stored.left())
    return plan


def _differences(line: RosterPerson, row: RosterRow) -> tuple[str, ...]:
    stored = {name: getattr(line, name) for name in FIELDS if name != "unit"}
    stored["unit"] = line.unit_id
    return tuple(name for name in FIELDS if stored[name] != getattr(row, name))
