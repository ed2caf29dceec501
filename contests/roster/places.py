"""Where units stand, with merged ones in the place of their heirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from quizsite.accounts.models import Unit
from quizsite.accounts.units.heirs import last_heirs
from quizsite.language.vietnamese import search_key


@dataclass(frozen=True)
class Places:
    parents: dict[int, int | None]
    heirs: dict[int, int]
    names: dict[int, tuple[str, str]]  # code, key of the name
    _children: dict[int | None, list[int]] = field(default_factory=dict)

    @classmethod
    def on(cls, on: date) -> Places:
        """Read all units in one query."""
        rows = Unit.objects.order_by("pk").values_list(
            "pk", "parent_id", "code", "search_key", "in_force_until", "successor_id"
        )
        parents: dict[int, int | None] = {}
        names: dict[int, tuple[str, str]] = {}
        after: dict[int, int | None] = {}
        for pk, parent, code, key, until, successor in rows:
            parents[pk], names[pk] = parent, (code, key)
            if until and until <= on:
                after[pk] = successor
        children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in parents.items():
            children[parent].append(pk)
        return cls(parents, last_heirs(after), names, children)

    def heir(self, unit: int) -> int:
        return self.heirs.get(unit, unit)

    def line_up(self, unit: int) -> list[int]:
        """The unit and those above it, whatever became of them."""
        found: list[int] = []
        step: int | None = unit
        while step is not None and step not in found:
            found.append(step)
            step = self.parents.get(step)
        return found

    def above(self, unit: int) -> set[int]:
        """The unit's heir, and what stands above it."""
        seen: set[int] = set()
        step: int | None = self.heir(unit)
        while step is not None and step not in seen:
            seen.add(step)
            parent = self.parents.get(step)
            step = None if parent is None else self.heir(parent)
        return seen

    def are_on_one_line(self, one: int, other: int) -> bool:
        return self.heir(one) in self.above(other) or self.heir(other) in self.above(one)

    def within(self, unit: int) -> list[int]:
        """The unit, those below it, and those that any of them goes on for."""
        found: set[int] = set()
        waiting = [unit]
        merged: dict[int, list[int]] = defaultdict(list)
        for pk, heir in self.heirs.items():
            merged[heir].append(pk)
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += [*self._children.get(pk, ()), *merged.get(pk, ())]
        return sorted(found)

    def named(self, within: list[int]) -> dict[str, int | None]:
        """By code and by name; a name of two units means none of them."""
        found: dict[str, int | None] = {}
        for pk in within:
            key = search_key(self.names[pk][1])
            found[key] = None if key in found else self.heir(pk)
        # A code says which of two units with one name is meant.
        return found | {self.names[pk][0].lower(): self.heir(pk) for pk in within}
