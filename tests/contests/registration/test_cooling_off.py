"""Who had a role that saw a contest's questions enters and starts nothing that asks them."""

from datetime import timedelta

import pytest

from contests.attempts.rules import check_may_start
from contests.models import PastRole
from contests.registration.rules import check_may_enter
from contests.rules import CoolingOff
from questionbank.models import Question
from quizsite.refusals import allowed
from tests.factories import NOON, ContestFactory, RevisionFactory, RoundFactory, SectionFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDED = NOON - 3 * DAY  # 20/11/2026


def left_bank(user, *, until=ENDED):
    return PastRole.objects.create(user=user, kind="author", until=until)


def written(at):
    """All questions there are were first written then."""
    Question.objects.update(created_at=at)


def may_enter(user, contest):
    return allowed(check_may_enter, user, contest=contest, at=NOON)


def may_start(entry, round):
    return allowed(check_may_start, entry, round=round, at=NOON)


def test_who_organised_a_contest_never_enters_it(contestant):
    contest = ContestFactory()
    PastRole.objects.create(user=contestant, contest=contest, until=ENDED)
    with pytest.raises(CoolingOff) as refusal:
        check_may_enter(contestant, contest=contest, at=NOON)
    assert str(refusal.value) == (
        "Bạn đã thuộc ban tổ chức cuộc thi này đến ngày 20/11/2026 nên không dự thi được."
    )
    assert may_enter(contestant, ContestFactory())


def test_who_worked_in_the_bank_does_not_enter_where_questions_of_that_time_are_asked(contestant):
    round = open_round()
    left_bank(contestant)
    written(ENDED)
    with pytest.raises(CoolingOff) as refusal:
        check_may_enter(contestant, contest=round.contest, at=NOON)
    assert str(refusal.value) == (
        "Bạn không dự thi được, vì bạn đã soạn hoặc duyệt câu hỏi đến ngày 20/11/2026 mà đề thi"
        " dùng câu có từ trước ngày đó."
    )
    written(ENDED + DAY)
    assert may_enter(contestant, round.contest)


def test_one_old_question_in_any_round_to_come_is_enough(contestant):
    round = open_round()
    written(ENDED + DAY)
    old = RevisionFactory(question__created_at=ENDED - DAY)
    SectionFactory(round=RoundFactory(contest=round.contest, opens_at=NOON + DAY), pool=[old.pk])
    left_bank(contestant)
    assert not may_enter(contestant, round.contest)


def test_a_round_that_is_over_bars_nobody(contestant):
    round = open_round(closes_at=NOON)
    next_one = RoundFactory(contest=round.contest)
    new = RevisionFactory(question__created_at=ENDED + DAY)
    SectionFactory(round=next_one, pool=[new.pk])
    left_bank(contestant)
    assert may_enter(contestant, round.contest)


def test_before_pools_are_known_every_question_of_the_bank_counts(contestant):
    contest = ContestFactory()
    left_bank(contestant)
    assert may_enter(contestant, contest)
    RevisionFactory(question__created_at=ENDED + DAY)
    assert may_enter(contestant, contest)
    RevisionFactory(question__created_at=ENDED - DAY)
    assert not may_enter(contestant, contest)


def test_a_new_wording_of_an_old_question_is_the_old_question(contestant):
    round = open_round()
    written(ENDED - DAY)
    left_bank(contestant)
    again = RevisionFactory(
        question=Question.objects.first(), number=2, state="retired", created_at=ENDED + DAY
    )
    round.sections.update(pool=[again.pk])
    assert not may_enter(contestant, round.contest)


@pytest.mark.parametrize(("age", "bars"), [(-DAY, True), (DAY, False)])
def test_a_start_asks_the_pools_of_its_round(contestant, age, bars):
    round = open_round()
    written(ENDED + age)
    entry = entry_in(round, user=contestant)
    left_bank(contestant)
    assert may_start(entry, round) is not bars


def test_only_the_pools_of_the_own_division_bar_a_start(contestant):
    round = open_round()
    written(ENDED + DAY)
    old = RevisionFactory(question__created_at=ENDED - DAY)
    SectionFactory(round=round, pool=[old.pk])  # of another division
    entry = entry_in(round, user=contestant)
    left_bank(contestant)
    assert may_start(entry, round)


def test_the_last_of_several_roles_counts(contestant):
    round = open_round()
    written(ENDED + DAY)
    left_bank(contestant, until=ENDED + 2 * DAY)
    left_bank(contestant)
    assert not may_enter(contestant, round.contest)


def test_who_never_had_a_role_costs_a_start_no_query_more(
    contestant, colleague, django_assert_num_queries
):
    round = open_round()
    entry = entry_in(round, user=contestant)
    left_bank(colleague)
    with django_assert_num_queries(1):  # the usage
        check_may_start(entry, round=round, at=NOON)
