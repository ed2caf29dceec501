"""Writes official documents as .docx, with real styles of Word for whoever edits them further."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from quizsite.documents import measures
from quizsite.documents.letters import WORD_FAMILY, plain, short_rule, width_pt
from quizsite.documents.structure import (
    ADDRESSED_TO,
    DRAFT,
    MOTTO,
    NATION,
    RECIPIENTS,
    Annex,
    Block,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
    Table,
)

_SIDES = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
_PT_OF_MM = 72 / 25.4
_CELL_SIDES_MM = 3.8  # the margins that Word gives a cell
_ROOM = "…"  # where a row's text comes


def official_docx(document: OfficialDocument) -> bytes:
    word = Document()
    _set_normal(word)
    section = word.sections[0]
    _set_page(section, is_wide=False)
    _set_furniture(section, document)
    _write_head(word, document)
    _write_naming(word, document)
    for block in document.blocks:
        _write_block(word, block)
    _write_closing(word, document)
    for position, annex in enumerate(document.annexes, start=1):
        _write_annex(word, document, annex, position)
    _set_properties(word, document)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _set_normal(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = WORD_FAMILY, Pt(measures.BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), WORD_FAMILY)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)


def _set_properties(word: WordDocument, document: OfficialDocument) -> None:
    """The library's own names of author and time would stand there otherwise."""
    about = word.core_properties
    about.title, about.author = (
        plain(document.subject)[:250],
        plain(document.letterhead.agency)[:250],
    )
    about.comments = plain(document.source)[:250]


def _set_page(section: Any, *, is_wide: bool) -> None:
    width, height = measures.PAGE_MM[::-1] if is_wide else measures.PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(measures.TOP_MM), Mm(measures.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(measures.LEFT_MM), Mm(measures.RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(measures.HEADER_MM)


def _set_furniture(section: Any, document: OfficialDocument) -> None:
    """The first page has no number; the mark of a draft and the result's digest stand on each."""
    section.different_first_page_header_footer = True
    for header in (section.header, section.first_page_header):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        line.alignment = ALIGN.CENTER
        if header is section.header:
            _add_page_number(line)
        if document.is_draft:
            mark = line if header is not section.header else header.add_paragraph()
            mark.alignment = ALIGN.RIGHT
            run = _add_run(mark, DRAFT, size=measures.DRAFT_PT, is_bold=True)
            run.font.color.rgb = RGBColor(0xB5, 0x34, 0x1F)
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        if document.source:
            _add_run(footer.paragraphs[0], document.source, size=measures.SOURCE_PT)
    number = OxmlElement("w:pgNumType")
    number.set(qn("w:start"), "1")
    section._sectPr.append(number)  # noqa: SLF001 -- the library has no word for it


def _add_page_number(line: Any) -> None:
    for kind, said in (("begin", None), (None, "PAGE"), ("end", None)):
        run = line.add_run()
        run.font.size = Pt(measures.PAGE_NUMBER_PT)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = said
        run._r.append(mark)  # noqa: SLF001 -- the library has no word for fields


def _add_run(
    line: Any, text: str, *, size: float, is_bold: bool = False, is_italic: bool = False
) -> Any:
    run = line.add_run(plain(text))
    run.font.size, run.bold, run.italic = Pt(size), is_bold, is_italic
    return run


def _add_line(
    place: Any, text: str, *, size: float, align: Any = ALIGN.CENTER, **look: bool
) -> Any:
    """Add a paragraph to the document or a cell; a new cell's own empty one is used first."""
    empty = [one for one in place.paragraphs[-1:] if not one.runs and not _has_border(one)]
    line = empty[0] if empty and hasattr(place, "vertical_alignment") else place.add_paragraph()
    line.alignment = align
    _add_run(line, text, size=size, **look)
    return line


def _has_border(line: Any) -> bool:
    return line._p.pPr is not None and line._p.pPr.find(qn("w:pBdr")) is not None  # noqa: SLF001


def _add_rule(place: Any, *, length: float, width: float) -> None:
    """A line of this length in points: a border between indents on both sides."""
    line = place.add_paragraph()
    side = Pt(max(0.0, (width - length) / 2))
    form = line.paragraph_format
    form.left_indent = form.right_indent = side
    form.space_before, form.line_spacing = Pt(1), Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (
        ("val", "single"),
        ("sz", str(round(measures.RULE_PT * 8))),
        ("space", "0"),
        ("color", "000000"),
    ):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # The schema wants borders before spacing and indents.
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_grid(place: Any, widths_mm: Sequence[float], *, rows: int = 1) -> Any:
    """A table without lines, as offices set heads and signatures, with columns that stay."""
    grid = place.add_table(rows=rows, cols=len(widths_mm))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for n, width in enumerate(widths_mm):
        grid.columns[n].width = Mm(width)
        for row in grid.rows:
            row.cells[n].width = Mm(width)
    return grid


def _write_head(word: WordDocument, document: OfficialDocument) -> None:
    right_mm = measures.TEXT_MM - measures.LEFT_HEAD_MM
    grid = _add_grid(word, (measures.LEFT_HEAD_MM, right_mm), rows=2)
    (left, right), (number, place) = (row.cells for row in grid.rows)
    inner = [(width - _CELL_SIDES_MM) * _PT_OF_MM for width in (measures.LEFT_HEAD_MM, right_mm)]
    head = document.letterhead
    if plain(head.superior):
        _add_line(left, head.superior.upper(), size=measures.ISSUER_PT)
    agency = plain(head.agency).upper()
    _add_line(left, agency, size=measures.ISSUER_PT, is_bold=True)
    _add_rule(left, length=short_rule(agency, size=measures.ISSUER_PT), width=inner[0])
    _add_line(right, NATION, size=measures.NATION_PT, is_bold=True)
    _add_line(right, MOTTO, size=measures.MOTTO_PT, is_bold=True)
    motto = width_pt(MOTTO, size=measures.MOTTO_PT, is_bold=True)
    _add_rule(right, length=motto, width=inner[1])
    if document.symbol:
        _add_line(number, document.number_line, size=measures.NUMBER_PT)
    if document.is_letter:
        line = _add_line(number, f"V/v {document.subject}", size=measures.LETTER_SUBJECT_PT)
        line.paragraph_format.space_before = Pt(measures.LETTER_SUBJECT_GAP_PT)
    if document.has_place:
        _add_line(place, document.place_line, size=measures.PLACE_PT, is_italic=True)


def _write_naming(word: WordDocument, document: OfficialDocument) -> None:
    if not document.is_letter:
        kind = _add_line(word, document.kind.upper(), size=measures.SUBJECT_PT, is_bold=True)
        kind.paragraph_format.space_before = Pt(12)
        subject = plain(document.subject)
        _add_line(word, subject, size=measures.SUBJECT_PT, is_bold=True)
        length = short_rule(subject, size=measures.SUBJECT_PT)
        _add_rule(word, length=length, width=measures.TEXT_MM * _PT_OF_MM)
    if document.authority:
        line = _add_line(word, document.authority.upper(), size=measures.SUBJECT_PT, is_bold=True)
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(6)
    if len(document.addressees) == 1:
        said = f"{ADDRESSED_TO} {plain(document.addressees[0])}"
        _spaced(_add_line(word, said, size=measures.BODY_PT), before=12)
    elif document.addressees:
        grid = _add_grid(word, (40.0, measures.TEXT_MM - 40.0), rows=len(document.addressees))
        _add_line(grid.rows[0].cells[0], ADDRESSED_TO, size=measures.BODY_PT, align=ALIGN.RIGHT)
        for row, said in zip(grid.rows, document.addressees, strict=True):
            _add_line(row.cells[1], said, size=measures.BODY_PT, align=ALIGN.LEFT)


def _spaced(line: Any, *, before: float) -> Any:
    line.paragraph_format.space_before = Pt(before)
    return line


def _write_block(word: WordDocument, block: Block) -> None:
    if isinstance(block, Table):
        _write_table(word, block)
    else:
        _write_paragraph(word, block)


def _write_paragraph(word: WordDocument, paragraph: Paragraph) -> None:
    style = paragraph.style
    line = word.add_paragraph()
    form = line.paragraph_format
    is_centred = style is Style.CENTRED
    line.alignment = ALIGN.CENTER if is_centred else ALIGN.JUSTIFY
    form.space_before = Pt(measures.GAP_PT * 2 if is_centred else 0)
    form.space_after, form.line_spacing = Pt(measures.GAP_PT), measures.LINE
    form.keep_with_next = style in measures.BOLD
    if style in measures.INDENTED:
        form.first_line_indent = Mm(measures.INDENT_MM)
    look = {"is_bold": style in measures.BOLD, "is_italic": style in measures.ITALIC}
    if paragraph.lead:
        # A run's own spaces are kept beside the next run.
        line.add_run(f"{plain(paragraph.lead)} ").bold = True
    _add_run(line, paragraph.text, size=measures.BODY_PT, **look)


def _write_table(word: WordDocument, listed: Table) -> None:
    is_wide = word.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    paper = measures.PAGE_MM[1 if is_wide else 0]
    whole = paper - measures.LEFT_MM - measures.RIGHT_MM
    shares = sum(one.share for one in listed.columns)
    widths = [whole * one.share / shares for one in listed.columns]
    grid = _add_grid(word, widths, rows=2)
    grid.style = "Table Grid"
    head, first = grid.rows
    for cell, column in zip(head.cells, listed.columns, strict=True):
        _add_line(cell, column.title, size=measures.TABLE_PT, is_bold=True)
    for cell, column in zip(first.cells, listed.columns, strict=True):
        _add_line(cell, _ROOM, size=measures.TABLE_PT, align=_SIDES[column.align])
    for row in (head, first):
        _keep_whole(row)
    _repeat(head)
    _fill_rows(grid, listed.rows)
    _spaced(word.add_paragraph(), before=0)


def _fill_rows(grid: Any, rows: Sequence[Sequence[str]]) -> None:
    """Copy the one row that is laid out: the library takes 20 ms to make each of its own."""
    table = grid._tbl  # noqa: SLF001 -- copies are made of what is below
    pattern = table.tr_lst[1]
    table.remove(pattern)
    for row in rows:
        made = deepcopy(pattern)
        for room, text in zip(made.iter(qn("w:t")), row, strict=True):
            room.text = plain(text)
        table.append(made)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001


def _write_closing(word: WordDocument, document: OfficialDocument) -> None:
    if not document.signatures:
        return
    _spaced(word.add_paragraph(), before=0)
    if len(document.signatures) == 2:
        half = measures.TEXT_MM / 2
        grid = _add_grid(word, (half, half))
        _keep_whole(grid.rows[0])
        for cell, one in zip(grid.rows[0].cells, document.signatures, strict=True):
            _write_signature(cell, one)
        _write_recipients(word, document)
        return
    grid = _add_grid(word, (measures.TEXT_MM * 0.45, measures.TEXT_MM * 0.55))
    _keep_whole(grid.rows[0])
    _write_recipients(grid.rows[0].cells[0], document)
    _write_signature(grid.rows[0].cells[1], document.signatures[0])


def _write_signature(cell: Any, signature: Signature) -> None:
    for said in signature.authority:
        _add_line(cell, said.upper(), size=measures.BODY_PT, is_bold=True)
    name = _add_line(cell, signature.name or "\xa0", size=measures.BODY_PT, is_bold=True)
    name.paragraph_format.space_before = Pt(measures.SIGNATURE_PT)


def _write_recipients(place: Any, document: OfficialDocument) -> None:
    if not document.recipients:
        return
    head = {"is_bold": True, "is_italic": True}
    _add_line(place, RECIPIENTS, size=measures.RECIPIENTS_PT, align=ALIGN.LEFT, **head)
    for one in document.recipients:
        _add_line(place, f"- {plain(one)}", size=measures.RECIPIENT_PT, align=ALIGN.LEFT)


def _write_annex(
    word: WordDocument, document: OfficialDocument, annex: Annex, position: int
) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, is_wide=annex.is_wide)
    for number in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001
        section._sectPr.remove(number)  # noqa: SLF001 -- copied from the section before
    _set_furniture(section, document)
    _add_line(word, document.annex_head(position), size=measures.BODY_PT, is_bold=True)
    _add_line(word, annex.title.upper(), size=measures.BODY_PT, is_bold=True)
    if annex.note:
        _add_line(word, annex.note, size=measures.BODY_PT, is_italic=True)
    for block in annex.blocks:
        _write_block(word, block)
