"""Checklist, comments, suggestions, comparison and history of a question."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank import rules
from questionbank.authoring import revisions
from questionbank.blind_solves.knowledge import Known, known_to
from questionbank.blind_solves.solves import solve
from questionbank.models import BankRole, Revision, RevisionState
from questionbank.review_models import Checklist, RevisionComment, RevisionWriter, Suggestion
from questionbank.reviewing import suggestions
from questionbank.reviewing.checklist import findings, save_checklist
from questionbank.reviewing.comments import AlreadyResolved, resolve_comment, write_comment
from questionbank.reviewing.comparing import pieces_of
from questionbank.reviewing.signs import is_longest_right, odd_beginning, recalls_number
from quizsite.models import AuditLine
from quizsite.two_people import SecondPersonNeeded
from tests.factories import (
    NOON,
    LegalDocumentFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(author):
    return RevisionFactory(state=RevisionState.IN_REVIEW, author=author, stem="Ai ban hành?")


def said_of(revision, **changed):
    return {
        "stem": revision.stem,
        "options": revision.options,
        "explanation": revision.answer_key.explanation,
        "article": revision.article,
    } | changed


def suggest(revision, user, **changed):
    said = said_of(revision, **changed)
    return suggestions.suggest(revision, said=said, reason="Rõ hơn.", by=user, at=NOON)


@pytest.mark.parametrize(
    ("options", "is_number"),
    [
        (["60 ngày", "30 ngày", "15 ngày"], True),
        (["Luật số 72/2025/QH15", "Luật số 80/2025/QH15"], True),
        (["Chính phủ", "Quốc hội"], False),
        (["Nộp trong 5 ngày tại bất kỳ nơi nào trong tỉnh", "30 ngày"], False),
    ],
)
def test_options_that_are_only_numbers_ask_for_number_recall(options, is_number):
    assert recalls_number(options) is is_number


def test_giveaways_by_length_and_by_the_first_word():
    assert is_longest_right(["x" * 60, "ngắn", "ngắn hơn"], [0])
    assert not is_longest_right(["Chính phủ", "Quốc hội"], [0])
    assert odd_beginning(["Cổng dịch vụ", "Số 1", "Số 2", "Số 3"], [0])
    assert not odd_beginning(["Số 4", "Số 1", "Số 2"], [0])


def test_the_machine_says_what_to_look_at(author):
    ended = LegalDocumentFactory(number="1/2020", in_force_until=NOON.date())
    twin = RevisionFactory(stem="Cơ quan nào ban hành nghị quyết")
    one = RevisionFactory(
        stem="Cơ quan nào ban hành nghị quyết?",
        state=RevisionState.IN_REVIEW,
        document=ended,
        options=["10 ngày", "20 ngày", "Tất cả đều đúng"],
    )
    found = {each.name: each for each in findings(one, on=NOON.date())}
    assert not found["in_force"].is_fine
    assert not found["others"].is_fine
    assert found["count"].is_fine
    assert found["twin"].questions == () or found["twin"].questions == (twin,)


def test_a_reviewer_keeps_a_checklist_with_the_review(signed_in, reviewer, waiting):
    solve(waiting, answer=1, by=reviewer, at=NOON)
    client = signed_in(reviewer)
    address = reverse("questionbank:checklist", args=[waiting.pk])
    client.post(address, {"ticked": ["one_right", "basis"], "note": "Đã đọc."})
    kept = Checklist.objects.get()
    assert (kept.ticked, kept.note, kept.found["count"]) == (
        ["one_right", "basis"],
        "Đã đọc.",
        True,
    )
    client.post(address, {"ticked": ["basis"]})
    assert Checklist.objects.get().ticked == ["basis"]
    assert client.post(address, {"ticked": ["khong-co"], "note": "Giữ"}).status_code == 400


def test_comments_are_closed_until_the_reviewer_has_answered(signed_in, reviewer, waiting):
    client = signed_in(reviewer)
    sent = client.post(reverse("questionbank:comment", args=[waiting.pk]), {"text": "B chứ?"})
    assert sent.status_code == 409
    assert not RevisionComment.objects.exists()


def test_a_thread_is_answered_and_resolved_once(author, reviewer, waiting):
    first = write_comment(waiting, text="Khoản mấy?", by=reviewer, at=NOON)
    answer = write_comment(waiting, text="Khoản 2.", answers=first, by=author, at=NOON)
    again = write_comment(waiting, text="Rõ.", answers=answer, by=reviewer, at=NOON)
    assert (answer.answers, again.answers) == (first, first)
    resolve_comment(first, by=author, at=NOON)
    with pytest.raises(AlreadyResolved):
        resolve_comment(first, by=reviewer, at=NOON)


def test_what_is_commented_does_not_stand_in_the_trail(author, waiting):
    write_comment(waiting, text="BI-MAT", by=author, at=NOON)
    line = AuditLine.objects.latest("pk")
    assert "BI-MAT" not in f"{line.before}{line.after}{line.reason}"


def test_an_accepted_suggestion_is_a_draft_whose_writers_do_not_publish(
    author, reviewer, other_reviewer, waiting, no_solve_asked
):
    made = suggest(waiting, reviewer, stem="Cơ quan nào ban hành?")
    draft = suggestions.accept_suggestion(made, by=author, at=NOON)
    assert (draft.number, draft.state, draft.stem) == (2, "draft", "Cơ quan nào ban hành?")
    sent = revisions.send_to_review(draft, by=author, at=NOON)
    assert known_to(reviewer, [sent]) == {sent.pk: Known.WRITTEN}
    with pytest.raises(SecondPersonNeeded):
        revisions.publish_revision(sent, by=reviewer, at=NOON)
    assert revisions.publish_all([sent.pk], by=reviewer, at=NOON).own == 1
    assert revisions.publish_revision(sent, by=other_reviewer, at=NOON).state == "published"


def test_words_stay_somebodys_own_in_later_drafts(author, reviewer, waiting):
    made = suggest(waiting, reviewer, stem="Cơ quan nào ban hành?")
    draft = suggestions.accept_suggestion(made, by=author, at=NOON)
    wording = revisions.wording_of(draft)
    later = revisions.write_draft(
        draft.question, wording=wording.__class__(**{**_fields(wording), "article": "Điều 9"}),
        by=author, at=NOON,
    )  # fmt: skip
    assert list(RevisionWriter.objects.filter(revision=later).values_list("user", flat=True)) == [
        reviewer.pk
    ]


def _fields(wording):
    return {name: getattr(wording, name) for name in wording.__slots__}


def test_a_suggestion_is_decided_once_and_only_on_the_current_revision(author, reviewer, waiting):
    first, second = suggest(waiting, reviewer, stem="Một?"), suggest(waiting, reviewer, stem="Hai?")
    suggestions.accept_suggestion(first, by=author, at=NOON)
    with pytest.raises(suggestions.SuggestionDecided):
        suggestions.refuse_suggestion(first, words="Thôi.", by=author, at=NOON)
    with pytest.raises(suggestions.SuggestionOutdated):
        suggestions.accept_suggestion(second, by=author, at=NOON)
    assert Suggestion.objects.get(pk=second.pk).decided_at is None
    suggestions.refuse_suggestion(second, words="Đã nhận bản kia.", by=author, at=NOON)


def test_a_suggestion_needs_a_change_an_author_and_words(author, reviewer, waiting):
    with pytest.raises(suggestions.NothingSuggested):
        suggest(waiting, reviewer)
    with pytest.raises(suggestions.SuggestionFaulty):
        suggest(waiting, reviewer, options=["Một", "", "Ba", "Bốn"])
    made = suggest(waiting, reviewer, stem="Khác?")
    with pytest.raises(rules.NotAuthor):
        suggestions.accept_suggestion(made, by=reviewer, at=NOON)
    with pytest.raises(rules.ReasonMissing):
        suggestions.refuse_suggestion(made, words=" ", by=author, at=NOON)


def test_words_taken_out_and_put_in_are_told_apart():
    found = pieces_of("Ai ban hành luật?", "Cơ quan nào ban hành luật?")
    assert [(one.how, one.text) for one in found] == [
        ("out", "Ai"),
        ("in", "Cơ quan nào"),
        ("same", " ban hành luật?"),
    ]


def test_two_revisions_are_compared_by_words(signed_in, author):
    old = RevisionFactory(stem="Ai ban hành?", number=1, state=RevisionState.RETIRED)
    RevisionFactory(question=old.question, stem="Ai <b>thông qua</b>?", number=2, right=[1])
    address = reverse("questionbank:compare", args=[old.question_id])
    said = signed_in(author).get(address).content.decode()
    assert "<del>" in said
    assert "&lt;b&gt;thông" in said
    for query in ({"mot": "9", "hai": "x"}, {"mot": "2", "hai": "1"}):
        assert signed_in(author).get(address, query).status_code == 200


def test_the_history_names_rounds_that_are_over_and_no_other(signed_in, author):
    revision = RevisionFactory()
    over = RoundFactory(opens_at=NOON - timedelta(days=9), closes_at=NOON - timedelta(days=8), title="Đã xong")  # fmt: skip  # noqa: E501
    later = RoundFactory(opens_at=NOON + timedelta(days=900), closes_at=NOON + timedelta(days=901), title="Còn kín")  # fmt: skip  # noqa: E501
    for round in (over, later):
        SectionFactory(round=round, pool=[revision.pk])
    said = signed_in(author).get(reverse("questionbank:history", args=[revision.question_id]))
    assert "Đã xong" in said.content.decode()
    assert "Còn kín" not in said.content.decode()


def test_the_whole_review_through_its_pages(signed_in, author, reviewer, waiting):
    solve(waiting, answer=1, by=reviewer, at=NOON)
    client = signed_in(reviewer)
    page = reverse("questionbank:review", args=[waiting.question_id])
    client.post(reverse("questionbank:comment", args=[waiting.pk]), {"text": "Khoản mấy?"})
    form = client.get(reverse("questionbank:suggest", args=[waiting.pk])).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"stem": "Cơ quan nào?"}
    assert client.post(reverse("questionbank:suggest", args=[waiting.pk]), typed).status_code == 302
    BankRole.objects.filter(user=author).exists()
    client = signed_in(author)
    said = client.get(page).content.decode()
    assert "Khoản mấy?" in said
    assert "Nhận vào bản nháp mới" in said
    taken = reverse("questionbank:suggestion_decide", args=[Suggestion.objects.get().pk, "nhan"])
    assert client.post(taken).status_code == 302
    assert Revision.objects.latest("pk").stem == "Cơ quan nào?"


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_suggestion_copied_by_hand_makes_its_author_a_writer(
    author, reviewer, waiting, is_refused
):
    made = suggest(waiting, reviewer, stem="Cơ quan nào ban hành?")
    if is_refused:
        suggestions.refuse_suggestion(made, words="Để tôi tự chép.", by=author, at=NOON)
    wording = suggestions.suggested_wording(waiting, made.wording)
    draft = revisions.write_draft(waiting.question, wording=wording, by=author, at=NOON)
    assert list(RevisionWriter.objects.values_list("revision", "user")) == [(draft.pk, reviewer.pk)]
    sent = revisions.send_to_review(draft, by=author, at=NOON)
    with pytest.raises(SecondPersonNeeded):
        revisions.publish_revision(sent, by=reviewer, at=NOON)


def test_words_that_nobody_suggested_leave_no_writer(author, reviewer, waiting):
    suggest(waiting, reviewer, stem="Cơ quan nào ban hành?")
    wording = replace(revisions.wording_of(waiting), stem="Ai đã ban hành?")
    revisions.write_draft(waiting.question, wording=wording, by=author, at=NOON)
    assert not RevisionWriter.objects.exists()


def test_a_form_that_is_refused_shows_no_key_without_a_trace(signed_in, reviewer, author):
    client = signed_in(reviewer)
    for name, sent in (("comment", {"text": ""}), ("suggest", {"stem": ""})):
        draft = RevisionFactory(state=RevisionState.DRAFT, published_at=None, author=author)
        assert (
            client.post(reverse(f"questionbank:{name}", args=[draft.pk]), sent).status_code == 400
        )
        assert known_to(reviewer, [draft]) == {draft.pk: Known.SEEN}


def test_a_guess_that_changes_nothing_is_noted_as_seen(signed_in, reviewer, author):
    BankRole.objects.create(user=reviewer, kind=BankRole.Kind.AUTHOR)
    draft = RevisionFactory(state=RevisionState.DRAFT, published_at=None, author=author)
    page = reverse("questionbank:question_edit", args=[draft.question_id])
    form = signed_in(author).get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert signed_in(reviewer).post(page, sent).status_code == 302
    assert Revision.objects.count() == 1
    assert known_to(reviewer, [draft]) == {draft.pk: Known.SEEN}


def test_a_checklist_is_kept_only_while_a_revision_waits(signed_in, reviewer, author):
    published = RevisionFactory(author=author)
    address = reverse("questionbank:checklist", args=[published.pk])
    assert signed_in(reviewer).post(address, {"ticked": ["basis"]}).status_code == 409
    assert not Checklist.objects.exists()


def test_a_checklist_looks_at_the_day_here(reviewer, author):
    """At 17:30 in UTC a new day has begun here; the document ended with the old one."""
    late = NOON.replace(hour=17, minute=30)
    ended = LegalDocumentFactory(number="2/2020", in_force_until=timezone.localdate(late))
    one = RevisionFactory(state=RevisionState.IN_REVIEW, author=author, document=ended)
    assert not save_checklist(one, ticked=[], note="", by=reviewer, at=late).found["in_force"]


def test_words_of_a_note_stay_out_of_a_reviewers_list(signed_in, author, reviewer):
    RevisionFactory(state=RevisionState.DRAFT, published_at=None, review_note="Phải là B.")
    page = reverse("questionbank:questions")
    assert "Phải là B." in signed_in(author).get(page).content.decode()
    assert "Phải là B." not in signed_in(reviewer).get(page).content.decode()
