"""The formats that are read, asked in this order. A new one is a reader and a row here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from quizsite.tables import csv_reader, json_reader, xlsx_reader
from quizsite.tables.columns import FoundRow, Schema


def _(said: str) -> str:
    """Marks words for translation, which the pages do: the child knows no Django."""
    return said


class Reader(Protocol):
    """One open file. A format without sheets has one without a name."""

    @property
    def sheets(self) -> Collection[str]: ...

    def rows(self, sheet: str) -> Iterator[FoundRow]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """`advice` says what to do about the troubles that only its reader meets."""

    ending: str
    recognises: Callable[[bytes], bool]  # by the first bytes: people rename files
    open: Callable[[str, Schema], Reader]
    other_endings: tuple[str, ...] = ()
    is_named: bool = True  # among the formats that people are told to save as
    advice: Mapping[str, str] = field(default_factory=dict)


FORMATS = (
    Format(
        ".xlsx",
        xlsx_reader.recognises,
        xlsx_reader.open_workbook,
        advice={"binary_workbook": _("Tệp theo định dạng .xlsb. Hãy lưu lại thành .xlsx.")},
    ),
    Format(".json", json_reader.recognises, json_reader.open_objects, is_named=False),
    # Text has no mark of its own: it is what no other format recognises.
    Format(
        ".csv",
        csv_reader.recognises,
        csv_reader.open_text,
        other_endings=(".txt", ".tsv"),
        advice={
            "unknown_encoding": _(
                "Không nhận ra bảng mã chữ của tệp. Hãy lưu lại thành “CSV UTF-8” hoặc .xlsx."
            ),
            "broken_quotes": _(
                "Dấu nháy kép quanh dòng %(line)s mở mà không đóng. Hãy sửa rồi tải lên lần nữa."
            ),
        },
    ),
)
ADVICE = {code: said for one in FORMATS for code, said in one.advice.items()}
_NAMED = tuple(one for one in FORMATS if one.is_named)
ENDINGS = tuple(one.ending for one in _NAMED)
ALL_ENDINGS = tuple(ending for one in _NAMED for ending in (one.ending, *one.other_endings))
# Also those that nobody is told of who saves a list of people.
READ_ENDINGS = tuple(ending for one in FORMATS for ending in (one.ending, *one.other_endings))
