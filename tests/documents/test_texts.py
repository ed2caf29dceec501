"""Both formats show the same text, whatever the texts hold."""

import io
import zipfile
from dataclasses import replace

import pytest

from quizsite.documents.docx_writer import official_docx
from quizsite.documents.letters import breakable, plain
from quizsite.documents.pdf_writer import official_pdf
from quizsite.documents.structure import Annex, Paragraph, Table
from tests.documents.conftest import COLUMNS, winners
from tests.documents.read import Docx, Pdf, words

MARKUP = (
    "<b>Hồng</b> &amp; #let $x^2$ \\ \\u{41} {{ 7*7 }} {% raw %} *đậm* _nghiêng_ @nhãn "
    '// lời /* bình */ [khối] `mã` ~ -- --- ... "trích" \'dẫn\' #import "x.typ"'
)


def test_both_formats_show_the_same_words(decision, minutes):
    short = replace(decision, annexes=decision.annexes[:1])
    for one in (short, minutes, replace(short, kind="")):
        assert Pdf(official_pdf(one)).words == Docx(official_docx(one)).words


def test_markup_in_texts_is_shown_letter_by_letter(decision):
    listed = Table(COLUMNS, (("1", MARKUP, "Nhất"),))
    marked = replace(
        decision,
        subject=MARKUP,
        blocks=(Paragraph(MARKUP),),
        recipients=(MARKUP,),
        annexes=(Annex("Danh sách", (listed,), MARKUP),),
    )
    pdf, docx = Pdf(official_pdf(marked)), Docx(official_docx(marked))
    assert pdf.words == docx.words
    wanted = words(MARKUP)
    assert all(docx.words[word] >= 4 for word in wanted)


def test_letters_that_no_xml_can_hold_are_left_out(decision):
    odd = replace(decision, subject="Về\x00 việc\x0b\ud800\u202e kết\ufffe quả", annexes=())
    assert "Về việc kết quả" in Pdf(official_pdf(odd)).texts[0]
    assert Docx(official_docx(odd)).find("Về việc kết quả") is not None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("  An \n\t Bình ", "An Bình"),
        ("ngày\xa0\xa0tháng", "ngày\xa0\xa0tháng"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\u200bA\u00adB", "AB"),
    ],
)
def test_a_text_becomes_one_plain_line(said, shown):
    assert plain(said) == shown


def test_a_word_longer_than_its_column_breaks_in_both(decision):
    long = "Nguyễn" * 40
    listed = Table(COLUMNS, ((("1"), long, "Nhất"),))
    pdf = Pdf(official_pdf(replace(decision, annexes=(Annex("Danh sách", (listed,)),))))
    assert max(one.right for one in pdf.found[1] if not one.letter.isspace()) < 196
    assert breakable("Nguyễn Văn An") == "Nguyễn Văn An"


def test_hundreds_of_rows_repeat_their_head_and_lose_nobody(decision):
    many = replace(decision, annexes=(Annex("Danh sách", (winners(400),)),))
    pdf = Pdf(official_pdf(many))
    assert len(pdf.texts) > 8
    assert all("Họ và tên" in text for text in pdf.texts[1:])
    assert pdf.words["Ngọc"] == Docx(official_docx(many)).words["Ngọc"] == 400


def test_the_letters_are_embedded_and_nothing_else_is(decision):
    data = official_pdf(decision)
    assert data.count(b"/FontFile3") + data.count(b"/FontFile2") >= 1
    names = zipfile.ZipFile(io.BytesIO(official_docx(decision))).namelist()
    assert not [name for name in names if "vba" in name.lower() or "embed" in name]
