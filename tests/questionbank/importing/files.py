"""Files for the reader, as programs write them and as nobody should."""

import zipfile

import pytest
import xlsxwriter

from questionbank.importing.columns import HEADERS, QUESTIONS
from quizsite.tables.reader import RawTable, UnreadableTable, read_table

BOOK_PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": (
        '<workbook xmlns:r="r"><sheets><sheet name="Câu hỏi" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def read_file(path) -> RawTable:
    return read_table(path, QUESTIONS)


def book(path, rows, *, sheet=QUESTIONS.sheet, write=None):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate([list(HEADERS.values()), *rows]):
            for position, cell in enumerate(row):
                page.write_string(number, position, cell)
        if write:
            write(made, page)
    return path


def raw_book(path, sheet_xml, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in {**BOOK_PARTS, **parts}.items():
            archive.writestr(name, said)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for piece in [sheet_xml] if isinstance(sheet_xml, str) else sheet_xml:
                stream.write(piece.encode())
    return path


def refusal(path) -> str:
    with pytest.raises(UnreadableTable) as caught:
        read_file(path)
    return str(caught.value.message)


def file(tmp_path, data, name="cau-hoi.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path
