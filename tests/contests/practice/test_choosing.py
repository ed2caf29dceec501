"""Which question comes next."""

from datetime import UTC, date, datetime, timedelta

from contests.models import PractisedQuestion
from contests.practice.choosing import in_order, next_of
from contests.practice.questions import Practicable

TODAY = date(2026, 11, 23)
FOUND = [Practicable(n, n, 1) for n in range(1, 6)]


def practised(**days):
    """Question id → row that comes back so many days from today: `q1=-2`."""
    return {
        int(name[1:]): PractisedQuestion(
            question_id=int(name[1:]),
            due_on=TODAY + timedelta(days=day),
            last_at=datetime(2026, 11, 20, tzinfo=UTC),
        )
        for name, day in days.items()
    }


def chosen(rows, **more):
    return next_of(FOUND, rows, on=TODAY, seed="1", **more)


def test_what_is_due_longest_comes_first():
    found = chosen(practised(q2=0, q4=-3, q5=9))
    assert (found.one.question, found.due, found.new) == (4, 2, 2)


def test_mistakes_on_papers_come_before_other_new_questions():
    assert chosen({}, mistaken={3}).one.question == 3


def test_a_page_read_again_asks_the_same_new_question():
    assert chosen({}).one == chosen({}).one == in_order(FOUND, seed="1")[0]


def test_one_question_more_leaves_the_others_in_their_order():
    more = [*FOUND, Practicable(99, 99, 1)]
    assert [one for one in in_order(more, seed="7") if one.question != 99] == in_order(
        FOUND, seed="7"
    )


def test_who_has_done_all_is_told_when_the_first_comes_back():
    found = chosen(practised(q1=3, q2=1, q3=7, q4=7, q5=7))
    assert (found.one, found.back_on) == (None, TODAY + timedelta(days=1))


def test_who_has_done_all_may_go_on_with_what_comes_back_soonest():
    found = chosen(practised(q1=3, q2=1, q3=7, q4=7, q5=7), again=True)
    assert found.one.question == 2


def test_with_nothing_to_practise_nothing_is_chosen():
    found = next_of([], {}, on=TODAY, seed="1", again=True)
    assert (found.one, found.back_on) == (None, None)


def test_what_may_no_longer_be_practised_does_not_come_back():
    assert chosen(practised(q77=-5)).due == 0
