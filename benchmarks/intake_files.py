"""Writes lines and tables as the files that offices send."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import xlsxwriter
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from benchmarks.intake_layouts import Truth, Written
from quizsite.language import legacy_letters

_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_TO_TCVN3 = {meant: said for said, meant in legacy_letters._TCVN3.items()}
_TO_VNI = {
    meant: said
    for said, meant in legacy_letters._VNI.items()
    if said.lower() == said or said.upper() == said
}


def text_of(lines: Sequence[Written]) -> str:
    return "\n".join("".join(said for said, _mark in line) for line in lines) + "\n"


def in_letters(text: str, legacy: str) -> str:
    """Text as it comes from old fonts and converters."""
    if legacy == "tcvn3":
        return "".join(_TO_TCVN3.get(c, _TO_TCVN3.get(c.lower(), c)) for c in text)
    if legacy == "vni":
        return "".join(_TO_VNI.get(c, c) for c in text)
    if legacy == "uo":
        return text.replace("ư", "ƣ").replace("Ư", "Ƣ")
    if legacy == "nfd":
        return unicodedata.normalize("NFD", text)
    if legacy == "swap":
        return text.replace("công", "cơng").replace("không", "khơng").replace("thông", "thơng")
    return text


def write_docx(path: Path, lines: Sequence[Written]) -> None:
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for said, marks in line:
            _mark(paragraph.add_run(said), marks)
    document.save(str(path))


def _mark(run: object, marks: str) -> None:
    font = run.font  # type: ignore[attr-defined]
    font.bold = True if "b" in marks else None
    font.italic = True if "i" in marks else None
    font.underline = True if "u" in marks else None
    if "h" in marks:
        font.highlight_color = WD_COLOR_INDEX.YELLOW
    if "r" in marks:
        font.color.rgb = RGBColor(0xFF, 0, 0)
    if "g" in marks:
        font.color.rgb = RGBColor(0, 0xB0, 0x50)


def write_auto_docx(path: Path, questions: Sequence[Truth], *, key: str) -> None:
    """Word counts questions and options by itself, so no number stands in the text."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for level, (kind, text) in enumerate((("decimal", "Câu %1."), ("upperLetter", "%2."))):
        abstract.append(_level(level, kind, text))
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    number.append(_valued("w:abstractNumId", "90"))
    numbering.append(number)
    for question in questions:
        _numbered(document, question.stem, 0, "")
        for n, option in enumerate(question.options):
            mark = key if question.right and n in question.right and len(key) == 1 else ""
            _numbered(document, option, 1, mark)
        if key == "line" and question.right:
            document.add_paragraph("Đáp án: " + ", ".join("ABCDEFGH"[n] for n in question.right))
    document.save(str(path))


def _valued(tag: str, value: str) -> object:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element


def _level(level: int, kind: str, text: str) -> object:
    element = OxmlElement("w:lvl")
    element.set(qn("w:ilvl"), str(level))
    for tag, value in (("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", text)):
        element.append(_valued(tag, value))
    return element


def _numbered(document: object, text: str, level: int, mark: str) -> None:
    paragraph = document.add_paragraph()  # type: ignore[attr-defined]
    properties = paragraph._p.get_or_add_pPr()
    numbered = OxmlElement("w:numPr")
    numbered.append(_valued("w:ilvl", str(level)))
    numbered.append(_valued("w:numId", "90"))
    properties.append(numbered)
    _mark(paragraph.add_run(text), mark)


def write_docx_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    document = docx.Document()
    document.add_paragraph("BỘ CÂU HỎI")
    width = max(map(len, rows))
    table = document.add_table(rows=0, cols=width)
    for row in ([header] if header else []) + list(rows):
        cells = table.add_row().cells
        for cell, said in zip(cells, row, strict=False):
            first, *others = said.split("\n")
            cell.text = first
            for other in others:
                cell.add_paragraph(other)
    document.save(str(path))


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[str | int]]]) -> None:
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, position, cell)


def write_ods(path: Path, rows: Sequence[Sequence[str | int]]) -> None:
    def cell(said: str | int) -> str:
        if isinstance(said, int):
            value = f'office:value-type="float" office:value="{said}"'
            return f"<table:table-cell {value}><text:p>{said}</text:p></table:table-cell>"
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in said.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        'office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED
        )
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{_MANIFEST}"/>',
        )


def write_pdf(path: Path, lines: Sequence[Written], *, columns: int = 1, stamp: str = "") -> None:
    """A small PDF whose letters are looked up, not drawn: enough for who reads its text."""
    height = 40 if columns == 1 else 80
    pages = [lines[n : n + height] for n in range(0, len(lines), height)]
    contents = [_page(page, columns, stamp, number) for number, page in enumerate(pages, start=1)]
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        *_font("Arial", 5),
        *_font("Arial-BoldMT", 8),
    ]
    kids = []
    for content in contents:
        packed = zlib.compress(content)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
            + packed
            + b"\nendstream"
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 6 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    path.write_bytes(_assembled(objects))


def _font(name: str, descendant: int) -> list[bytes]:
    at = descendant - 2
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    )
    for start in range(0, 256, 64):
        ranges = b"".join(
            b"<%02x00> <%02xff> <%02x00>\n" % (n, n, n) for n in range(start, start + 64)
        )
        cmap += b"64 beginbfrange\n" + ranges + b"endbfrange\n"
    cmap += b"endcmap end end"
    encoded = name.encode()
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (encoded, at + 1, at + 2),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%b "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 "
        b"/FontDescriptor << /Type /FontDescriptor /FontName /%b /Flags 4 "
        b"/FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 "
        b"/CapHeight 700 /StemV 80 >> >>" % (encoded, encoded),
        b"<< /Length %d >>\nstream\n" % len(cmap) + cmap + b"\nendstream",
    ]


def _page(lines: Sequence[Written], columns: int, stamp: str, number: int) -> bytes:
    out = []
    per_column = -(-len(lines) // columns) if columns > 1 else len(lines)
    for at, line in enumerate(lines):
        x, y = 40 + 270 * (at // per_column), 790 - 18 * (at % per_column)
        out.append(_shown(line, x, y, 9 if columns == 1 else 8))
    if stamp:
        out.append(_shown([(stamp, "")], 40, 825, 8))
        out.append(_shown([(f"Trang {number}", "")], 280, 20, 8))
    return b"\n".join(out)


def _shown(line: Written, x: float, y: float, size: float) -> bytes:
    out = [b"BT %d %d Td" % (x, y)]
    for said, marks in line:
        colour = b"1 0 0 rg" if "r" in marks else b"0 0 0 rg"
        font = b"/F2" if "b" in marks else b"/F1"
        out.append(
            b"%b %b %d Tf <%b> Tj" % (colour, font, size, said.encode("utf-16-be").hex().encode())
        )
    return b" ".join([*out, b"ET"])


def _assembled(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
