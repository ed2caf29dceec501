"""The pages of an intake: who sees them, what they refuse, and what they show."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionbank.models import BankRole, ImportPreview, Intake, Revision
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import AxisFactory, LegalDocumentFactory, RevisionFactory, UserFactory
from tests.questionbank.importing.conftest import cells, csv_text
from tests.questionbank.intake.conftest import TEXT

DOOR = reverse("questionbank:import_file")


def page(intake, name="intake", *more):
    return reverse(f"questionbank:{name}", args=[intake.pk, *more])


def fields(item, **changes):
    said = {"stem": item.wording["stem"], "version": item.version, **changes}
    return {f"i{item.pk}-{name}": value for name, value in said.items()}


@pytest.fixture
def client_of_author(signed_in, author):
    return signed_in(author)


def test_pasted_text_waits_for_review(client_of_author, db):
    answer = client_of_author.post(DOOR, {"text": TEXT}, follow=True)
    said = answer.content.decode()
    assert "Xem lại câu hỏi đọc được" in said
    assert "hai đáp án khác nhau" in said
    assert (Intake.objects.count(), Revision.objects.count()) == (1, 0)


def test_our_own_format_goes_to_its_preview(client_of_author, db):
    AxisFactory()
    LegalDocumentFactory()
    file = SimpleUploadedFile("a.csv", csv_text(cells()).encode())
    client_of_author.post(DOOR, {"file": file})
    assert (Intake.objects.count(), ImportPreview.objects.count()) == (0, 1)


def test_several_files_wait_each_for_itself(client_of_author, db):
    files = [SimpleUploadedFile(f"{n}.txt", TEXT.encode()) for n in range(2)]
    answer = client_of_author.post(DOOR, {"file": files}, follow=True)
    assert "Đã đọc 2 tệp." in answer.content.decode()
    assert Intake.objects.count() == 2


def test_one_bad_file_of_several_is_named_and_the_others_wait(client_of_author, db):
    files = [SimpleUploadedFile("a.txt", TEXT.encode()), SimpleUploadedFile("b.txt", b"")]
    answer = client_of_author.post(DOOR, {"file": files})
    assert answer.context["form"].errors["file"] == [
        "b.txt: Tệp rỗng. Hãy chọn lại tệp có câu hỏi."
    ]
    assert Intake.objects.count() == 1


def test_neither_file_nor_text_says_what_to_do(client_of_author, db):
    answer = client_of_author.post(DOOR, {})
    assert answer.context["form"].errors["file"] == [
        "Hãy chọn tệp, hoặc dán câu hỏi vào ô bên dưới."
    ]


def test_strangers_and_mere_reviewers_see_no_intake(intake, signed_in, reviewer, contestant):
    for user, status in ((reviewer, 403), (contestant, 403)):
        assert signed_in(user).get(page(intake)).status_code == status
        assert signed_in(user).get(page(intake, "intake_original")).status_code == status
        assert signed_in(user).post(page(intake, "intake_confirm")).status_code == status
    assert Revision.objects.count() == 0


def test_another_author_sees_it(intake, signed_in):
    other = UserFactory()
    BankRole.objects.create(user=other, kind=BankRole.Kind.AUTHOR)
    assert signed_in(other).get(page(intake)).status_code == 200


def test_the_source_is_escaped(client_of_author, db):
    text = "Câu 1: <script>alert(1)</script> là gì?\nA. <b>x</b>\nB. y\n"
    said = client_of_author.post(DOOR, {"text": text}, follow=True).content.decode()
    assert "<script>alert(1)</script>" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said


def test_the_file_comes_back_as_an_attachment(intake, client_of_author):
    answer = client_of_author.get(page(intake, "intake_original"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == TEXT.encode()


def test_mending_keeps_what_was_written(intake, items, client_of_author):
    changed = {"stem": "Mới?", "option_A": "một", "option_C": "ba", "right_C": "on"}
    client_of_author.post(page(intake, "item_mend", items[0].pk), fields(items[0], **changed))
    items[0].refresh_from_db()
    said = items[0].wording
    assert (said["stem"], said["options"], said["right"]) == ("Mới?", ["một", "ba"], [1])


def test_an_unknown_document_is_said_and_nothing_is_lost(intake, items, client_of_author):
    sent = fields(items[0], stem="Gõ dở?", document="9/9/KHÔNG")
    answer = client_of_author.post(page(intake, "item_mend", items[0].pk), sent)
    said = answer.content.decode()
    assert answer.status_code == 400
    assert "Ngân hàng chưa có văn bản" in said
    assert "Gõ dở?" in said


def test_a_second_tab_is_told_that_the_question_changed(intake, items, client_of_author):
    address = page(intake, "item_mend", items[0].pk)
    client_of_author.post(address, fields(items[0], stem="Một?"))
    assert client_of_author.post(address, fields(items[0], stem="Hai?")).status_code == 409


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "-1"])
def test_odd_versions_change_nothing(intake, items, client_of_author, version):
    address = page(intake, "item_step", items[0].pk, "bo")
    assert client_of_author.post(address, {"version": version}).status_code == 409


@pytest.mark.parametrize("send", ["get", "post"])
def test_whoever_sees_one_question_without_the_review_is_noted(
    intake, items, client_of_author, send
):
    name = "item_text" if send == "get" else "item_mend"  # a bad form shows the whole review
    getattr(client_of_author, send)(page(intake, name, items[0].pk))
    assert AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).count() == 1


def test_unknown_steps_and_items_of_others_are_not_found(intake, items, client_of_author):
    assert client_of_author.post(page(intake, "item_step", items[0].pk, "xyz")).status_code == 404
    assert client_of_author.post(page(intake, "item_step", 999999, "bo")).status_code == 404
    assert client_of_author.get(page(intake) + "?xem=la&page=x").status_code == 200


def test_near_twins_of_the_bank_stand_beside(intake, client_of_author):
    options = ["5 ngày", "10 ngày", "15 ngày", "30 ngày"]
    RevisionFactory(stem="Thời hạn giải quyết là bao lâu?", options=options)
    said = client_of_author.get(page(intake)).content.decode()
    assert "% câu trong ngân hàng" in said


def test_the_list_says_what_each_draft_lacks(intake, client_of_author):
    client_of_author.post(page(intake, "intake_confirm"))
    said = client_of_author.get(reverse("questionbank:questions")).content.decode()
    assert "Còn thiếu: căn cứ, trục nội dung" in said


def test_many_without_a_choice_is_asked_for_one(intake, client_of_author):
    answer = client_of_author.post(page(intake, "intake_many"), {"audience": "chung"}, follow=True)
    assert "Hãy chọn ít nhất một câu" in answer.content.decode()


def test_completing_a_draft_in_the_editor_lets_it_go_to_review(intake, client_of_author):
    client_of_author.post(page(intake, "intake_confirm"))
    axis, document = AxisFactory(), LegalDocumentFactory()
    revision = Revision.objects.get(stem__startswith="Thời hạn")
    sent = {
        "axis": axis.pk,
        "audience": "chung",
        "difficulty": "de",
        "stem": revision.stem,
        **{f"option_{'ABCD'[n]}": option for n, option in enumerate(revision.options)},
        "right_B": "on",
        "explanation": "Theo quy định.",
        "document": document.pk,
        "article": "Điều 5",
    }
    address = reverse("questionbank:question_edit", args=[revision.question_id])
    client_of_author.post(address, sent)
    newest = Revision.objects.get(question=revision.question_id, state="draft")
    assert newest.lacks == ""
    sending = reverse("questionbank:take_step", args=[newest.pk, "gui-duyet"])
    client_of_author.post(sending)
    newest.refresh_from_db()
    assert newest.state == "in_review"


def test_who_saves_second_loses_no_typed_word_and_sees_both(client_of_author, intake, items):
    """The other one has dropped the question meanwhile, which moves it to another view."""
    item = items[0]
    address = page(intake, "item_mend", item.pk)
    client_of_author.post(address, fields(item, stem="Của người khác?"))
    item.refresh_from_db()
    bo = page(intake, "item_step", item.pk, "bo")
    client_of_author.post(bo, {"version": item.version})
    answer = client_of_author.post(address, fields(item, stem="Tôi gõ rất lâu?"))
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Của người khác?" in said
    assert said.count("Tôi gõ rất lâu?") == 2  # in the field, and beside the other's
    item.refresh_from_db()
    assert f'value="{item.version}"' in said
    assert client_of_author.post(address, fields(item, stem="Tôi gõ rất lâu?")).status_code == 302
    item.refresh_from_db()
    assert (item.wording["stem"], item.is_dropped) == ("Tôi gõ rất lâu?", False)


def test_text_typed_meanwhile_stands_there_again(client_of_author, intake, items):
    item = items[0]
    version = item.version
    client_of_author.post(page(intake, "item_mend", item.pk), fields(item, stem="Của người khác?"))
    sent = {"text": "Câu 1: Tôi gõ?\nA. a\n*B. b\n", "version": version}
    answer = client_of_author.post(page(intake, "item_text", item.pk), sent)
    said = answer.content.decode()
    assert (answer.status_code, "Tôi gõ?" in said, "Của người khác?" in said) == (409, True, True)
    assert f'value="{version + 1}"' in said
