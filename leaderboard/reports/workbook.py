"""A report as a workbook: a sheet a section, figures as numbers that Excel can add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leaderboard.reports.sections import Section, plain
from quizsite.tables.columns import Column
from quizsite.tables.xlsx_writer import Table, stream_workbook

_NAME = 31  # the most letters that Excel takes
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def report_workbook(sections: Sequence[Section], *, about: Sequence[str]) -> Iterator[bytes]:
    """Sections without a table have their sentences in the first sheet."""
    told = [*about, *(said for one in sections for said in one.sentences)]
    tables = [_table(one, about) for one in sections if one.rows]
    summary = Table("Tóm tắt", told, [Column("c0", "Báo cáo", width=90)], ())
    return stream_workbook(summary, *_named_apart(tables))


def _table(section: Section, about: Sequence[str]) -> Table:
    columns = [
        Column(f"c{n}", one.title, width=44 if not n else 18)
        for n, one in enumerate(section.headings)
    ]
    rows = ({f"c{n}": plain(cell.value) for n, cell in enumerate(row)} for row in section.rows)
    notes = [section.note] if section.note else []
    name = section.title.translate(_NOT_IN_NAMES)[:_NAME].strip()
    return Table(name, [*about, section.title, *notes], columns, rows)


def _named_apart(tables: Sequence[Table]) -> Iterator[Table]:
    """Excel refuses two sheets of one name, whatever the case of their letters."""
    seen: set[str] = set()
    for n, one in enumerate(tables, start=1):
        name = one.name
        if name.lower() in seen:
            name = f"{name[: _NAME - 4]} {n}"
        seen.add(name.lower())
        yield Table(name, one.about, one.columns, one.rows)
