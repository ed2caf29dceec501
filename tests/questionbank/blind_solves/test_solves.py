from datetime import timedelta

import pytest
from django.urls import reverse

from questionbank import rules
from questionbank.authoring import revisions
from questionbank.blind_solves import solves
from questionbank.blind_solves.knowledge import Known, closed_questions, known_to
from questionbank.blind_solves.queue import next_to_solve, queue_of
from questionbank.intake.confirming import confirm_intake
from questionbank.intake.intakes import delete_intake, take_in
from questionbank.key_views import see_key, see_keys_of_intake, take_keys
from questionbank.models import BankRole, Revision, RevisionState
from questionbank.review_models import BlindSolve
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.models import AuditLine
from tests.audit.lines import last_line, said_in
from tests.factories import NOON, QuestionFactory, RevisionFactory
from tests.questionbank.intake.conftest import TEXT

pytestmark = pytest.mark.django_db
RIGHT, WRONG = 0b0001, 0b0010


@pytest.fixture
def waiting(author):
    return RevisionFactory(state=RevisionState.IN_REVIEW, author=author)


def answer(revision, user, value=RIGHT, **said):
    return solves.solve(revision, answer=value, by=user, at=NOON, **said)


def test_a_key_is_closed_to_a_reviewer_until_they_answer(waiting, author, reviewer):
    assert closed_questions(author) == set()
    assert closed_questions(reviewer) == {waiting.question_id}
    answer(waiting, reviewer)
    assert closed_questions(reviewer) == set()


def test_an_answer_is_kept_with_its_time_and_compared_with_the_key(waiting, reviewer):
    answer(waiting, reviewer, shown_at=NOON - timedelta(minutes=3))
    (read,) = solves.read_solves(waiting)
    assert (read.agrees, read.is_open, read.minutes, read.solve.counts) == (True, False, 3, True)
    line = last_line()
    assert said_in(line) == (AuditKind.QUESTION_SOLVED, "reviewer", reviewer.pk, "")
    assert line.after == {"revision": 1, "solve_counts": True}


def test_only_a_reviewer_answers_and_only_what_waits(waiting, author, reviewer):
    with pytest.raises(rules.NotReviewer):
        answer(waiting, author)
    with pytest.raises(solves.NotInReview):
        answer(RevisionFactory(), reviewer)


def test_the_first_answer_stays(waiting, reviewer):
    answer(waiting, reviewer, WRONG)
    with pytest.raises(solves.AlreadySolved):
        answer(waiting, reviewer, RIGHT)
    assert BlindSolve.objects.get().answer == WRONG


def test_saying_that_no_option_is_right_needs_words_and_disagrees(waiting, reviewer):
    with pytest.raises(solves.NoAnswer):
        answer(waiting, reviewer, 0)
    answer(waiting, reviewer, 0, remark="Cả A và C đều đúng.")
    (read,) = solves.read_solves(waiting)
    assert (read.agrees, read.is_open) == (False, True)


def test_opening_the_key_without_an_answer_does_not_count(waiting, reviewer):
    answer(waiting, reviewer, None)
    assert closed_questions(reviewer) == set()
    with pytest.raises(solves.NotSolved):
        revisions.publish_revision(waiting, by=reviewer, at=NOON)


def test_an_author_who_also_reviews_knows_the_key(waiting, author, reviewer):
    BankRole.objects.create(user=author, kind=BankRole.Kind.REVIEWER)
    assert known_to(author, [waiting]) == {waiting.pk: Known.WRITTEN}
    assert closed_questions(author) == set()
    assert answer(waiting, author).counts is False


@pytest.mark.parametrize("way", ["page", "file"])
def test_whoever_was_shown_the_key_is_known_by_the_trail(waiting, reviewer, way):
    if way == "page":
        see_key(waiting.question, waiting, by=reviewer, at=NOON)
    else:
        take_keys(Revision.objects.all(), file="cau-hoi.csv", by=reviewer, at=NOON)
    assert known_to(reviewer, [waiting]) == {waiting.pk: Known.SEEN}
    assert answer(waiting, reviewer).counts is False


def test_the_key_of_an_older_revision_that_asks_the_same_is_the_same_key(author, reviewer):
    question = QuestionFactory()
    old = RevisionFactory(question=question, number=1, stem="Ai?")
    see_key(question, old, by=reviewer, at=NOON)
    new = {"question": question, "number": 2, "state": RevisionState.IN_REVIEW, "author": author}
    same = RevisionFactory(**new, stem="Ai?")
    assert known_to(reviewer, [same]) == {same.pk: Known.SEEN}
    Revision.objects.filter(pk=same.pk).update(stem="Ai ban hành?")
    assert known_to(reviewer, [Revision.objects.get(pk=same.pk)]) == {}


def test_an_answer_to_the_same_text_counts_for_a_revision_with_another_key(author, reviewer):
    question = QuestionFactory()
    old = RevisionFactory(
        question=question, number=1, stem="Ai?", state=RevisionState.IN_REVIEW, author=author
    )
    answer(old, reviewer, WRONG)
    solves.settle(BlindSolve.objects.get(), revision=old, words="Tôi nhầm.", by=reviewer, at=NOON)
    Revision.objects.filter(pk=old.pk).update(state=RevisionState.RETIRED)
    new = {"question": question, "state": RevisionState.IN_REVIEW, "author": author, "stem": "Ai?"}
    mended = RevisionFactory(**new, number=2, right=[1])
    (read,) = solves.read_solves(mended)
    assert (read.agrees, read.is_settled, read.is_open) == (True, False, False)
    assert closed_questions(reviewer) == set()


def test_words_about_one_key_do_not_settle_another(author, reviewer):
    question = QuestionFactory()
    texts = {"question": question, "stem": "Ai?", "author": author}
    old = RevisionFactory(**texts, number=1, state=RevisionState.IN_REVIEW)
    solve = answer(old, reviewer, WRONG)
    solves.settle(solve, revision=old, words="Tôi nhầm.", by=reviewer, at=NOON)
    assert solves.read_solves(old)[0].is_settled
    Revision.objects.filter(pk=old.pk).update(state=RevisionState.RETIRED)
    other = RevisionFactory(**texts, number=2, state=RevisionState.IN_REVIEW, right=[2])
    assert solves.read_solves(other)[0].is_open


def test_publishing_asks_for_a_blind_solve(waiting, reviewer):
    with pytest.raises(solves.NotSolved):
        revisions.publish_revision(waiting, by=reviewer, at=NOON)
    answer(waiting, reviewer)
    assert revisions.publish_revision(waiting, by=reviewer, at=NOON).state == "published"


def test_the_setting_lets_publish_without_a_solve_but_not_over_a_disagreement(
    waiting, reviewer, no_solve_asked
):
    other = RevisionFactory(state=RevisionState.IN_REVIEW)
    revisions.publish_revision(other, by=reviewer, at=NOON)
    answer(waiting, reviewer, WRONG)
    with pytest.raises(solves.DisagreementOpen):
        revisions.publish_revision(waiting, by=reviewer, at=NOON)


def test_a_disagreement_is_settled_in_words_before_publishing(waiting, reviewer):
    solve = answer(waiting, reviewer, WRONG)
    with pytest.raises(solves.DisagreementOpen):
        revisions.publish_revision(waiting, by=reviewer, at=NOON)
    with pytest.raises(rules.ReasonMissing):
        solves.settle(solve, revision=waiting, words=" ", by=reviewer, at=NOON)
    solves.settle(solve, revision=waiting, words="Đọc lại khoản 2.", by=reviewer, at=NOON)
    assert last_line().kind == AuditKind.SOLVE_SETTLED
    assert last_line().reason == ""  # it may tell the key, and people without a role read it
    assert revisions.publish_revision(waiting, by=reviewer, at=NOON).state == "published"


def test_who_wrote_the_question_does_not_settle_a_disagreement(waiting, author, reviewer):
    BankRole.objects.create(user=author, kind=BankRole.Kind.REVIEWER)
    solve = answer(waiting, reviewer, WRONG)
    with pytest.raises(solves.NotSettling):
        solves.settle(solve, revision=waiting, words="Đúng rồi.", by=author, at=NOON)


def test_many_are_published_but_for_those_without_a_solve_or_with_a_disagreement(
    waiting, reviewer, other_reviewer
):
    disputed = RevisionFactory(state=RevisionState.IN_REVIEW)
    unsolved = RevisionFactory(state=RevisionState.IN_REVIEW)
    answer(waiting, other_reviewer)
    answer(disputed, other_reviewer, WRONG)
    ids = [waiting.pk, disputed.pk, unsolved.pk]
    moved = revisions.publish_all(ids, by=reviewer, at=NOON)
    assert (moved.done, moved.unsolved) == (1, 2)
    assert list(Revision.objects.published()) == [waiting]


def test_the_only_reviewer_publishes_own_work_with_a_reason_and_without_a_solve(
    author, one_may_confirm_alone
):
    BankRole.objects.create(user=author, kind=BankRole.Kind.REVIEWER)
    own = RevisionFactory(state=RevisionState.IN_REVIEW, author=author)
    done = revisions.publish_revision(own, by=author, at=NOON, reason="Chỉ có một người.")
    assert done.state == "published"


def test_the_queue_names_first_what_this_person_must_answer(waiting, author, reviewer):
    solved = RevisionFactory(state=RevisionState.IN_REVIEW, question=QuestionFactory(code="A-1"))
    answer(solved, reviewer, WRONG)
    found = queue_of(reviewer)
    assert [(one.revision, one.is_closed, one.open_disagreements) for one in found] == [
        (waiting, True, 0),
        (solved, False, 1),
    ]
    assert next_to_solve(reviewer, after="A-1") == waiting.question_id
    assert next_to_solve(reviewer, after=waiting.question.code) is None
    assert [one.is_own for one in queue_of(author)] == [False, True]


def test_the_staff_switches_the_rule_with_a_reason(organiser):
    staff = Actor(organiser, Role.STAFF)
    assert solves.asks_blind_solve()
    with pytest.raises(rules.ReasonMissing):
        solves.ask_blind_solve(is_asked=False, by=staff, at=NOON, reason="")
    solves.ask_blind_solve(is_asked=False, by=staff, at=NOON, reason="Chỉ có hai người.")
    solves.ask_blind_solve(is_asked=False, by=staff, at=NOON, reason="Lần nữa.")
    assert not solves.asks_blind_solve()
    line = AuditLine.objects.get(kind=AuditKind.SETTING_CHANGED)
    assert (line.before, line.after) == ({"asks_blind_solve": True}, {"asks_blind_solve": False})


def test_only_a_disagreement_is_settled_and_by_nobody_who_must_answer(
    waiting, reviewer, other_reviewer
):
    agreed = answer(waiting, reviewer, RIGHT)
    with pytest.raises(solves.NothingToSettle):
        solves.settle(agreed, revision=waiting, words="Đúng rồi.", by=reviewer, at=NOON)
    differs = RevisionFactory(state=RevisionState.IN_REVIEW)
    wrong = answer(differs, reviewer, WRONG)
    with pytest.raises(solves.NotSettling):
        solves.settle(wrong, revision=differs, words="Đúng.", by=other_reviewer, at=NOON)
    answer(differs, other_reviewer, RIGHT)
    solves.settle(wrong, revision=differs, words="Điều 5.", by=other_reviewer, at=NOON)


def test_what_an_intake_showed_stays_known_when_its_file_is_gone(author, reviewer):
    BankRole.objects.create(user=reviewer, kind=BankRole.Kind.AUTHOR)
    intake = take_in(TEXT.encode(), filename="a.txt", ending=".txt", by=author, at=NOON)
    see_keys_of_intake(intake, questions=3, by=reviewer, at=NOON)
    confirm_intake(intake, by=author, at=NOON)
    drafts = list(Revision.objects.all())
    delete_intake(intake, by=author, at=NOON)
    assert known_to(reviewer, drafts) == dict.fromkeys((one.pk for one in drafts), Known.SEEN)


def test_who_must_answer_is_not_told_that_others_disagree(
    signed_in, waiting, author, reviewer, other_reviewer
):
    """It would say that the answer at hand is not the key."""
    answer(waiting, reviewer, WRONG)
    page = reverse("questionbank:review_queue")
    assert "khác đáp án</span>" in signed_in(author).get(page).content.decode()
    said = signed_in(other_reviewer).get(page).content.decode()
    assert "Chờ bạn giải" in said
    assert "khác đáp án</span>" not in said
    assert [one.open_disagreements for one in queue_of(other_reviewer)] == [0]
