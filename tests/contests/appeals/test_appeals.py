"""Who may appeal against what, and how two organisers answer."""

from datetime import timedelta

import pytest

from contests.appeals.answers import ANSWERS
from contests.appeals.appeals import (
    AlreadyAppealed,
    AppealMoved,
    AppealTextMissing,
    NotInPaper,
    appeal_decision,
    appeal_question,
    appeal_result,
    confirm_answer,
    propose_answer,
    return_answer,
    withdraw_appeal,
)
from contests.appeals.figures import appeal_counts
from contests.appeals.rules import (
    AppealTooEarly,
    AppealTooLate,
    NoAppeals,
    NothingToAppeal,
    TooManyAppeals,
)
from contests.models import (
    Appeal,
    AppealKind,
    AppealOutcome,
    AppealState,
    Contest,
    ContestOrganiser,
    Round,
)
from contests.registration.entries import void_entry
from leaderboard.finals.finalise import finalise_round
from leaderboard.rules import AppealsOpen
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.models import AuditLine, SiteSettings
from quizsite.two_people import LoneReasonMissing, NobodyElse, SecondPersonNeeded
from tests.contests.appeals.conftest import AFTER
from tests.factories import NOON, RevisionFactory, RoundFactory

pytestmark = pytest.mark.django_db

CLOSED = AFTER - timedelta(minutes=1)


def appeal(paper, *, position=1, text="Đáp án B mới đúng", at=AFTER):
    return appeal_question(paper, position=position, text=text, at=at)


def answered(appeal, by, outcome=AppealOutcome.REFUSED):
    return propose_answer(appeal, outcome=outcome, answer="Đã đối chiếu", by=by, at=AFTER)


def test_a_question_of_the_own_paper_is_appealed(paper):
    made = appeal(paper, position=2)
    assert (made.entry, made.round, made.revision_id) == (
        paper.entry,
        paper.round,
        paper.paper[1][0],
    )
    assert (made.kind, made.state, made.made_at) == (AppealKind.QUESTION, AppealState.OPEN, AFTER)


@pytest.mark.parametrize("position", [0, 3])
def test_a_question_of_another_paper_is_not(paper, position):
    with pytest.raises(NotInPaper):
        appeal(paper, position=position)


def test_the_period_begins_at_the_close_and_anew_with_the_check(paper):
    with pytest.raises(AppealTooEarly):
        appeal(paper, at=CLOSED - timedelta(seconds=1))
    late = CLOSED + timedelta(days=3)
    with pytest.raises(AppealTooLate):
        appeal(paper, at=late)
    Round.objects.update(checking_since=CLOSED + timedelta(days=1))
    paper.round.refresh_from_db()
    assert appeal(paper, at=late)


def test_a_contest_may_take_none_and_practice_has_none(paper):
    paper.round.contest.appeal_days = 0
    with pytest.raises(NoAppeals):
        appeal_result(paper, text="Sai", at=AFTER)
    paper.round = RoundFactory(contest=Contest.objects.get(), is_practice=True)
    with pytest.raises(NothingToAppeal):
        appeal_result(paper, text="Sai", at=AFTER)


def test_being_voided_is_appealed_within_the_period_of_that_decision(paper, organiser):
    entry = paper.entry
    with pytest.raises(NothingToAppeal):
        appeal_decision(entry, text="Tôi tự làm bài", at=NOON)
    entry = void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    with pytest.raises(AppealTooLate):
        appeal_decision(entry, text="Tôi tự làm bài", at=NOON + timedelta(days=3))
    assert appeal_decision(entry, text="Tôi tự làm bài", at=AFTER - timedelta(days=6)).round is None


def test_the_same_is_appealed_once_unless_it_was_withdrawn(paper):
    made = appeal(paper)
    with pytest.raises(AlreadyAppealed):
        appeal(paper)
    withdraw_appeal(made, at=AFTER)
    assert appeal(paper)


def test_an_appeal_says_something(paper):
    with pytest.raises(AppealTextMissing):
        appeal(paper, text="  ")


def test_few_appeals_of_one_person_wait_at_once(paper, two):
    paper.paper = [[RevisionFactory().pk, [0, 1, 2, 3]] for _ in range(4)]
    made = [appeal(paper, position=n) for n in (1, 2, 3)]
    with pytest.raises(TooManyAppeals):
        appeal(paper, position=4)
    confirm_answer(answered(made[0], two[0]), by=two[1], at=AFTER)
    assert appeal(paper, position=4)


def test_a_second_organiser_confirms_the_answer(paper, two):
    made = answered(appeal(paper), two[0], AppealOutcome.ACCEPTED)
    with pytest.raises(SecondPersonNeeded):
        confirm_answer(made, by=two[0], at=AFTER)
    assert confirm_answer(made, by=two[1], at=AFTER).state == AppealState.ACCEPTED
    kinds = AuditLine.objects.order_by("pk").values_list("kind", "by_id")
    assert list(kinds) == [
        (AuditKind.APPEAL_ANSWERED, two[0].pk),
        (AuditKind.APPEAL_DECIDED, two[1].pk),
    ]


def test_a_proposed_answer_is_given_back_and_written_anew(paper, two):
    made = return_answer(answered(appeal(paper), two[0]), by=two[1], at=AFTER)
    assert made.state == AppealState.OPEN
    confirmed = confirm_answer(answered(made, two[1]), by=two[0], at=AFTER)
    assert confirmed.state == AppealState.REFUSED


def test_what_was_read_is_confirmed_and_no_answer_written_since(paper, two):
    read = answered(appeal(paper), two[0])
    again = return_answer(Appeal.objects.get(), by=two[0], at=AFTER)
    said = {"outcome": AppealOutcome.ACCEPTED, "answer": "Câu có sai sót", "by": two[0]}
    propose_answer(again, **said, at=AFTER + timedelta(seconds=1))
    with pytest.raises(AppealMoved):
        confirm_answer(read, by=two[1], at=AFTER + timedelta(seconds=2))
    assert Appeal.objects.get().state == AppealState.ANSWERED


def test_one_organiser_alone_confirms_where_staff_allow_it(paper, organiser):
    ContestOrganiser.objects.create(contest=paper.round.contest, user=organiser, since=NOON)
    made = answered(appeal(paper), organiser)
    with pytest.raises(NobodyElse):
        confirm_answer(made, by=organiser, at=AFTER)
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    with pytest.raises(LoneReasonMissing):
        confirm_answer(made, by=organiser, at=AFTER)
    confirm_answer(made, by=organiser, at=AFTER, lone_reason="Chỉ có tôi")
    assert [one.alone for one in appeal_counts(paper.round.contest)] == [1]
    assert AuditLine.objects.filter(kind=AuditKind.CONFIRMED_ALONE).exists()


def test_what_is_decided_or_withdrawn_moves_no_more(paper, two):
    made = answered(appeal(paper), two[0])
    withdraw_appeal(made, at=AFTER)
    for move in (
        lambda: confirm_answer(made, by=two[1], at=AFTER),
        lambda: return_answer(made, by=two[1], at=AFTER),
        lambda: answered(made, two[1]),
        lambda: withdraw_appeal(made, at=AFTER),
    ):
        with pytest.raises(AppealMoved):
            move()


def test_a_round_is_final_once_its_appeals_are_answered(paper, two):
    made = appeal(paper)
    with pytest.raises(AppealsOpen):
        finalise_round(paper.round, by=None, at=AFTER)
    confirm_answer(answered(made, two[0]), by=two[1], at=AFTER)
    assert finalise_round(paper.round, by=None, at=AFTER).finalised_at == AFTER


def test_an_appeal_of_a_voided_person_holds_up_the_rounds_that_they_took(paper, organiser):
    entry = void_entry(paper.entry, by=organiser, at=CLOSED, reason="Thi hộ")
    appeal_decision(entry, text="Tôi tự làm bài", at=AFTER)
    other = RoundFactory(contest=paper.round.contest)
    with pytest.raises(AppealsOpen):
        finalise_round(paper.round, by=None, at=AFTER)
    assert finalise_round(other, by=None, at=AFTER).finalised_at


def test_counts_tell_kinds_and_outcomes_and_leave_out_what_was_withdrawn(paper, two):
    confirm_answer(answered(appeal(paper), two[0]), by=two[1], at=AFTER)
    appeal(paper, position=2)
    withdraw_appeal(appeal_result(paper, text="Sai", at=AFTER), at=AFTER)
    [counts] = appeal_counts(paper.round.contest)
    assert (counts.kind, counts.waiting, counts.accepted, counts.refused) == ("question", 1, 0, 1)


def test_deleting_a_person_empties_their_appeals(paper, two):
    decided = confirm_answer(answered(appeal(paper), two[0]), by=two[1], at=AFTER)
    waiting = appeal(paper, position=2)
    user = paper.entry.user
    erase_person(user, by=Actor(user, Role.PERSON), at=AFTER, reason="")
    for one, state in ((decided, AppealState.REFUSED), (waiting, AppealState.WITHDRAWN)):
        one.refresh_from_db()
        assert (one.text, one.answer, one.state) == ("", "", state)


def test_each_kind_and_outcome_has_an_answer_to_start_from():
    assert set(ANSWERS) == {(kind, outcome) for kind in AppealKind for outcome in AppealOutcome}
    assert {one.value for one in AppealOutcome} <= {one.value for one in AppealState}
