"""A report as an official document after Decree 30/2020, its long tables as annexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leaderboard.document_models import OfficeLines
from leaderboard.official_documents.case import of_office
from leaderboard.reports.sections import Heading, Section
from quizsite.documents.structure import (
    Annex,
    Block,
    OfficialDocument,
    Paragraph,
    Style,
    Table,
    TableColumn,
    roman,
)


def report_document(
    office: OfficeLines, sections: Sequence[Section], *, subject: str, year: int, **parts: Any
) -> OfficialDocument:
    """Number its sections with Roman figures; the office adds its own words in Word."""
    inside = [one for one in sections if not one.is_annex]
    blocks: list[Block] = [Paragraph(f"{office.agency} báo cáo như sau:")]
    for n, section in enumerate(inside, start=1):
        blocks.append(Paragraph(f"{roman(n)}. {section.title}".upper(), Style.SECTION))
        blocks += _blocks(section)
    return of_office(
        office,
        kind="Báo cáo",
        short="BC",
        subject=subject,
        addressees=(office.superior,) if office.superior else (),
        year=year,
        blocks=(*_ended(blocks),),
        annexes=tuple(_annexes(sections)),
        **parts,
    )


def _blocks(section: Section) -> Iterator[Block]:
    yield from (Paragraph(said) for said in section.sentences)
    if section.rows:
        yield _table(section)
    if section.note:
        yield Paragraph(section.note)


def _ended(blocks: Sequence[Block]) -> Iterable[Block]:
    """The last words of a document carry its end mark."""
    *first, last = blocks
    if isinstance(last, Paragraph):
        return [*first, Paragraph(f"{last.text.rstrip('.')}./.", last.style, last.lead)]
    return [*blocks, Paragraph("Trên đây là báo cáo./.")]


def _annexes(sections: Iterable[Section]) -> Iterator[Annex]:
    for one in sections:
        if one.is_annex and one.rows:
            yield Annex(one.title, tuple(_blocks(one)), is_wide=len(one.headings) > 6)


def _table(section: Section) -> Table:
    columns = tuple(_column(one, n, section) for n, one in enumerate(section.headings))
    rows = tuple(tuple(cell.said for cell in row) for row in section.rows)
    return Table(columns, rows)


def _column(heading: Heading, position: int, section: Section) -> TableColumn:
    is_text = all(not row[position].is_figure for row in section.rows)
    return TableColumn(heading.title, heading.share, "left" if is_text else "right")
