"""The formats that are read, asked in this order. A new one is a reader and a row here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from quizsite.tables import csv_reader, xlsx_reader
from quizsite.tables.columns import FoundRow, Schema


class Reader(Protocol):
    """One open file. A format without sheets has one without a name."""

    @property
    def sheets(self) -> Collection[str]: ...

    def rows(self, sheet: str) -> Iterator[FoundRow]: ...


@dataclass(frozen=True, slots=True)
class Format:
    ending: str
    recognises: Callable[[bytes], bool]  # by the first bytes: people rename files
    open: Callable[[str, Schema], Reader]
    other_endings: tuple[str, ...] = ()


FORMATS = (
    Format(".xlsx", xlsx_reader.recognises, xlsx_reader.open_workbook),
    # Text has no mark of its own: it is what no other format recognises.
    Format(".csv", csv_reader.recognises, csv_reader.open_text, (".txt", ".tsv")),
)
ENDINGS = tuple(one.ending for one in FORMATS)
ALL_ENDINGS = tuple(ending for one in FORMATS for ending in (one.ending, *one.other_endings))
