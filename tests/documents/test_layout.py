"""Both formats keep the measures of Decree 30/2020, annex I: millimetres and points."""

from dataclasses import replace
from datetime import date

import pytest
from docx.oxml.ns import qn

from quizsite.documents.docx_writer import official_docx
from quizsite.documents.pdf_writer import official_pdf
from quizsite.documents.structure import NATION, Letterhead
from tests.documents.read import Docx, Pdf, look, mm

# What is said, and its points, bold and italic in both formats.
LOOKS = {
    "UBND THÀNH PHỐ HÀ NỘI": (13, False, False),
    "BAN TỔ CHỨC CUỘC THI": (13, True, False),
    NATION: (13, True, False),
    "Độc lập - Tự do - Hạnh phúc": (14, True, False),
    "Số: 05/QĐ-BTC": (13, False, False),
    "Ba Đình, ngày 05 tháng 01 năm 2026": (14, False, True),
    "QUYẾT ĐỊNH": (14, True, False),
    "Về việc công nhận": (14, True, False),
    "TRƯỞNG BAN TỔ CHỨC": (14, True, False),
    "Căn cứ Kế hoạch": (14, False, True),
    "Điều 1.": (14, True, False),
    "Công nhận kết quả": (14, False, False),
    "TM. BAN TỔ CHỨC": (14, True, False),
    "Lê Văn Bình": (14, True, False),
    "Nơi nhận:": (12, True, True),
    "- Lưu: VT, BTC.": (11, False, False),
}


@pytest.fixture
def pdf(decision):
    return Pdf(official_pdf(decision))


@pytest.fixture
def docx(decision):
    return Docx(official_docx(decision))


@pytest.mark.parametrize(("said", "wanted"), LOOKS.items())
def test_a_decision_has_the_letters_of_the_decree_as_pdf(pdf, said, wanted):
    found = pdf.find(said)
    assert (found.size, found.is_bold, found.is_italic) == wanted
    assert "Tinos" in found.font


@pytest.mark.parametrize(("said", "wanted"), LOOKS.items())
def test_a_decision_has_the_letters_of_the_decree_as_docx(docx, said, wanted):
    assert look(docx.find(said)) == wanted


def test_a_docx_names_times_new_roman_for_every_script(docx):
    fonts = docx.document.styles["Normal"].element.rPr.rFonts
    scripts = {fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert scripts == {"Times New Roman"}


def test_the_page_is_a4_with_the_margins_of_the_decree(docx, pdf):
    size = docx.body.sectPr.find(qn("w:pgSz"))
    sides = (mm(size.get(qn("w:w"))), mm(size.get(qn("w:h"))))
    assert sides == pytest.approx((210, 297), abs=0.1)
    assert pdf.sizes[0] == pytest.approx((210, 297), abs=0.1)
    margins = docx.body.sectPr.find(qn("w:pgMar"))
    found = [mm(margins.get(qn(f"w:{one}"))) for one in ("top", "bottom", "left", "right")]
    assert found == pytest.approx([20, 20, 30, 15], abs=0.1)


def test_the_text_of_a_pdf_stands_between_the_margins(pdf):
    """It is justified: a full line begins and ends at both of them."""
    body = [
        one for one in pdf.found[0] if one.top < 270 and not one.letter.isspace() and one.size == 14
    ]
    assert min(one.left for one in body) == pytest.approx(30, abs=0.3)
    assert max(one.right for one in body) == pytest.approx(195, abs=0.3)
    # The letter's top is below its line's.
    assert 19.9 <= min(one.top for one in pdf.found[0] if not one.letter.isspace()) < 23.5


def test_the_first_line_of_a_paragraph_is_indented_by_half_an_inch(docx, pdf):
    assert pdf.find("Điều 1.").left == pytest.approx(30 + 12.7, abs=0.3)
    indent = docx.find("Điều 1.").getparent().pPr.ind.get(qn("w:firstLine"))
    assert mm(indent) == pytest.approx(12.7, abs=0.1)


def test_paragraphs_stand_six_points_apart_in_lines_of_less_than_one_and_a_half(docx, pdf):
    spacing = docx.find("Điều 1.").getparent().pPr.spacing
    assert int(spacing.get(qn("w:after"))) / 20 == 6
    assert 1 <= int(spacing.get(qn("w:line"))) / 240 <= 1.5
    first, last = pdf.find("Căn cứ"), pdf.find("Theo đề nghị")
    # Letters without a mark above: "C" and "T" are equally high.
    assert last.top - first.top == pytest.approx((14 * 1.107 + 6) / 72 * 25.4, abs=0.3)


def test_the_heads_stand_side_by_side_and_the_date_level_with_the_number(pdf):
    assert pdf.find(NATION).left > pdf.find("BAN TỔ CHỨC CUỘC THI").right
    assert pdf.find("Ba Đình,").top == pytest.approx(pdf.find("Số:").top, abs=1)
    assert pdf.find("Nơi nhận:").top == pytest.approx(pdf.find("TM. BAN").top, abs=1.2)


def test_pages_are_numbered_from_the_second_and_annexes_by_themselves(pdf, docx):
    """The second annex is two pages long."""
    above = ["".join(one.letter for one in page if one.top < 19).strip() for page in pdf.found]
    assert above == ["", "", "", "2"]
    number = next(one for one in pdf.found[3] if one.top < 19)
    assert number.size == 14
    assert (number.left + number.right) / 2 == pytest.approx((30 + 195) / 2, abs=1)
    starts = [one.get(qn("w:start")) for one in docx.body.iter(qn("w:pgNumType"))]
    assert starts == ["1", "1", "1"]
    assert len(list(docx.body.iter(qn("w:titlePg")))) == 3


def test_annexes_have_roman_numbers_if_there_are_several(pdf, decision):
    assert pdf.find("Phụ lục II", page=2).is_bold
    alone = Pdf(official_pdf(replace(decision, annexes=decision.annexes[:1])))
    assert alone.texts[1].splitlines()[0].strip() == "Phụ lục"


def test_the_secretary_of_minutes_signs_left_and_the_chair_right(minutes):
    pdf = Pdf(official_pdf(minutes))
    assert pdf.find("THƯ KÝ").right < pdf.find("CHỦ TỌA").left
    assert pdf.find("THƯ KÝ").top == pytest.approx(pdf.find("CHỦ TỌA").top, abs=0.5)
    assert "ngày" not in pdf.texts[0].split("BIÊN BẢN")[0]
    assert pdf.find("Nơi nhận:").top > pdf.find("Phạm Thị Lan").top


def test_an_open_number_and_date_leave_room_to_write(decision):
    open_one = replace(decision, number=None, day=None, year=2026)
    assert open_one.number_line.replace("\xa0", "") == "Số: /QĐ-BTC"
    assert open_one.place_line.replace("\xa0", "") == "Ba Đình, ngàythángnăm 2026"
    later = replace(decision, number=12, day=date(2026, 11, 30))
    assert (later.number_line, later.place_line) == (
        "Số: 12/QĐ-BTC",
        "Ba Đình, ngày 30 tháng 11 năm 2026",
    )


def test_a_letter_has_its_subject_below_the_number(decision):
    letter = replace(decision, kind="", subject="đôn đốc tham gia", authority="")
    pdf = Pdf(official_pdf(letter))
    subject = pdf.find("V/v đôn đốc")
    assert (subject.size, subject.is_bold) == (12, False)
    assert subject.top > pdf.find("Số:").top
    assert subject.right < pdf.find(NATION).left + 5


def test_a_draft_is_marked_on_every_page_of_both(decision):
    draft = replace(decision, is_draft=True)
    assert all("BẢN NHÁP" in text for text in Pdf(official_pdf(draft)).texts)
    sections = Docx(official_docx(draft)).document.sections
    for one in sections:
        for header in (one.header, one.first_page_header):
            assert "BẢN NHÁP" in "".join(line.text for line in header.paragraphs)


def test_missing_parts_leave_no_trace(decision):
    bare = replace(
        decision, letterhead=Letterhead("Ban tổ chức"), authority="", recipients=(), annexes=()
    )
    pdf = Pdf(official_pdf(bare))
    assert pdf.texts[0].startswith("BAN TỔ CHỨC CỘNG HÒA")
    assert "Nơi nhận" not in pdf.texts[0]
    assert Docx(official_docx(bare)).words == pdf.words
