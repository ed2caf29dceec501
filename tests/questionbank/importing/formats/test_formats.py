"""Every format of the corpus is read as it was written; files nobody should fear get a sentence."""

import importlib
import re
import subprocess
import sys
import zipfile

import docx
import pytest

from benchmarks import intake_corpus as corpus
from benchmarks.intake import judged
from benchmarks.intake_files import write_pdf
from benchmarks.intake_layouts import Layout
from questionbank.importing.formats.registry import ENDINGS, FORMATS
from tests.questionbank.importing.formats.conftest import read, refusal

pytestmark = pytest.mark.slow
_LOST = re.compile("[ÀÁÃÈÉÌÍÒÓÕÙÚÝẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]")


@pytest.mark.parametrize("make", [*corpus.TABLES, *corpus.EXPORTS], ids=lambda make: make.__name__)
def test_tables_and_exports_are_read_whole(tmp_path, make, chance):
    case = make(tmp_path, chance.sample(corpus.raw_questions(), 8))
    counts, said = judged(case.truth, read(case.path).questions)
    assert said == []
    assert counts["found"] == len(case.truth)


@pytest.mark.parametrize(
    ("kind", "layout"),
    [
        ("docx", Layout("bold", key="b")),
        ("docx", Layout("red", key="r", arrange="row", head="{n}. ")),
        ("auto", Layout("auto", key="b")),
        ("pdf", Layout("wrapped", width=70, key="r")),
        ("pdf2", Layout("columns", width=44)),
        ("txt", Layout("tcvn3", legacy="tcvn3")),
        ("txt", Layout("vni", legacy="vni")),
    ],
    ids=lambda one: one if isinstance(one, str) else one.name,
)
def test_lines_are_read_whole(tmp_path, kind, layout, chance):
    pool = [one for one in corpus.raw_questions() if one.right and len(one.right) == 1]
    if layout.legacy == "tcvn3":  # which has no Ủ nor Ở: a font of capitals shows ủ so
        pool = [one for one in pool if not _LOST.search(one.stem + " ".join(one.options))]
    case = corpus._lines_case(tmp_path / f"a.{kind}", layout, kind, chance.sample(pool, 12), chance)
    counts, said = judged(case.truth, read(case.path).questions)
    assert (said, counts["wrong_keys"]) == ([], 0)


def test_the_clerks_table_of_ninety_nine_is_taken_whole(tmp_path):
    single = [one for one in corpus.raw_questions() if one.right and len(one.right) == 1]
    case = corpus.clerk(tmp_path, [one for one in single if len(one.options) <= 4][:99])
    found = read(case.path).questions
    assert (len(case.truth), len(found)) == (99, 99)
    assert [one.right for one in found] == [list(one.right) for one in case.truth]


def test_every_row_names_a_reader_that_is_there():
    for one in FORMATS:
        module, function = one.reader.split(".")
        found = importlib.import_module(f"questionbank.importing.formats.{module}")
        assert callable(getattr(found, function)), one.reader
    assert len(set(ENDINGS)) == len(ENDINGS)


def test_what_nobody_recognises_is_told_every_format():
    said = refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, ".msg")
    assert said.startswith("Không nhận ra câu hỏi")
    assert all(one.name in said for one in FORMATS)


def test_the_site_itself_loads_no_library_of_a_reader():
    """Pages list the formats; only the limited child needs the libraries."""
    code = "import sys, questionbank.importing.formats.registry; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"docx", "pypdfium2", "python_calamine", "defusedxml"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "Tệp rỗng."),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "Đây là ảnh"),
        (b"{\\rtf1 abc}", "Tệp .rtf."),
        (b"<html><body>x</body></html>", "Đây là trang web."),
        (b"<?xml version='1.0'?><other/>", "Không nhận ra câu hỏi"),
        (b"PK\x03\x04 cut", "Tệp bị hỏng"),
        (b"%PDF-1.7 broken", "Tệp bị hỏng"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "Tệp Word cũ (.doc).",
        ),
    ],
    ids=["empty", "picture", "rtf", "page", "xml", "zip", "pdf", "doc"],
)
def test_files_that_cannot_be_read_say_what_to_do(data, begins):
    assert refusal(data, ".docx").startswith(begins)


def test_an_old_word_file_says_how_to_save_it():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    assert "Word Document (.docx)" in refusal(data, ".doc")


def test_a_scan_is_said_to_be_one(tmp_path):
    write_pdf(tmp_path / "scan.pdf", [[]])
    assert refusal((tmp_path / "scan.pdf").read_bytes(), ".pdf").startswith("PDF này là bản quét")


def bomb(tmp_path, name, member):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(member, "w", force_zip64=True) as stream:
            for _ in range(300):
                stream.write(b"\0" * 1024 * 1024)
    return path.read_bytes()


def test_archives_that_unpack_too_large_are_refused(tmp_path):
    assert "quá lớn" in refusal(bomb(tmp_path, "a.docx", "word/document.xml"), ".docx")
    assert "quá lớn" in refusal(bomb(tmp_path, "a.zip", "items/a.xml"), ".zip")


def test_entities_of_xml_are_refused():
    data = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "x">]><quiz>&a;</quiz>'
    assert refusal(data, ".xml").startswith("Không nhận ra câu hỏi")


def test_macros_in_word_are_refused(tmp_path):
    path = tmp_path / "a.docx"
    document = docx.Document()
    document.save(str(path))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert "macro" in refusal(path.read_bytes(), ".docx")


def test_deleted_text_of_tracked_changes_stays_out(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Câu 1: Ai ký?")
    run = paragraph.add_run(" BỎ ĐI")
    deleted = paragraph._p.makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del", {}
    )
    paragraph._p.append(deleted)
    deleted.append(run._r)
    for option in ("A. một", "B. hai"):
        document.add_paragraph(option)
    document.save(str(tmp_path / "a.docx"))
    parsed = read(tmp_path / "a.docx")
    assert parsed.questions[0].stem == "Ai ký?"
    assert [note.code for note in parsed.notes] == ["tracked_changes"]
