"""An office's own template: checked when it comes, filled from the frozen result, kept by kind."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leaderboard.document_models import DocumentKind, OfficeTemplate
from leaderboard.official_documents.issue import case_of, write_document
from leaderboard.official_documents.template_fields import (
    FIELDS,
    ROW_FIELDS,
    known_fields,
    rows_of,
    values_of,
)
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON
from tests.leaderboard.official_documents.conftest import ODD_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/to-chuc/thu-do/van-ban/mau-rieng/"
OWN = "/to-chuc/thu-do/ky/1/van-ban/award-decision/mau/"


def own_docx(*lines, row=()) -> bytes:
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    if row:
        for cell, text in zip(word.add_table(1, len(row)).rows[0].cells, row, strict=True):
            cell.text = text
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def send(browser, data, kind="award_decision"):
    file = SimpleUploadedFile("mau.docx", data)
    return browser.post(PAGE, {"kind": kind, "file": file})


def test_a_template_is_kept_filled_and_removed(browser, final, frozen):
    data = own_docx(
        "{{co_quan}}",
        "{{cuoc_thi}}: {{so_nguoi}} người",
        row=("{{ca_nhan.ho_ten}}", "{{ca_nhan.giai}}"),
    )
    assert send(browser, data).status_code == 302
    assert "theo mẫu của cơ quan" in browser.get(OWN.removesuffix("mau/")).content.decode()
    answer = browser.get(OWN)
    assert answer["Content-Disposition"].endswith('award-decision-thu-do-ky-1-mau.docx"')
    word = docx.Document(io.BytesIO(answer.content))
    assert f"{final.contest.title}: 3 người" in [one.text for one in word.paragraphs]
    assert word.paragraphs[-1].text.startswith("Lập từ kết quả chính thức, mã ")
    assert [row.cells[0].text for row in word.tables[0].rows] == [ODD_NAME, "Lê Văn Cường"]
    assert browser.post(f"{PAGE}award-decision/bo/").status_code == 302
    assert browser.get(OWN).status_code == 404
    kinds = AuditLine.objects.order_by("pk").values_list("kind", flat=True)
    assert {AuditKind.TEMPLATE_SET, AuditKind.DOCUMENT_TAKEN, AuditKind.TEMPLATE_REMOVED} <= set(
        kinds
    )


def test_an_unknown_field_is_named_and_nothing_is_kept(browser, contest):
    page = send(browser, own_docx("{{cuoc_thi}} {{ten_sai}} {{ 7*7 }}"))
    assert page.status_code == 200
    said = page.content.decode()
    assert "{{ten_sai}}, {{7*7}}" in said
    assert not OfficeTemplate.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (own_docx("Không có trường"), "chưa có trường nào"),
        (b"%PDF-1.7", "không phải tệp .docx"),
        (own_docx("{{cuoc_thi}} {% for x in y %}"), "viết chưa đúng"),
    ],
)
def test_what_is_no_template_is_told(browser, contest, data, said):
    assert said in send(browser, data).content.decode()
    assert send(browser, own_docx("{{cuoc_thi}}"), kind="reminders").status_code == 200
    assert not OfficeTemplate.objects.exists()


def test_a_draft_is_marked_though_the_template_does_not_say(browser, award, people):
    browser.post("/to-chuc/thu-do/ky/1/van-ban/")
    send(browser, own_docx("{{cuoc_thi}}"))
    word = docx.Document(io.BytesIO(browser.get(OWN).content))
    assert word.paragraphs[0].text == "BẢN NHÁP"


def test_every_field_has_a_value(final, frozen):
    kind = DocumentKind.AWARD_DECISION
    case = case_of(final, kind, at=NOON)
    assert set(values_of(case, write_document(final, kind, at=NOON))) == set(FIELDS)
    assert set(rows_of(case)["ca_nhan"][0]) == set(ROW_FIELDS["ca_nhan"])
    assert set(known_fields()) > set(FIELDS)


def test_others_neither_see_nor_send_templates(signed_in, contestant, client, contest):
    assert client.get(PAGE).status_code == 302
    browser = signed_in(contestant)
    assert browser.get(PAGE).status_code == 404
    assert send(browser, own_docx("{{cuoc_thi}}")).status_code == 404
    assert browser.post(f"{PAGE}award-decision/bo/").status_code == 404


def test_what_is_not_there_cannot_be_removed(browser, contest):
    for path in (f"{PAGE}award-decision/bo/", f"{PAGE}khac/bo/"):
        assert browser.post(path).status_code == 404
