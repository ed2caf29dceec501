"""Files nobody should have to fear: each gets its sentence, in time and within memory."""

import json
import subprocess
import sys
import time
import zipfile

import pytest
import xlsxwriter
from django.conf import settings

from questionbank.importing.columns import HEADERS, QUESTIONS
from tests.questionbank.importing.conftest import cells, csv_text, several
from tests.questionbank.importing.files import BOOK_PARTS, book, file, raw_book, read_file, refusal

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


# Files that attack: each within 20 s, and far from the 512 MB that the sandbox may take.


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


HOSTILE = [
    zip_bomb,
    lying_bomb,
    empty_rows,
    empty_lines,
    far_corner,
    many_members,
    many_strings,
    many_cells,
    one_long_text,
]


def made_by(make, tmp_path):
    return make(tmp_path / ("a.csv" if make is empty_lines else "a.xlsx"))


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE)
def test_hostile_file_gets_a_sentence_in_time(tmp_path, make):
    path = made_by(make, tmp_path)
    started = time.monotonic()
    message = refusal(path)
    assert time.monotonic() - started < 20
    assert "Hãy" in message


# What getrusage tells of children counts what their parent held when it started them.
TELLING_PEAK = """
import sys
{}
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(line.split()[1], file=sys.stderr)
"""


def peak_kb(code, *arguments, said=""):
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", TELLING_PEAK.format(code), *arguments],
        cwd=settings.BASE_DIR,
        input=said,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE)
def test_hostile_file_takes_little_memory(tmp_path, make):
    sandbox = "from quizsite.tables import sandbox; sandbox.main()"
    schema = json.dumps(QUESTIONS.as_json())
    assert peak_kb(sandbox, str(made_by(make, tmp_path)), said=schema) < 64 * 1024


def test_peak_is_of_the_process_itself():
    held = bytearray(b"x") * 200_000_000
    assert peak_kb("pass") < 64 * 1024
    assert peak_kb("held = bytearray(b'x') * 200_000_000") > 200_000_000 // 1024
    del held


def test_letters_no_database_takes_are_left_out(tmp_path):
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    header = cell("A1", "Câu hỏi") + cell("B1", "Đáp án")
    row = cell("A2", "Một_x0000_hai_xD800_") + cell("B2", "A")
    xml = f"<sheetData><row>{header}</row><row>{row}</row></sheetData>"
    raw = read_file(raw_book(tmp_path / "a.xlsx", f"<worksheet>{xml}</worksheet>"))
    assert raw.rows[0].cells["stem"] == "Mộthai"

    raw = read_file(file(tmp_path, "Câu hỏi,Đáp án,La\0\nMột\0hai,A,B".encode("utf-16")))
    assert (raw.rows[0].cells["stem"], raw.ignored) == ("Mộthai", ["La"])
