"""What happens to questions and documents is in the trail, without their texts and keys."""

from dataclasses import replace

import pytest
from django.urls import reverse

from questionbank.authoring import revisions
from questionbank.authoring.wording import Wording
from questionbank.models import ImportPreview
from quizsite.audit.kinds import AuditKind
from quizsite.audit.reading import read_line
from quizsite.models import AuditLine
from tests.audit.lines import last_line, said_in
from tests.factories import NOON, AxisFactory, LegalDocumentFactory, RevisionFactory
from tests.questionbank.importing.test_plan import raw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_solve_asked")]


@pytest.fixture
def wording():
    return Wording(
        kind="choice",
        stem="Cơ quan nào ban hành?",
        options=("Quốc hội", "Chính phủ"),
        right=(1,),
        explanation="Nghị quyết của Chính phủ.",
        audience="chung",
        difficulty="de",
        document_id=LegalDocumentFactory().pk,
        article="Mục I",
    )


@pytest.fixture
def draft(wording, author):
    return revisions.add_question(AxisFactory(), code="C-1", wording=wording, by=author, at=NOON)


def test_a_new_question_leaves_a_line(draft, author):
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.QUESTION_CREATED, "author", author.pk, "")
    assert (line.about_label, line.about_id, line.after) == (
        "C-1",
        draft.question_id,
        {"revision": 1},
    )


def test_an_edit_names_the_parts_that_changed_and_tells_no_text_and_no_key(draft, wording, author):
    other = replace(wording, stem="Cơ quan nào thông qua?", right=(0,))
    revisions.write_draft(draft.question, wording=other, by=author, at=NOON)
    line = last_line()
    assert (line.kind, line.before) == (AuditKind.QUESTION_EDITED, {"revision": 1})
    assert line.after == {"revision": 2, "changed": ["câu hỏi", "đáp án"]}


def test_moving_to_another_axis_leaves_a_line(draft, author):
    other = AxisFactory(code="khac", name="Thủ tục")
    revisions.move_to_axis(draft.question, axis=other, by=author, at=NOON)
    line = last_line()
    assert (line.before, line.after) == ({"axis": "Cải cách thể chế"}, {"axis": "Thủ tục"})


def test_each_step_of_a_revision_leaves_a_line_with_its_reason(draft, author, reviewer):
    sent = revisions.send_to_review(draft, by=author, at=NOON)
    back = revisions.return_to_draft(sent, note="Thiếu khoản.", by=reviewer, at=NOON)
    again = revisions.send_to_review(back, by=author, at=NOON)
    published = revisions.publish_revision(again, by=reviewer, at=NOON)
    revisions.retire(published, note="Luật mới.", by=reviewer, at=NOON)
    lines = AuditLine.objects.order_by("pk")[1:]
    assert [(one.kind, one.role, one.before["state"], one.reason) for one in lines] == [
        (AuditKind.QUESTION_SENT, "author", "draft", ""),
        (AuditKind.QUESTION_RETURNED, "reviewer", "in_review", "Thiếu khoản."),
        (AuditKind.QUESTION_SENT, "author", "draft", ""),
        (AuditKind.QUESTION_PUBLISHED, "reviewer", "in_review", ""),
        (AuditKind.QUESTION_RETIRED, "reviewer", "published", "Luật mới."),
    ]
    assert [(one.label, one.before, one.after) for one in read_line(last_line()).changes] == [
        ("Tình trạng", "Đã ban hành", "Ngừng dùng"),
        ("Phiên bản", "–", "1"),
    ]


def test_a_refused_step_leaves_no_line(draft, author):
    before = AuditLine.objects.count()
    draft.refresh_from_db()
    type(draft).objects.filter(pk=draft.pk).update(state="retired")
    with pytest.raises(revisions.AlreadyMoved):
        revisions.send_to_review(draft, by=author, at=NOON)
    assert AuditLine.objects.count() == before


def test_steps_with_many_leave_a_line_for_each(author, reviewer):
    drafts = [RevisionFactory(state="draft", author=author).pk for _ in range(3)]
    revisions.send_all_to_review(drafts, by=author, at=NOON)
    revisions.publish_all(drafts, by=reviewer, at=NOON)
    kinds = list(AuditLine.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [AuditKind.QUESTION_SENT] * 3 + [AuditKind.QUESTION_PUBLISHED] * 3


def test_changing_a_document_says_what_it_was(signed_in, author):
    document = LegalDocumentFactory(number="76/NQ-CP", title="Chương trình")
    fields = {"number": "76/NQ-CP", "title": "Chương trình tổng thể"}
    where = reverse("questionbank:document_edit", args=[document.pk])
    for _ in range(2):
        signed_in(author).post(where, fields)
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.DOCUMENT_EDITED, "author", author.pk, "")
    assert (line.before, line.after) == (
        {"title": "Chương trình"},
        {"title": "Chương trình tổng thể"},
    )


def test_a_new_document_leaves_a_line(signed_in, author):
    fields = {"number": "1/NQ-CP", "title": "Mới"}
    signed_in(author).post(reverse("questionbank:document_add"), fields)
    line = AuditLine.objects.get()
    assert (line.kind, line.about_label) == (AuditKind.DOCUMENT_ADDED, "1/NQ-CP")


def test_whoever_opens_a_question_is_noted_as_having_seen_its_key(signed_in, reviewer):
    revision = RevisionFactory(question__code="TT-001", number=3)
    signed_in(reviewer).get(reverse("questionbank:question", args=[revision.question_id]))
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.KEY_SEEN, "reviewer", reviewer.pk, "")
    assert (line.about_label, line.after) == ("TT-001", {"revision": 3})


def test_whoever_edits_a_question_is_noted_as_having_seen_its_key(signed_in, author):
    revision = RevisionFactory()
    where = reverse("questionbank:question_edit", args=[revision.question_id])
    signed_in(author).get(where)
    assert said_in(AuditLine.objects.get()) == (AuditKind.KEY_SEEN, "author", author.pk, "")


def test_whoever_previews_a_file_is_noted_with_its_name(signed_in, author):
    preview = ImportPreview.objects.create(
        owner=author,
        filename="cau-hoi-moi.xlsx",
        rows=raw().as_json(),
        created_at=NOON,
    )
    signed_in(author).get(reverse("questionbank:import_preview", args=[preview.pk]))
    line = AuditLine.objects.get()
    assert (line.kind, line.about_kind) == (AuditKind.KEY_SEEN, "bank")
    assert line.after == {"file": "cau-hoi-moi.xlsx", "questions": 0, "revision_ids": []}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_whoever_takes_questions_home_is_noted_with_all_their_revisions(signed_in, author, kind):
    ids = [RevisionFactory().pk for _ in range(2)]
    assert signed_in(author).get(reverse(f"questionbank:export_{kind}")).getvalue()
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.KEYS_EXPORTED, "author", author.pk, "")
    assert line.after == {"file": f"cau-hoi.{kind}", "questions": 2, "revision_ids": ids}


def test_the_template_of_a_file_and_a_refused_page_leave_no_line(signed_in, author, stranger):
    assert signed_in(author).get(reverse("questionbank:template_file")).getvalue()
    revision = RevisionFactory()
    signed_in(stranger).get(reverse("questionbank:question", args=[revision.question_id]))
    assert not AuditLine.objects.exists()
