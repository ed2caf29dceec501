"""The plain notation of a stem or passage: lines of text, and tables written with bars. Pure.

Consecutive lines that begin with "|" are one table, whose first line is its head. Nothing else of
Markdown means anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")  # the line that Markdown puts below a head
MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Lines:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def blocks_of(text: str) -> list[Lines | Table]:
    """Split a text into what stands between tables, and the tables."""
    found: list[Lines | Table] = []
    for is_piped, lines in _runs(text):
        table = _table(lines) if is_piped else None
        if table:
            found.append(table)
        elif found and isinstance(found[-1], Lines):  # bars that make no table are only text
            found[-1] = Lines("\n".join([found[-1].text, *lines]))
        else:
            found.append(Lines("\n".join(lines)))
    return found


def has_table(text: str) -> bool:
    return "|" in text and any(isinstance(block, Table) for block in blocks_of(text))


def widest_table(text: str) -> int:
    return max((len(one.head) for one in blocks_of(text) if isinstance(one, Table)), default=0)


def without_tables(text: str, instead: str = "[…]") -> str:
    """The text for a list, where a table has no room."""
    if not has_table(text):
        return text
    blocks = blocks_of(text)
    return "\n".join(block.text if isinstance(block, Lines) else instead for block in blocks)


def pasted_tables(text: str) -> str:
    """Write lines that came from Word or Excel, with tabs between their cells, with bars.

    A single line with tabs is no table: somebody pressed the key to indent."""
    lines = text.splitlines()
    written: list[str] = []
    for count, run in groupby(lines, key=lambda line: line.rstrip("\r").count("\t")):
        rows = list(run)
        is_table = count > 0 and len(rows) > 1
        written += [_piped(row.split("\t")) for row in rows] if is_table else rows
    return "\n".join(written)


def _piped(cells: list[str]) -> str:
    return "| " + " | ".join(cell.strip().replace("|", "/") for cell in cells) + " |"


def _runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    for is_piped, lines in groupby(text.splitlines(), key=lambda line: line.startswith("|")):
        yield is_piped, list(lines)


def _table(lines: list[str]) -> Table | None:
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        return None
    head, *rest = [tuple(row + [""] * (width - len(row))) for row in rows]
    return Table(head, tuple(rest))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def at_place(pictures: Iterable[Mapping[str, Any]] | None, place: str) -> Mapping[str, Any] | None:
    """Find the picture of "stem", of the passage or of an option's letter."""
    return next((one for one in pictures or () if one["place"] == place), None)
