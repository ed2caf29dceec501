"""A certificate measured: page, letters, places; names of any length stay on one page."""

from dataclasses import replace

import pypdfium2
import pytest
import segno

from leaderboard.document_models import CertificateDesign
from quizsite.documents.certificate import DESIGNS, Certificate, Sheet, certificates_pdf
from quizsite.documents.structure import NATION, Signature
from tests.documents.conftest import HEAD
from tests.documents.read import Pdf
from tests.documents.test_texts import MARKUP

SHEET = Sheet(
    HEAD,
    "Giấy chứng nhận",
    "Ba Đình, ngày 05 tháng 01 năm 2026",
    Signature(("TM. Ban tổ chức", "Trưởng ban"), "Lê Văn Bình"),
)
ONE = Certificate(
    "Trần Thị Ngọc",
    "Sở Nội vụ",
    "Đạt Giải Nhất Tuần 1",
    "Số: 0001/GCN-BTC",
    "https://thi.example.vn/chung-nhan/00000000-0000-0000-0000-000000000001/0123456789abcdef0123/",
)


def test_every_design_of_the_form_is_drawn():
    assert set(DESIGNS) == set(CertificateDesign.values)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_certificate_is_a_page_across_with_the_letters_of_the_decree(design):
    pdf = Pdf(certificates_pdf(replace(SHEET, design=design), [ONE]))
    assert pdf.sizes == [pytest.approx((297, 210), abs=0.1)]
    looks = {
        "BAN TỔ CHỨC CUỘC THI": (13, True, False),
        "UBND THÀNH PHỐ HÀ NỘI": (13, False, False),
        NATION: (13, True, False),
        "Độc lập - Tự do - Hạnh phúc": (14, True, False),
        "Ba Đình, ngày 05": (14, False, True),
        "TM. BAN TỔ CHỨC": (14, True, False),
        "Lê Văn Bình": (14, True, False),
        "Trần Thị Ngọc": (30, True, False),
    }
    for said, wanted in looks.items():
        found = pdf.find(said)
        assert (found.size, found.is_bold, found.is_italic) == wanted, said
        assert 20 < found.left < found.right < 277
    name = pdf.find("Trần Thị Ngọc")
    assert (name.left + name.right) / 2 == pytest.approx(148.5, abs=1)


def test_long_names_and_markup_stay_on_one_page():
    long = replace(
        ONE,
        name="Công Tằng Tôn Nữ " * 7,
        unit="Trung tâm Phục vụ hành chính công " * 6,
        achievement=MARKUP + " thành tích" * 12,
    )
    pdf = Pdf(certificates_pdf(SHEET, [long, ONE]))
    assert len(pdf.texts) == 2
    assert "<b>Hồng</b>" in pdf.texts[0]
    letters = [one for one in pdf.found[0] if not one.letter.isspace()]
    assert max(one.right for one in letters) < 280
    assert max(one.top for one in letters) < 195


def test_the_code_on_the_page_is_that_of_the_address():
    """Each of its squares is looked at in the picture of the page."""
    data = certificates_pdf(replace(SHEET, design="gian-di"), [ONE])
    document = pypdfium2.PdfDocument(data)
    grey = document[0].render(scale=6).to_pil().convert("L")
    document.close()
    per_mm = grey.width / 297
    # Left of the signature, above the line with the number.
    corner = grey.crop([round(side * per_mm) for side in (20, 150, 60, 183)])
    dark = corner.point(lambda value: 255 if value < 100 else 0)
    left, top, right, _bottom = dark.getbbox()
    matrix = segno.make(ONE.address, error="m", micro=False, mask=3).matrix
    step = (right - left) / len(matrix)
    seen = [
        [
            dark.getpixel((left + (x + 0.5) * step, top + (y + 0.5) * step)) > 0
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ]
    assert seen == [[bool(one) for one in row] for row in matrix]
