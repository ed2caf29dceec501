from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from questionbank import rules
from questionbank.authoring import revisions
from questionbank.authoring.wording import Wording
from questionbank.models import REVISION_MOVES, Question, Revision, RevisionState
from quizsite.models import AuditLine
from quizsite.two_people import SecondPersonNeeded
from tests.factories import NOON, AxisFactory, LegalDocumentFactory, RevisionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_solve_asked")]
State = RevisionState


@pytest.fixture
def wording():
    return Wording(
        kind="choice",
        stem="Cơ quan nào ban hành Nghị quyết số 76/NQ-CP?",
        options=("Quốc hội", "Chính phủ", "Bộ Nội vụ"),
        right=(1,),
        explanation="Nghị quyết của Chính phủ ngày 15/7/2021.",
        audience="chung",
        difficulty="de",
        document_id=LegalDocumentFactory().pk,
        article="Mục I",
    )


@pytest.fixture
def draft(wording, author):
    return revisions.add_question(AxisFactory(), code="C-1", wording=wording, by=author, at=NOON)


@pytest.fixture
def in_review(draft, author):
    return revisions.send_to_review(draft, by=author, at=NOON)


def states(question):
    return list(question.revisions.order_by("number").values_list("state", flat=True))


def test_new_question_starts_with_a_draft_of_the_same_wording(draft, wording, author):
    assert (draft.number, draft.state, draft.author) == (1, State.DRAFT, author)
    assert revisions.wording_of(draft) == wording


def test_new_draft_is_found_without_accents(draft):
    assert Revision.objects.get(search_key__contains="co quan nao ban hanh") == draft


def test_code_already_taken_is_refused(draft, wording, author):
    with pytest.raises(revisions.CodeTaken):
        revisions.add_question(AxisFactory(), code="C-1", wording=wording, by=author, at=NOON)
    assert Question.objects.count() == 1


def test_editing_a_draft_makes_a_new_one_and_retires_the_old(draft, wording, author):
    new = revisions.write_draft(
        draft.question, wording=replace(wording, stem="Ai ban hành?"), by=author, at=NOON
    )
    assert new.number == 2
    assert states(draft.question) == [State.RETIRED, State.DRAFT]


def test_editing_a_published_question_leaves_it_published(wording, author):
    published = RevisionFactory()
    revisions.write_draft(published.question, wording=wording, by=author, at=NOON)
    assert states(published.question) == [State.PUBLISHED, State.DRAFT]


def test_writing_the_same_text_again_is_refused(draft, wording, author):
    with pytest.raises(revisions.NothingChanged):
        revisions.write_draft(draft.question, wording=wording, by=author, at=NOON)


def test_only_an_author_writes(wording, reviewer):
    with pytest.raises(rules.NotAuthor):
        revisions.add_question(AxisFactory(), code="C-1", wording=wording, by=reviewer, at=NOON)


def test_many_drafts_are_written_in_a_fixed_number_of_queries(
    wording, author, django_assert_num_queries
):
    three = {RevisionFactory().question: wording for _ in range(3)}
    with django_assert_num_queries(14):
        revisions.write_drafts(three, by=author, at=NOON)


def test_second_person_publishes(in_review, reviewer):
    published = revisions.publish_revision(in_review, by=reviewer, at=NOON)
    assert (published.state, published.reviewer, published.published_at) == (
        State.PUBLISHED,
        reviewer,
        NOON,
    )


def test_author_who_is_also_reviewer_may_not_publish_own_text(in_review, author):
    author.bank_roles.create(kind="reviewer")
    with pytest.raises(SecondPersonNeeded):
        revisions.publish_revision(in_review, by=author, at=NOON)


def test_the_only_reviewer_publishes_an_own_text_with_a_reason_where_staff_allow_it(
    in_review, author, signed_in, one_may_confirm_alone
):
    author.bank_roles.create(kind="reviewer")
    client = signed_in(author)
    page = client.get(reverse("questionbank:question", args=[in_review.question_id]))
    assert "Tự ban hành câu này" in page.content.decode()
    step = reverse("questionbank:take_step", args=[in_review.pk, "ban-hanh"])
    assert client.post(step).status_code == 403
    client.post(step, {"note": "Phường chỉ có tôi"})
    in_review.refresh_from_db()
    assert (in_review.state, in_review.reviewer) == (State.PUBLISHED, author)
    alone = AuditLine.objects.get(kind="confirmed_alone")
    assert (alone.reason, alone.about_label) == ("Phường chỉ có tôi", "C-1")


def test_author_without_the_role_may_not_publish(in_review, author):
    with pytest.raises(rules.NotReviewer):
        revisions.publish_revision(in_review, by=author, at=NOON)


def test_draft_cannot_be_published_unseen(draft, reviewer):
    with pytest.raises(revisions.MoveNotAllowed):
        revisions.publish_revision(draft, by=reviewer, at=NOON)


def test_publishing_retires_the_revision_published_before(in_review, wording, author, reviewer):
    first = revisions.publish_revision(in_review, by=reviewer, at=NOON)
    second = revisions.write_draft(
        first.question, wording=replace(wording, article="Mục II"), by=author, at=NOON
    )
    revisions.send_to_review(second, by=author, at=NOON)
    revisions.publish_revision(second, by=reviewer, at=NOON + timedelta(days=1))
    assert states(first.question) == [State.RETIRED, State.PUBLISHED]


def test_lost_publishing_leaves_the_published_one_in_place(in_review, wording, author, reviewer):
    first = revisions.publish_revision(in_review, by=reviewer, at=NOON)
    second = revisions.write_draft(
        first.question, wording=replace(wording, article="Mục II"), by=author, at=NOON
    )
    seen = revisions.send_to_review(second, by=author, at=NOON)
    Revision.objects.filter(pk=seen.pk).update(state=State.DRAFT)
    with pytest.raises(revisions.AlreadyMoved):
        revisions.publish_revision(seen, by=reviewer, at=NOON)
    assert states(first.question) == [State.PUBLISHED, State.DRAFT]


def test_reviewer_gives_back_with_a_note_and_sending_again_clears_it(in_review, author, reviewer):
    back = revisions.return_to_draft(in_review, note="Thiếu khoản.", by=reviewer, at=NOON)
    assert (back.state, back.review_note) == (State.DRAFT, "Thiếu khoản.")
    assert revisions.send_to_review(back, by=author, at=NOON).review_note == ""


def test_author_takes_back_own_revision(in_review, author):
    assert revisions.return_to_draft(in_review, note="", by=author, at=NOON).state == State.DRAFT


def test_published_question_is_retired_by_a_reviewer_only(in_review, author, reviewer):
    published = revisions.publish_revision(in_review, by=reviewer, at=NOON)
    with pytest.raises(rules.NotReviewer):
        revisions.retire(published, note="", by=author, at=NOON)
    assert (
        revisions.retire(published, note="Luật mới.", by=reviewer, at=NOON).state == State.RETIRED
    )


@pytest.mark.parametrize("start", State.values)
@pytest.mark.parametrize("to", State.values)
def test_only_the_moves_of_the_table_are_made(start, to):
    revision = RevisionFactory(state=start)
    if State(to) in REVISION_MOVES[State(start)]:
        assert revisions._move(revision, to=State(to)).state == to
    else:
        with pytest.raises(revisions.MoveNotAllowed):
            revisions._move(revision, to=State(to))


def test_selection_goes_to_review_at_once(author):
    drafts = [RevisionFactory(state=State.DRAFT) for _ in range(3)]
    published = RevisionFactory()
    ids = [revision.pk for revision in [*drafts, published]]
    assert revisions.send_all_to_review(ids, by=author, at=NOON) == revisions.Moved(done=3)
    published.refresh_from_db()
    assert published.state == State.PUBLISHED


def test_selection_is_published_but_for_own_texts(author, reviewer):
    others = [RevisionFactory(state=State.IN_REVIEW, author=author) for _ in range(2)]
    own = RevisionFactory(state=State.IN_REVIEW, author=reviewer)
    ids = [revision.pk for revision in [*others, own]]
    moved = revisions.publish_all(ids, by=reviewer, at=NOON)
    assert moved == revisions.Moved(done=2, own=1)
    assert Revision.objects.published().filter(reviewer=reviewer).count() == 2


def test_axis_changes_until_first_published(draft, author, reviewer):
    second = AxisFactory(code="2")
    assert revisions.move_to_axis(draft.question, axis=second, by=author, at=NOON).axis == second
    revisions.send_to_review(draft, by=author, at=NOON)
    revisions.publish_revision(draft, by=reviewer, at=NOON)
    with pytest.raises(revisions.AxisFixed):
        revisions.move_to_axis(draft.question, axis=AxisFactory(), by=author, at=NOON)


def test_text_is_immutable_after_insert(draft):
    with pytest.raises(TypeError):
        draft.save()
    with pytest.raises(TypeError):
        draft.save(update_fields=["stem"])
    with pytest.raises(TypeError):
        draft.answer_key.save()
