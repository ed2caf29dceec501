"""Organisers print certificates, people take theirs, anybody checks one."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from leaderboard.certificates.issuing import issue_certificates, signature_of, valid
from leaderboard.document_models import CertificateKind, CertificateStyle, IssuedCertificate
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from tests.documents.read import Pdf
from tests.factories import NOON
from tests.leaderboard.official_documents.conftest import ODD_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/to-chuc/thu-do/ky/1/giay-chung-nhan/"
STYLE = "/to-chuc/thu-do/giay-chung-nhan/mau/"


@pytest.fixture
def certificate(final):
    issue_certificates(final, CertificateKind.WINNER, at=NOON)
    return valid(final, CertificateKind.WINNER)[0]


def address(certificate, signature=None):
    signed = signature or signature_of(certificate)
    return reverse("leaderboard:verify", args=[certificate.code, signed])


def run_jobs():
    worker = Worker("here")
    while worker.run_next():
        pass


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_a_job_prints_all_of_a_class(browser, final, form):
    assert "3 người, đã cấp 0 giấy" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}participant/{form}/").status_code == 404
    assert browser.post(PAGE, {"loai": "participant", "dang": form}).status_code == 302
    assert "Đang chờ máy chủ bắt đầu in" in browser.get(PAGE).content.decode()
    run_jobs()
    answer = browser.get(f"{PAGE}participant/{form}/")
    data = b"".join(answer.streaming_content)
    if form == "pdf":
        pages = Pdf(data).texts
    else:
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert archive.namelist()[0] == "giay-chung-nhan-0001.pdf"
        pages = [Pdf(archive.read(name)).texts[0] for name in archive.namelist()]
    assert len(pages) == 3
    assert ODD_NAME in " ".join(pages[0].split())
    kinds = set(AuditLine.objects.values_list("kind", flat=True))
    assert {AuditKind.CERTIFICATES_ISSUED, AuditKind.CERTIFICATES_TAKEN} <= kinds


def test_what_is_not_offered_is_not_found(browser, final):
    for sent in ({}, {"loai": "khac", "dang": "pdf"}, {"loai": "winner", "dang": "docx"}):
        assert browser.post(PAGE, sent).status_code == 404
    assert browser.get(f"{PAGE}winner/docx/").status_code == 404


def test_a_true_certificate_is_told_to_anybody(client, certificate):
    page = client.get(address(certificate))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Giấy thật và còn hiệu lực" in text
    assert "Sở Nội vụ" in text
    assert "@example.vn" not in text


def test_an_altered_address_tells_no_name(client, certificate):
    page = client.get(address(certificate, "0" * 20))
    assert page.status_code == 404
    assert "Giấy đã bị sửa" in page.content.decode()
    assert "Sở Nội vụ" not in page.content.decode()


def test_a_row_altered_in_the_database_fails_the_printed_code(client, certificate):
    printed = address(certificate)
    IssuedCertificate.objects.update(full_name="Người Khác")
    assert "Giấy đã bị sửa" in client.get(printed).content.decode()


def test_an_unknown_code_is_told_in_words(client, certificate):
    printed = address(certificate)
    certificate.delete()
    page = client.get(printed)
    assert page.status_code == 404
    assert "Không có giấy nào mang mã này" in page.content.decode()


def test_a_certificate_of_a_corrected_result_has_ended(client, certificate, people):
    people[0].prizes_won.all().delete()
    assert "đã hết hiệu lực" in client.get(address(certificate)).content.decode()


def test_people_take_their_own_and_nobody_elses(signed_in, certificate, people):
    path = reverse("leaderboard:own_certificate", args=[certificate.code])
    own = signed_in(people[0].user)
    assert path in own.get("/ket-qua-cua-toi/").content.decode()
    assert own.get(path).content.startswith(b"%PDF")
    other = signed_in(people[1].user)
    assert other.get(path).status_code == 404
    assert path not in other.get("/ket-qua-cua-toi/").content.decode()


def test_an_own_background_is_cleaned_and_can_be_taken_away(browser, final):
    picture = io.BytesIO()
    Image.new("RGB", (297, 210), "#fbf8f1").save(picture, "PNG")
    sent = {"design": "ga", "heading": "Giấy khen", "day": "2026-01-05"}
    ground = SimpleUploadedFile("nen.png", picture.getvalue())
    assert browser.post(STYLE, sent | {"picture": ground}).status_code == 302
    assert bytes(CertificateStyle.objects.get().background)
    sample = Pdf(browser.get(f"{STYLE}xem/").content).texts[0]
    assert "GIẤY KHEN" in sample
    assert "ngày 05 tháng 01 năm 2026" in sample
    wrong = SimpleUploadedFile("nen.png", b"<svg onload='alert(1)'/>")
    page = browser.post(STYLE, sent | {"picture": wrong}).content.decode()
    assert "Không nhận ảnh SVG" in page
    browser.post(STYLE, sent | {"removes_background": "on"})
    assert not bytes(CertificateStyle.objects.get().background)


def test_others_see_nothing(signed_in, contestant, client, final):
    for path in (PAGE, STYLE, f"{STYLE}xem/", f"{PAGE}winner/pdf/"):
        assert client.get(path).status_code == 302
        assert signed_in(contestant).get(path).status_code == 404


def test_nobody_prints_a_certificate_that_has_ended(signed_in, certificate, people):
    """Whoever shows the paper would not also show the page that says so."""
    people[0].prizes_won.all().delete()
    path = reverse("leaderboard:own_certificate", args=[certificate.code])
    own = signed_in(people[0].user)
    assert own.get(path).status_code == 404
    assert path not in own.get("/ket-qua-cua-toi/").content.decode()


def test_a_file_that_the_result_has_outrun_is_refused_in_words(browser, final, people):
    browser.post(PAGE, {"loai": "participant", "dang": "pdf"})
    run_jobs()
    people[0].standings.filter(round=final.round).update(correct_count=2)  # as a correction would
    answer = browser.get(f"{PAGE}participant/pdf/")
    assert answer.status_code == 409
    assert "in lại" in answer.content.decode()
    issue_certificates(final, CertificateKind.PARTICIPANT, at=NOON + timedelta(hours=1))
    assert browser.get(f"{PAGE}participant/pdf/").status_code == 409
