"""One tile a unit, inside its khối and by name, so that a unit keeps its place from day to day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from leaderboard.participation.figures import Participation, UnitFigures
from leaderboard.participation.selection import KindTotal, only_root, totals_by_kind, units_of_kinds
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.ordering import order_key

MOST_TILES = 400
# A tile is darker from each of these rates on; the last shade is for 100 % alone.
SHADES = (Decimal(0), Decimal(25), Decimal(50), Decimal(75), Decimal(100))


@dataclass(frozen=True, slots=True)
class Tile:
    figures: UnitFigures
    label: str  # the name without what all names of the khối begin with

    @property
    def shade(self) -> int:
        """0 where no rate is known; a rate of nothing has the palest shade."""
        rate = self.figures.rate
        return 0 if rate is None else sum(rate >= one for one in SHADES)


@dataclass(frozen=True, slots=True)
class Block:
    """A khối with a tile for each of its units, and its rate as participation has it."""

    total: KindTotal
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Picture:
    focus: UnitFigures | None
    blocks: Sequence[Block]
    left_out: int

    @property
    def full(self) -> int:
        return sum(tile.figures.is_full for block in self.blocks for tile in block.tiles)

    @property
    def units(self) -> int:
        return sum(len(block.tiles) for block in self.blocks)

    @property
    def has_small(self) -> bool:
        return any(tile.figures.is_small for block in self.blocks for tile in block.tiles)


def picture_of(participation: Participation, focus: UnitFigures | None = None) -> Picture:
    """Draw the units below one, or below the top of a tree that has a single one."""
    focus = focus or only_root(participation)
    top = focus.unit.pk if focus else None
    totals = totals_by_kind(participation, top)
    units = units_of_kinds(participation, {one.kind for one in totals}, below=top)
    units.sort(key=lambda one: (order_key(one.unit.name), one.unit.pk))
    shown, blocks = 0, []
    for total in totals:
        own = [one for one in units if one.unit.kind == total.kind and one.unit.code != NO_UNIT]
        own = own[: MOST_TILES - shown]
        shown += len(own)
        if own:
            blocks.append(Block(total, _tiles(own)))
    drawable = [one for one in units if one.unit.code != NO_UNIT]
    return Picture(focus, blocks, max(0, len(drawable) - shown))


def _tiles(units: Sequence[UnitFigures]) -> list[Tile]:
    begin = _common_words([one.unit.name.split() for one in units])
    return [Tile(one, " ".join(one.unit.name.split()[begin:])) for one in units]


def _common_words(names: Sequence[Sequence[str]]) -> int:
    """Count the words that all names begin with; each keeps at least one of its own."""
    if len(names) < 2:
        return 0
    most = min(map(len, names)) - 1
    first = names[0]
    for n in range(most):
        if any(name[n].lower() != first[n].lower() for name in names):
            return n
    return max(most, 0)
