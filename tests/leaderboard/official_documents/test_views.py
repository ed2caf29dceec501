"""Organisers freeze the result, state the office, number documents and take them."""

import io
import zipfile

import pytest

from leaderboard.document_models import DocumentOffice, IssuedDocument, ResultSnapshot
from leaderboard.standings.sealed_names import empty_sealed_names
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from tests.factories import NOON, HeadcountFactory
from tests.leaderboard.official_documents.conftest import ODD_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/to-chuc/thu-do/ky/1/van-ban/"
OFFICE = "/to-chuc/thu-do/van-ban/co-quan/"


def test_the_first_step_is_to_freeze_the_result(browser, final):
    assert "Hãy lấy số liệu trước." in browser.get(PAGE).content.decode()
    answer = browser.get(f"{PAGE}award-decision/")
    assert answer.status_code == 409
    assert "Lấy số liệu lúc này" in answer.content.decode()
    assert browser.post(PAGE).status_code == 302
    page = browser.get(PAGE).content.decode()
    assert "Kết quả chính thức" in page
    line = AuditLine.objects.get(kind=AuditKind.DOCUMENTS_FROZEN)
    assert line.after["digest"] == ResultSnapshot.objects.get().digest


def test_the_page_says_when_the_result_has_since_changed(browser, final, frozen, people):
    assert "Kết quả đã thay đổi" not in browser.get(PAGE).content.decode()
    browser.get(f"{PAGE}notice/pdf/")
    people[1].refresh_from_db()
    people[1].standings.update(time_used_ms=1)  # as a correction would
    page = browser.get(PAGE).content.decode()
    assert "Kết quả đã thay đổi từ lúc lấy số liệu." in page
    browser.post(PAGE)
    page = browser.get(PAGE).content.decode()
    assert "được viết từ số liệu cũ" in page
    browser.get(f"{PAGE}notice/pdf/")
    assert "được viết từ số liệu cũ" not in browser.get(PAGE).content.decode()


def test_the_office_is_stated_once_for_all_documents(browser, final, frozen):
    sent = {"agency": "Ban tổ chức Hội thi", "symbol": "BTC", "place": "Huế", "signer_name": "Lê A"}
    assert browser.post(OFFICE, sent).status_code == 302
    page = browser.get(f"{PAGE}award-decision/").content.decode()
    assert "BAN TỔ CHỨC HỘI THI" in page
    assert "/QĐ-BTC" in page
    line = AuditLine.objects.get(kind=AuditKind.OFFICE_CHANGED)
    assert "họ tên người ký" in line.after["changed_fields"]
    assert "Lê A" not in str(line.after)
    assert browser.post(OFFICE, sent | {"agency": ""}).status_code == 200
    assert DocumentOffice.objects.get().agency == "Ban tổ chức Hội thi"


def test_a_number_and_a_day_stand_in_the_document(browser, final, frozen):
    path = f"{PAGE}award-decision/"
    assert browser.post(path, {"number": "5", "day": "2026-01-05"}).status_code == 302
    page = browser.get(path).content.decode()
    assert "Số: 05/QĐ-BTC" in page
    assert "ngày 05 tháng 01 năm 2026" in page
    line = AuditLine.objects.get(kind=AuditKind.DOCUMENT_NUMBERED)
    assert line.after["document_number"] == 5
    for wrong in ({"number": "0"}, {"number": "x"}, {"day": "32/13/2026"}):
        assert browser.post(path, wrong).status_code == 200
    assert IssuedDocument.objects.get().number == 5


def test_markup_in_a_name_is_shown_as_it_is(browser, final, frozen):
    page = browser.get(f"{PAGE}notice/").content.decode()
    assert "Trần &lt;b&gt;Thị&lt;/b&gt;" in page
    assert "<b>Thị</b>" not in page


@pytest.mark.parametrize(("ending", "head"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_taking_a_file_leaves_a_line(browser, final, frozen, ending, head):
    answer = browser.get(f"{PAGE}award-decision/{ending}/")
    assert answer.content.startswith(head)
    name = f"award-decision-thu-do-ky-1.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in answer["Cache-Control"]
    line = AuditLine.objects.get(kind=AuditKind.DOCUMENT_TAKEN)
    assert (line.after["file"], line.after["digest"]) == (name, frozen.digest)


@pytest.mark.parametrize("path", ["khac/", "notice/odt/", "reminders/pdf/", "don-doc/50/odt/"])
def test_what_does_not_exist_is_not_found(browser, final, frozen, path):
    assert browser.get(f"{PAGE}{path}").status_code == 404


def test_letters_to_lagging_units_come_in_one_archive(
    browser, final, frozen, department, settings, tmp_path
):
    settings.FILES_DIR = tmp_path
    HeadcountFactory(unit=department, people=10)
    browser.post(PAGE)
    assert "Sở Nội vụ: 3/10" in browser.get(f"{PAGE}don-doc/").content.decode()
    assert browser.get(f"{PAGE}don-doc/50/docx/").status_code == 404
    assert browser.post(f"{PAGE}don-doc/", {"duoi": "50"}).status_code == 302
    worker = Worker("here")
    while worker.run_next():
        pass
    answer = browser.get(f"{PAGE}don-doc/50/pdf/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["cong-van-so-noi-vu.pdf"]
    assert archive.read("cong-van-so-noi-vu.pdf").startswith(b"%PDF")
    assert browser.post(f"{PAGE}don-doc/", {"duoi": "0"}).status_code == 200


def test_others_see_nothing(signed_in, contestant, client, final, frozen):
    for path in (PAGE, OFFICE, f"{PAGE}notice/", f"{PAGE}notice/pdf/", f"{PAGE}don-doc/"):
        assert client.get(path).status_code == 302
        assert signed_in(contestant).get(path).status_code == 404


def test_a_forgotten_person_is_forgotten_in_documents(browser, final, frozen, people):
    empty_sealed_names([people[0].pk], at=NOON)
    page = browser.get(f"{PAGE}notice/").content.decode()
    assert "Bình" not in page
    assert ODD_NAME not in page
