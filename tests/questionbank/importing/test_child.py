"""Files nobody should have to fear: each gets its sentence, in time and within memory."""

import io
import resource
import subprocess
import sys
import time
import unicodedata
import zipfile

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from questionbank.importing import delimited, workbook
from questionbank.importing.columns import HEADERS, SHEET, column_name
from questionbank.importing.reading import UnreadableFile, read_file
from tests.questionbank.importing.conftest import GOOD, cells, csv_text, several

BOOK_PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": (
        '<workbook xmlns:r="r"><sheets><sheet name="Câu hỏi" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def book(path, rows, *, sheet=SHEET, write=None):
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
    with pytest.raises(UnreadableFile) as caught:
        read_file(path)
    return str(caught.value.message)


def file(tmp_path, data, name="cau-hoi.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Encodings and separators: what organisers' spreadsheets save.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_reads_alike(tmp_path, encoding, separator):
    said = csv_text(cells(), separator=separator)
    if encoding == "cp1258":
        said = _as_windows_writes(said)
    raw = read_file(file(tmp_path, said.encode(encoding)))
    assert [row.cells for row in raw.rows] == [{k: v for k, v in GOOD.items() if v}]


def _as_windows_writes(said: str) -> str:
    """Windows-1258 has â, ă, ê, ô, ơ, ư, đ as letters and the five tones as marks behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = ""
    for letter in said:
        decomposed = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in decomposed if mark in tones)
        bare = unicodedata.normalize("NFC", "".join(m for m in decomposed if m not in tones))
        written += bare + tone
    return written


def test_line_that_names_the_separator_is_obeyed(tmp_path):
    raw = read_file(file(tmp_path, "sep=;\r\n" + csv_text(cells(), separator=";")))
    assert (raw.rows[0].number, raw.rows[0].cells["code"]) == (3, "TT-001")


def test_title_lines_above_the_header_are_passed_over(tmp_path):
    raw = read_file(file(tmp_path, "Bộ câu hỏi năm 2026\r\n\r\n" + csv_text(cells())))
    assert raw.rows[0].number == 4


def test_columns_are_found_by_name_in_any_order_and_others_are_named(tmp_path):
    header = ["STT", *reversed(HEADERS.values())]
    row = ["1", *reversed(cells())]
    raw = read_file(file(tmp_path, csv_text(row, header=header)))
    assert (raw.ignored, raw.columns["code"], raw.rows[0].cells["right"]) == (["STT"], "R", "B")


def test_line_break_inside_a_cell_stays_one_row(tmp_path):
    raw = read_file(file(tmp_path, csv_text(cells(stem="Dòng một\r\nDòng hai"), cells())))
    assert [row.number for row in raw.rows] == [2, 3]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30))
def test_guarded_text_never_starts_a_formula_and_comes_back(said):
    guarded = delimited.guarded(said)
    assert not guarded.startswith(tuple(delimited.FORMULA_STARTS))
    assert delimited.unguarded(guarded) == said


# Workbooks.


def test_workbook_reads_like_the_csv(tmp_path):
    rows = several(3)
    by_book = read_file(book(tmp_path / "a.xlsx", rows))
    by_text = read_file(file(tmp_path, csv_text(*rows)))
    assert by_book == by_text


def test_workbook_with_a_wrong_ending_is_known_by_its_content(tmp_path):
    book(tmp_path / "a.xlsx", several(1)).rename(tmp_path / "a.csv")
    assert len(read_file(tmp_path / "a.csv").rows) == 1


def test_formula_date_and_percent_cells_are_flagged(tmp_path):
    def write(made, page):
        page.write_formula("F2", "=1+1", None, 2)
        page.write_number("G2", 0.5, made.add_format({"num_format": "0%"}))
        page.write_number("H2", 46000, made.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_formula("I2", "=1/0", None, "#DIV/0!")
        page.write_boolean("J2", True)  # noqa: FBT003 -- xlsxwriter's signature

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert raw.rows[0].flags == {
        "A": "formula",
        "B": "formatted",
        "C": "formatted",
        "D": "formula",
        "E": "formatted",
    }


def test_plain_numbers_read_as_written(tmp_path):
    def write(made, page):
        page.write_number("B2", 1)
        page.write_number("F2", 10.5)

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert (raw.rows[0].cells["axis"], raw.rows[0].cells["A"]) == ("1", "10.5")
    assert raw.rows[0].flags == {}


def test_rich_text_is_joined_and_escapes_are_read(tmp_path):
    def write(made, page):
        bold = made.add_format({"bold": True})
        page.write_rich_string("E2", "Nội dung nào ", bold, "KHÔNG", " đúng?")
        page.write_string("F2", "dòng một_x000D_\ndòng hai")

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert raw.rows[0].cells["stem"] == "Nội dung nào KHÔNG đúng?"


def test_sheet_with_our_header_is_found_among_others(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        made.add_worksheet("Bìa").write_string(0, 0, "Bộ câu hỏi")
        page = made.add_worksheet("Trang 2")
        for number, row in enumerate([list(HEADERS.values()), cells()]):
            page.write_row(number, 0, row)
    assert len(read_file(tmp_path / "a.xlsx").rows) == 1


TEXT = st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=6))
def test_workbook_texts_are_the_ones_calamine_reads(table):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as written:
        page = written.add_worksheet("S")
        for number, row in enumerate(table):
            for position, cell in enumerate(row):
                page.write_string(number, position, cell)
    made.seek(0)
    expected = CalamineWorkbook.from_filelike(made).get_sheet_by_name("S").to_python()
    made.seek(0)
    with zipfile.ZipFile(made) as archive:
        rows = list(workbook.Workbook(archive).rows("S"))
    ours = [[cell for cell in cells.values() if cell] for _n, cells, _f in rows]
    assert [row for row in ours if row] == [
        kept for row in expected if (kept := [cell for cell in row if cell])
    ]


@pytest.mark.parametrize(("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_column_has_the_spreadsheets_name(position, name):
    assert column_name(position) == name


# Files that cannot be read.


def test_empty_file(tmp_path):
    assert refusal(file(tmp_path, b"")) == "Tệp rỗng. Hãy chọn lại tệp có câu hỏi."


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n\0\0", b"<html><table>", b"a\0b\0\0\0c,d" * 9],
    ids=["pdf", "png", "html", "binary"],
)
def test_other_kinds_of_file(tmp_path, data):
    assert refusal(file(tmp_path, data)).startswith("Đây không phải là bảng tính")


def test_word_document_renamed_to_xlsx(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(tmp_path / "a.xlsx").startswith("Đây không phải là bảng tính")


def test_truncated_workbook(tmp_path):
    whole = book(tmp_path / "a.xlsx", several(5)).read_bytes()
    path = file(tmp_path, whole[: len(whole) // 2], "b.xlsx")
    assert refusal(path).startswith("Tệp bị hỏng hoặc chưa tải lên đủ.")


def test_workbook_with_a_damaged_sheet(tmp_path):
    path = raw_book(tmp_path / "a.xlsx", "<worksheet><sheetData><row r='1'><c r='A1'>")
    assert refusal(path).startswith("Tệp bị hỏng hoặc chưa tải lên đủ.")


def test_workbook_without_the_sheet_it_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, said in BOOK_PARTS.items():
            archive.writestr(name, said)
    assert refusal(tmp_path / "a.xlsx").startswith("Tệp bị hỏng hoặc chưa tải lên đủ.")


def test_truncated_text_in_the_middle_of_a_letter(tmp_path):
    data = csv_text(cells()).encode()
    cut = data[: data.index("ộ".encode()) + 1]
    assert refusal(file(tmp_path, cut)).startswith("Tệp bị hỏng hoặc chưa tải lên đủ.")


def test_quote_never_closed(tmp_path):
    said = csv_text(cells()) + '"TT-002,1,Chung'
    assert refusal(file(tmp_path, said)).startswith("Dấu nháy kép quanh dòng 3")


def test_bytes_of_no_known_encoding(tmp_path):
    data = csv_text(cells()).encode().replace("Mã".encode(), b"M\xff\x8d\x90")
    assert refusal(file(tmp_path, data)).startswith("Không nhận ra bảng mã chữ")


def test_old_vietnamese_font_encoding(tmp_path):
    data = csv_text(cells(), header=["M\xb7", "C\xa9u hái"]).encode("latin-1", "replace")
    assert refusal(file(tmp_path, data)).startswith("Không thấy dòng tiêu đề")


def test_macro_workbook_by_name_and_by_content(tmp_path):
    by_name = book(tmp_path / "a.xlsx", several(1)).rename(tmp_path / "a.xlsm")
    by_content = raw_book(
        tmp_path / "b.xlsx", "<worksheet/>", **{"xl/vbaProject.bin": "Sub Auto_Open()"}
    )
    assert refusal(by_name) == refusal(by_content)
    assert refusal(by_name).startswith("Tệp có chứa macro")


def test_workbook_with_a_password(tmp_path):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    data = head + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(file(tmp_path, data, "a.xlsx")).startswith("Tệp có mật khẩu")
    assert refusal(file(tmp_path, head + b"\0" * 600, "a.xls")).startswith("Tệp theo định dạng")


def test_workbook_without_our_header(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Danh sách").write_row(0, 0, ["Họ và tên", "Đơn vị"])
    assert refusal(path).startswith("Không trang tính nào (“Danh sách”) có dòng tiêu đề")


def test_text_without_our_header(tmp_path):
    assert refusal(file(tmp_path, "Họ và tên,Đơn vị\r\nAn,Sở Nội vụ\r\n")).startswith(
        "Không thấy dòng tiêu đề"
    )


def test_column_named_twice(tmp_path):
    header = [*HEADERS.values(), "Đáp án đúng"]
    said = csv_text([*cells(), "C"], header=header)
    assert refusal(file(tmp_path, said)).startswith("Cột “Đáp án” có hai lần")


def test_more_questions_than_one_file_may_hold(tmp_path):
    said = csv_text(*several(5001))
    assert refusal(file(tmp_path, said)).startswith("Tệp có hơn 5000 câu hỏi")


def test_file_larger_than_ten_megabytes(tmp_path):
    said = csv_text(cells()) + " " * (10 * 1024 * 1024)
    assert refusal(file(tmp_path, said)).startswith("Tệp lớn hơn 10 MB")


def test_entity_bomb(tmp_path):
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    assert refusal(raw_book(tmp_path / "a.xlsx", bomb)).startswith("Đây không phải là bảng tính")


# Files that attack: each within 20 s and 512 MB.


def zip_bomb(path):
    return raw_book(path, ("0" * 1_000_000 for _ in range(300)))


def lying_bomb(path):
    """A directory that says 10 bytes where 300 MB unpack."""
    zip_bomb(path)
    data = bytearray(path.read_bytes())
    start = data.rindex(b"PK\x01\x02")
    data[start + 24 : start + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def empty_rows(path):
    rows = (f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 1_000_001))
    return raw_book(path, ["<worksheet><sheetData>", *["".join(rows)], "</sheetData></worksheet>"])


def empty_lines(path):
    path.write_bytes(csv_text(cells()).encode() + b",,,,\r\n" * 1_000_000)
    return path


def far_corner(path):
    return raw_book(
        path,
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is>'
        "</c></row></sheetData></worksheet>",
    )


def many_members(path):
    parts = {f"xl/media/{n}.png": "" for n in range(3000)}
    return raw_book(path, "<worksheet/>", **parts)


def many_strings(path):
    strings = "<sst>" + "<si/>" * 10_000_000 + "</sst>"
    return raw_book(path, "<worksheet/>", **{"xl/sharedStrings.xml": strings})


def many_cells(path):
    row = '<row r="1">' + "<c/>" * 5_000_000 + "</row>"
    return raw_book(path, f"<worksheet><sheetData>{row}</sheetData></worksheet>")


def one_long_text(path):
    said = "<c t='inlineStr'><is><t>" + "x" * 60_000_000 + "</t></is></c>"
    return raw_book(path, f"<worksheet><sheetData><row>{said}</row></sheetData></worksheet>")


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        zip_bomb,
        lying_bomb,
        empty_rows,
        empty_lines,
        far_corner,
        many_members,
        many_strings,
        many_cells,
        one_long_text,
    ],
)
def test_hostile_file_gets_a_sentence_in_time_and_within_memory(tmp_path, make):
    path = make(tmp_path / ("a.csv" if make is empty_lines else "a.xlsx"))
    started = time.monotonic()
    message = refusal(path)
    assert time.monotonic() - started < 20
    assert "Hãy" in message
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert used < 512 * 1024  # kilobytes, the largest child so far


def test_child_imports_neither_django_nor_pandas():
    said = "import sys, questionbank.importing.child; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-c", said],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"django", "pandas", "numpy"} & set(done.stdout.split()) == set()
