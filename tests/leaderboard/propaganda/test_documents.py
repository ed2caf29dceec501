"""A report of a period is a document ready to sign: office, number, day, place and signer."""

import io

import docx
import pytest
from django.db import IntegrityError, transaction

from leaderboard.document_models import ReportOffice
from leaderboard.propaganda_models import PeriodDocument
from quizsite.audit.kinds import AuditKind
from quizsite.documents.structure import NATION
from quizsite.models import AuditLine
from tests.documents.read import Docx, Pdf, look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

ALL = "/tuyen-truyen/"
UNIT = f"{ALL}don-vi/so-noi-vu/"
OFFICE = {
    "superior": "UBND thành phố Hà Nội",
    "agency": "Sở Nội vụ",
    "place": "Hà Nội",
    "symbol": "SNV",
    "signer_authority": "KT. Giám đốc\nPhó giám đốc",
    "signer_name": "Lê Văn Bình",
    "recipients": "UBND thành phố\nLưu: VT",
}
# What is said, and its points, bold and italic after the decree, as in documents/test_layout.py.
LOOKS = {
    "UBND THÀNH PHỐ HÀ NỘI": (13, False, False),
    "SỞ NỘI VỤ": (13, True, False),
    NATION: (13, True, False),
    "Số: 05/BC-SNV": (13, False, False),
    "Hà Nội, ngày 05 tháng 01 năm 2026": (14, False, True),
    "BÁO CÁO": (14, True, False),
    "KT. GIÁM ĐỐC": (14, True, False),
    "PHÓ GIÁM ĐỐC": (14, True, False),
    "Lê Văn Bình": (14, True, False),
    "Nơi nhận:": (12, True, True),
    "- Lưu: VT": (11, False, False),
}


def found_in(pdf, said):
    """A report is two pages long; it is signed on the last one."""
    page = next(n for n in range(len(pdf.texts)) if said in "".join(pdf.letters(n)))
    return pdf.find(said, page=page)


def cells_of(content):
    """All that stands in the tables that heads and signatures are set in."""
    tables = docx.Document(io.BytesIO(content)).tables
    return "\n".join(cell.text for one in tables for row in one.rows for cell in row.cells)


@pytest.fixture
def browser(signed_in, contact, department, event_of):
    event_of(department, done=1, people=90)
    return signed_in(contact)


@pytest.fixture
def stated(browser):
    assert browser.post(f"{UNIT}co-quan/", OFFICE).status_code == 302
    sent = {"number": "5", "day": "2026-01-05"}
    assert browser.post(f"{UNIT}so-van-ban/?ky=quy-4&nam=2026", sent).status_code == 302
    return browser


def test_it_has_the_looks_of_the_decree_in_both_formats(stated):
    query = "?ky=quy-4&nam=2026"
    pdf = Pdf(stated.get(f"{UNIT}tep/pdf/{query}").content)
    paper = Docx(stated.get(f"{UNIT}tep/docx/{query}").content)
    for said, wanted in LOOKS.items():
        found = found_in(pdf, said)
        assert (found.size, found.is_bold, found.is_italic) == wanted, said
        assert look(paper.find(said)) == wanted, said
    assert pdf.find(NATION).left > pdf.find("SỞ NỘI VỤ").right
    assert pdf.find("Hà Nội, ngày").top == pytest.approx(pdf.find("Số:").top, abs=1)


def test_a_number_belongs_to_one_period(stated):
    other = docx.Document(io.BytesIO(stated.get(f"{UNIT}tep/docx/?ky=nam&nam=2026").content))
    said = "\n".join(
        cell.text for table in other.tables for row in table.rows for cell in row.cells
    )
    assert "Số: 05/BC-SNV" not in said
    assert "/BC-SNV" in said


def test_without_an_office_the_tree_of_units_names_it(signed_in, staff, office, department):
    sent = signed_in(staff).get(f"{ALL}don-vi/{office.code}/co-quan/").context["form"].initial
    assert (sent["superior"], sent["agency"]) == ("Sở Nội vụ", "Phòng Cải cách")


def test_the_whole_site_has_an_office_of_its_own(signed_in, staff, stated):
    browser = signed_in(staff)
    assert browser.get(f"{ALL}co-quan/").context["form"].initial["agency"] == ""
    assert browser.post(f"{ALL}co-quan/", OFFICE | {"agency": "Sở A"}).status_code == 302
    assert browser.post(f"{ALL}co-quan/", OFFICE | {"agency": "Sở B"}).status_code == 302
    assert ReportOffice.objects.get(unit=None).agency == "Sở B"
    assert ReportOffice.objects.count() == 2
    assert "SỞ B" in Pdf(browser.get(f"{ALL}tep/pdf/").content).texts[0]


def test_the_database_holds_one_office_and_one_number_of_each(department):
    for model, facts in (
        (ReportOffice, {"agency": "A"}),
        (PeriodDocument, {"kind": "nam", "year": 2026}),
    ):
        for unit in (None, department):
            model.objects.create(unit=unit, **facts)
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.create(unit=unit, **facts)


def test_the_trail_says_what_changed_and_names_no_official(stated, department):
    office = AuditLine.objects.get(kind=AuditKind.OFFICE_CHANGED)
    assert (office.about_id, "Bình" in str(office.after)) == (department.pk, False)
    assert "họ tên người ký" in office.after["changed_fields"]
    number = AuditLine.objects.get(kind=AuditKind.DOCUMENT_NUMBERED)
    assert (number.after["document"], number.after["document_number"]) == ("Quý IV năm 2026", 5)
    stated.post(f"{UNIT}co-quan/", OFFICE)
    assert AuditLine.objects.filter(kind=AuditKind.OFFICE_CHANGED).count() == 1


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("co-quan/", {"agency": ""}),
        ("co-quan/", {"place": "x" * 81}),
        ("so-van-ban/", {"number": "0"}),
        ("so-van-ban/", {"day": "32/13/2026"}),
        ("so-van-ban/", {"number": "9" * 30}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(stated, page, wrong):
    answer = stated.post(f"{UNIT}{page}?ky=quy-4&nam=2026", OFFICE | {"number": "7"} | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert ReportOffice.objects.get().agency == "Sở Nội vụ"
    assert PeriodDocument.objects.get().number == 5


def test_another_units_office_is_nobodys_business(signed_in, contact, other, stranger, client):
    for page in ("co-quan/", "so-van-ban/"):
        for path in (f"{ALL}don-vi/{other.code}/{page}",):
            assert signed_in(contact).get(path).status_code == 403
            assert signed_in(contact).post(path, OFFICE).status_code == 403
        assert signed_in(contact).post(f"{ALL}{page}", OFFICE).status_code == 404
        assert signed_in(stranger).post(f"{UNIT}{page}", OFFICE).status_code == 403
    assert not ReportOffice.objects.exists()
    assert client.get(f"{UNIT}co-quan/").status_code in {302, 403}


def test_a_units_report_for_its_leader_has_the_same_office(stated, contest):
    paper = docx.Document(io.BytesIO(stated.get("/don-vi/so-noi-vu/bao-cao/tep/docx/").content))
    said = "\n".join(
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    )
    assert "UBND THÀNH PHỐ HÀ NỘI" in said
    assert "Lê Văn Bình" in said
