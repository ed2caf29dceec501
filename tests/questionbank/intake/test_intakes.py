"""An intake waits with its file, is mended, becomes drafts, and is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from questionbank.authoring.completeness import Incomplete, lacks_of
from questionbank.authoring.revisions import (
    move_to_axis,
    publish_revision,
    send_to_review,
    wording_of,
    write_draft,
)
from questionbank.importing.retention import INTAKES
from questionbank.intake import confirming, intakes
from questionbank.intake.confirming import confirm_intake, lacks_of_item, may_take_back, take_back
from questionbank.models import BankRole, Intake, Question, Revision
from questionbank.pairs import decide_pair
from questionbank.review_models import Suggestion, Tag
from questionbank.reviewing.comments import write_comment
from questionbank.rules import NotAuthor
from quizsite.refusals import Refusal
from tests.factories import AxisFactory, LegalDocumentFactory, UserFactory

NOW = timezone.now


def mended(item, **changes):
    return intakes.mend_item(
        item, wording=changes, version=item.version, by=item.intake.uploader, at=NOW()
    )


def test_nothing_is_in_the_bank_until_somebody_confirms(intake, items):
    assert (Question.objects.count(), len(items)) == (0, 3)
    assert bytes(intake.content).startswith("Trục 2".encode())


def test_only_an_author_takes_a_file_in(reviewer):
    with pytest.raises(NotAuthor):
        intakes.take_in(b"x", filename="a.txt", ending=".txt", by=reviewer, at=NOW())


def test_text_without_a_question_is_refused_with_an_example(author):
    with pytest.raises(intakes.NothingFound, match="Câu 1"):
        intakes.take_in("Xin chào".encode(), filename="a", ending=".txt", by=author, at=NOW())


def test_a_heading_proposes_an_axis_and_stores_none(author):
    axis = AxisFactory(code="2", name="Cải cách thủ tục hành chính")
    text = "Trục 2: Cải cách thủ tục hành chính\nCâu 1: Bao lâu?\nA. 5\nB. 6\n"
    made = intakes.take_in(text.encode(), filename="a", ending=".txt", by=author, at=NOW())
    wording = made.items.get().wording
    assert (wording["axis"], wording["proposed_axis"]) == (None, axis.pk)


def test_a_key_in_doubt_is_not_stored_before_somebody_looked(items):
    doubtful = items[1]
    assert [one["code"] for one in doubtful.doubts] == ["key_conflict"]
    assert "right" in lacks_of_item(doubtful)
    assert "right" not in lacks_of_item(mended(doubtful, right=[0]))


def test_confirmed_questions_are_drafts_that_say_what_they_lack(intake):
    done = confirm_intake(intake, by=intake.uploader, at=NOW())
    assert (done.drafts, done.incomplete, done.known) == (3, 3, 0)
    first = Revision.objects.select_related("question__axis").order_by("pk")[0]
    assert first.state == "draft"
    assert lacks_of(first) == ["basis", "axis"]
    assert list(first.answer_key.right_options) == [1]


def test_an_incomplete_draft_is_neither_sent_nor_published(intake, reviewer):
    confirm_intake(intake, by=intake.uploader, at=NOW())
    revision = Revision.objects.first()
    with pytest.raises(Incomplete):
        send_to_review(revision, by=intake.uploader, at=NOW())
    with pytest.raises(Incomplete):
        publish_revision(revision, by=reviewer, at=NOW())


def test_a_complete_item_becomes_a_complete_draft(intake, items):
    axis, document = AxisFactory(), LegalDocumentFactory()
    said = {"axis": axis.pk, "document": document.pk, "article": "Điều 5"}
    mended(items[0], **said)
    confirm_intake(intake, by=intake.uploader, at=NOW())
    revision = Revision.objects.select_related("question__axis").get(stem__startswith="Thời hạn")
    assert lacks_of(revision) == []
    assert send_to_review(revision, by=intake.uploader, at=NOW()).state == "in_review"


@pytest.mark.parametrize("words", [{"stem": "Của người sửa?"}, {"right": [2]}])
def test_who_mends_the_words_is_the_author_and_does_not_publish(intake, items, words):
    """Else somebody mends another one's intake, lets that one confirm, and publishes it."""
    mender = UserFactory()
    for kind in (BankRole.Kind.AUTHOR, BankRole.Kind.REVIEWER):
        BankRole.objects.create(user=mender, kind=kind)
    given = {"axis": AxisFactory().pk, "document": LegalDocumentFactory().pk, "article": "Điều 5"}
    mended(items[0], **given)
    item = type(items[0]).objects.get(pk=items[0].pk)
    intakes.mend_item(item, wording=words, version=item.version, by=mender, at=NOW())
    confirm_intake(intake, by=intake.uploader, at=NOW())
    item.refresh_from_db()
    revision = Revision.objects.get(question=item.question_id)
    assert revision.author == mender
    send_to_review(revision, by=intake.uploader, at=NOW())
    with pytest.raises(Refusal):
        publish_revision(revision, by=mender, at=NOW())


def test_who_brought_the_file_is_the_author_whoever_confirms(intake, items):
    other = UserFactory()
    BankRole.objects.create(user=other, kind=BankRole.Kind.AUTHOR)
    intakes.mend_item(items[0], wording={"axis": AxisFactory().pk}, version=1, by=other, at=NOW())
    confirm_intake(intake, by=other, at=NOW())
    assert {one.author for one in Revision.objects.all()} == {intake.uploader}


def test_two_clicks_store_once(intake):
    confirm_intake(intake, by=intake.uploader, at=NOW())
    with pytest.raises(intakes.IntakeClosed):
        confirm_intake(intake, by=intake.uploader, at=NOW())
    assert Question.objects.count() == 3


def test_a_page_from_before_somebody_confirmed_sets_nothing(intake, items):
    """It would say that it is done, and the drafts would know nothing of it."""
    confirm_intake(Intake.objects.get(pk=intake.pk), by=intake.uploader, at=NOW())
    ids = [item.pk for item in items]
    with pytest.raises(intakes.IntakeClosed):
        intakes.set_for_many(intake, ids, values={"difficulty": "hard"}, by=intake.uploader)
    with pytest.raises(intakes.IntakeClosed):
        intakes.accept_proposals(intake, ids, by=intake.uploader)
    with pytest.raises(intakes.IntakeClosed):
        mended(items[0], stem="Muộn?")
    assert "hard" not in set(intake.items.values_list("wording__difficulty", flat=True))


def test_what_the_bank_has_word_for_word_is_left_out(intake, author):
    confirm_intake(intake, by=author, at=NOW())
    again = intakes.take_in(bytes(intake.content), filename="b", ending=".txt", by=author, at=NOW())
    with pytest.raises(confirming.NothingToConfirm):
        confirm_intake(again, by=author, at=NOW())
    again.refresh_from_db()
    assert again.confirmed_at is None


def test_taking_back_removes_the_drafts_and_the_file_waits_again(intake):
    confirm_intake(intake, by=intake.uploader, at=NOW())
    intake.refresh_from_db()
    assert may_take_back(intake)
    assert take_back(intake, by=intake.uploader, at=NOW()) == 3
    intake.refresh_from_db()
    assert (Question.objects.count(), intake.confirmed_at) == (0, None)
    assert confirm_intake(intake, by=intake.uploader, at=NOW()).drafts == 3


def test_an_edited_draft_keeps_the_whole_intake(intake, author):
    confirm_intake(intake, by=author, at=NOW())
    revision = Revision.objects.select_related("question", "answer_key").first()
    old = wording_of(revision)
    write_draft(revision.question, wording=replace(old, stem="Khác?"), by=author, at=NOW())
    with pytest.raises(confirming.AlreadyEdited):
        take_back(intake, by=author, at=NOW())
    assert Question.objects.count() == 3


def test_two_people_never_lose_each_others_edits(items):
    seen_by_other = type(items[0]).objects.select_related("intake").get(pk=items[0].pk)
    mended(items[0], stem="Của người thứ nhất?")
    with pytest.raises(intakes.ItemChanged):
        mended(seen_by_other, stem="Của người thứ hai?")
    items[0].refresh_from_db()
    assert items[0].wording["stem"] == "Của người thứ nhất?"


def test_a_question_is_split_by_its_text(items):
    text = "Câu 1: Một?\nA. a\n*B. b\nCâu 2: Hai?\nA. c\nB. d\n"
    made = intakes.rewrite_item(
        items[0], text=text, version=items[0].version, by=items[0].intake.uploader, at=NOW()
    )
    kept = items[0].intake.items.filter(is_dropped=False).order_by("position")
    assert [one.wording["stem"] for one in kept][:3] == [
        "Một?",
        "Hai?",
        "Cơ quan nào tiếp nhận hồ sơ?",
    ]
    assert made[0].wording["right"] == [1]


def test_a_question_that_was_cut_is_merged(author):
    text = "Câu 1: Một là gì?\nA. a\nB. b\n\nCâu 2: nối tiếp\nC. c\n"
    made = intakes.take_in(text.encode(), filename="a", ending=".txt", by=author, at=NOW())
    first, second = made.items.all()
    merged = intakes.merge_into_previous(second, version=second.version, by=author, at=NOW())
    assert merged.pk == first.pk
    assert merged.wording["options"] == ["a", "b nối tiếp", "c"]
    assert made.items.filter(is_dropped=False).count() == 1


def test_what_one_question_cannot_hold_is_not_merged_and_nothing_is_lost(author):
    options = "\n".join(f"{letter}. phương án {letter}" for letter in "ABCDE")
    text = f"Câu 1: Một?\n{options}\nCâu 2: Hai?\n{options}\n"
    made = intakes.take_in(text.encode(), filename="a", ending=".txt", by=author, at=NOW())
    second = made.items.last()
    with pytest.raises(intakes.TooMuchForOne):
        intakes.merge_into_previous(second, version=second.version, by=author, at=NOW())
    assert [len(one.wording["options"]) for one in made.items.filter(is_dropped=False)] == [5, 5]


def test_many_are_given_an_axis_at_once(intake, items):
    axis = AxisFactory()
    ids = [item.pk for item in items[:2]]
    assert intakes.set_for_many(intake, ids, values={"axis": axis.pk}, by=intake.uploader) == 2
    assert [item.wording["axis"] for item in intake.items.all()] == [axis.pk, axis.pk, None]


def test_ids_of_another_intake_change_nothing(intake, author):
    other = intakes.take_in(bytes(intake.content), filename="b", ending=".txt", by=author, at=NOW())
    ids = list(other.items.values_list("pk", flat=True))
    assert intakes.set_for_many(intake, ids, values={"audience": "chung"}, by=author) == 0


def test_intakes_go_after_thirty_days(intake):
    assert not INTAKES.due_at(intake.created_at + timedelta(days=29)).exists()
    assert INTAKES.due_at(intake.created_at + timedelta(days=31)).get() == intake
    assert Intake.objects.count() == 1


def test_what_people_said_of_a_draft_keeps_the_whole_intake(intake, author):
    """A remark, a suggestion, a tag, a pair or another axis would go with the draft."""
    confirm_intake(intake, by=author, at=NOW())
    intake.refresh_from_db()
    one, other = Revision.objects.select_related("question").order_by("pk")[:2]
    remark = write_comment(one, text="Sai ngày.", by=author, at=NOW())
    assert not may_take_back(intake)
    remark.delete()
    wording = {"stem": "Khác?"}
    made = Suggestion.objects.create(revision=one, suggested_at=NOW(), wording=wording)
    assert not may_take_back(intake)
    made.delete()
    tag = Tag.objects.create(name="một cửa")
    tag.questions.add(one.question)
    assert not may_take_back(intake)
    tag.delete()
    pair = decide_pair(one.question, other.question, is_apart=True, by=author, at=NOW())
    assert not may_take_back(intake)
    pair.delete()
    assert may_take_back(intake)
    move_to_axis(one.question, axis=AxisFactory(code="88"), by=author, at=NOW())
    assert not may_take_back(intake)
