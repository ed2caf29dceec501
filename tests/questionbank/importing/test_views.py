import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from questionbank.blind_solves.knowledge import Known, known_to
from questionbank.models import BankRole, ImportPreview, Revision, RevisionState
from tests.factories import AxisFactory, LegalDocumentFactory, RevisionFactory
from tests.questionbank.importing.conftest import cells, csv_text, several

pytestmark = pytest.mark.django_db
UPLOAD = reverse("questionbank:import_file")


@pytest.fixture(autouse=True)
def _stocked(db):
    AxisFactory()
    LegalDocumentFactory()


def upload(client, said, name="cau-hoi.csv"):
    data = said if isinstance(said, bytes) else said.encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client, answer, **more):
    sent = {"fingerprint": answer.context["plan"].fingerprint(), **more}
    address = reverse("questionbank:import_confirm", args=[answer.context["preview"].pk])
    return client.post(address, sent, follow=True)


def test_good_file_is_shown_then_stored(signed_in, author):
    client = signed_in(author)
    answer = upload(client, csv_text(*several(3)))
    assert len(answer.context["new"]) == 3
    assert Revision.objects.count() == 0
    said = confirm(client, answer).content.decode()
    assert "Đã nhập 3 câu mới và 0 câu sửa; 0 câu không đổi." in said
    assert Revision.objects.filter(state="draft").count() == 3


def test_page_names_what_it_takes(signed_in, author):
    said = signed_in(author).get(UPLOAD).content.decode()
    (accepted,) = re.findall(r'accept="([^"]*)"', said)
    assert accepted == ".docx,.xlsx,.xls,.ods,.zip,.pdf,.xml,.json,.csv,.tsv,.gift,.txt"
    assert "mỗi tệp không quá 10 MB." in said


@pytest.mark.parametrize(
    ("size", "advice"),
    [
        (0, "Tệp rỗng. Hãy chọn lại tệp có câu hỏi."),
        (10 * 1024 * 1024 + 1, "Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn."),
    ],
)
def test_empty_and_too_large_files_are_refused_at_the_field(signed_in, author, size, advice):
    answer = upload(signed_in(author), b" " * size)
    assert answer.context["form"].errors == {"file": [advice]}


def test_import_may_go_to_review_at_once(signed_in, author):
    client = signed_in(author)
    confirm(client, upload(client, csv_text(*several(2))), review="1")
    assert Revision.objects.filter(state="in_review").count() == 2


def test_problems_are_shown_with_their_cells_and_there_is_nothing_to_confirm(signed_in, author):
    answer = upload(signed_in(author), csv_text(cells(right="E")))
    said = answer.content.decode()
    assert "N2" in said
    assert "Đáp án E không có phương án tương ứng." in said
    assert "Xác nhận nhập" not in said


def test_passages_and_tables_are_shown_before_anything_is_stored(signed_in, author):
    stem = "Theo bảng, nơi nào?\n| Nơi | Số |\n| Ba Đình | 300 |"
    row = cells(stem=stem, passage_code="DD-1", passage="Chị Hoa nộp.", passage_place="1")
    said = upload(signed_in(author), csv_text(row)).content.decode()
    for part in ("Chị Hoa nộp.", "<td>Ba Đình</td>", "[…]"):
        assert part in said


def test_changed_question_is_shown_as_such(signed_in, author):
    client = signed_in(author)
    confirm(client, upload(client, csv_text(cells())))
    answer = upload(client, csv_text(cells(A="Chủ tịch nước", explanation="Khác.")))
    [one] = answer.context["changed"]
    assert one.changes == ("A", "Giải thích")


def test_unreadable_file_says_why_at_the_field(signed_in, author):
    answer = upload(signed_in(author), b"%PDF-1.7", name="a.xlsx")
    [said] = answer.context["form"].errors["file"]
    assert said.startswith("Tệp bị hỏng")
    assert ImportPreview.objects.count() == 0


def test_preview_belongs_to_its_owner(signed_in, author, contestant):
    answer = upload(signed_in(author), csv_text(cells()))
    contestant.bank_roles.create(kind="author")
    address = reverse("questionbank:import_preview", args=[answer.context["preview"].pk])
    assert signed_in(contestant).get(address).status_code == 404


def test_reviewer_does_not_import(signed_in, reviewer):
    assert signed_in(reviewer).get(UPLOAD).status_code == 403


def test_template_opens_as_a_workbook(signed_in, author):
    answer = signed_in(author).get(reverse("questionbank:template_file"))
    assert answer["Content-Disposition"] == 'attachment; filename="mau-cau-hoi.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names[0] == "Câu hỏi"


@pytest.mark.parametrize("name", ["export_xlsx", "export_csv"])
def test_export_of_a_filter_comes_back_as_unchanged(signed_in, author, name):
    RevisionFactory(difficulty="kho")
    RevisionFactory()
    client = signed_in(author)
    answer = client.get(reverse(f"questionbank:{name}"), {"difficulty": "kho"})
    data = b"".join(answer.streaming_content)
    shown = upload(client, data, name="a.csv" if name == "export_csv" else "a.xlsx")
    assert len(shown.context["unchanged"]) == shown.context["total"] == 1


def test_a_file_tells_no_key_that_its_sender_must_answer(signed_in, author, reviewer):
    """What differs from the bank would: four guesses, and the key is known."""
    client = signed_in(author)
    confirm(client, upload(client, csv_text(cells())))
    BankRole.objects.create(user=reviewer, kind=BankRole.Kind.AUTHOR)
    draft = Revision.objects.get()
    client = signed_in(reviewer)
    Revision.objects.update(state=RevisionState.IN_REVIEW)
    for guess in ("A", "B"):
        answer = upload(client, csv_text(cells(right=guess)))
        plan = answer.context["plan"]
        assert plan.planned == []
        assert [one.advice for one in plan.problems] == [
            "Câu mã này chờ bạn giải. Hãy giải ở mục Chờ duyệt."
        ]
    assert known_to(reviewer, [draft]) == {}
    Revision.objects.update(state=RevisionState.DRAFT)
    upload(client, csv_text(cells()))
    assert known_to(reviewer, [draft]) == {draft.pk: Known.SEEN}
