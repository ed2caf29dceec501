"""Beside a score stand place, progress, unit, joys that can be switched off, and what is next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.attempts.rules import KEY_DELAY_S
from contests.models import Attempt, Entry, Round
from leaderboard.models import JoysOff
from leaderboard.own_results.card import result_card
from leaderboard.own_results.wishes import are_joys_on, switch_joys
from leaderboard.standings.store import record_results
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.accounts.personal_data.keepers import keepers
from quizsite.accounts.units.no_unit import NO_UNIT
from tests.factories import NOON, AttemptFactory, HeadcountFactory, RoundFactory, UnitFactory
from tests.leaderboard.cast import closed_attempt, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]
LATER = NOON + timedelta(days=30)
WISH = "/ket-qua-cua-toi/loi-khen/"


def card(attempt, *, at=NOON):
    read = Attempt.objects.select_related("round__contest", "entry__division", "entry__unit")
    return result_card(read.get(pk=attempt.pk), at=at)


@pytest.fixture
def own(contestant, week, division, department):
    return take(week, division, user=contestant, unit=department, correct=3)


def paper_of(entry):
    return entry.attempts.latest("started_at")


def test_the_place_is_the_board_s(own, week, division):
    take(week, division, correct=5)

    assert card(paper_of(own)).place == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"shown_after_submit": "nothing"},
        {"is_practice": True},
        {"freeze_minutes": 60 * 24 * 8},
    ],
)
def test_a_place_that_no_board_shows_is_not_told(own, fields):
    Round.objects.update(**fields)

    assert card(paper_of(own)).place is None


def test_a_voided_person_has_no_place_and_no_joys_of_taking_part(own):
    Entry.objects.update(voided_at=NOON)

    found = card(paper_of(own))

    assert (found.place, found.joys.unit, found.joys.found) == (None, None, [])


def test_the_card_says_by_which_paper_the_person_stands(own, week):
    closed_attempt(own, week, correct=2, number=2, at=NOON + timedelta(minutes=5))
    record_results(week, [own.pk])

    assert card(paper_of(own)).counting.number == 1


def test_what_got_better_is_said_of_the_paper_before(own, week):
    closed_attempt(own, week, correct=5, number=2, at=NOON + timedelta(minutes=5))

    assert card(paper_of(own)).better == "hơn lần trước 2 câu"


def test_a_round_that_withholds_its_scores_is_compared_with_nothing(own, week):
    Round.objects.update(shown_after_submit="nothing")
    closed_attempt(own, week, correct=5, number=2, at=NOON + timedelta(minutes=5))

    found = card(paper_of(own))

    assert (found.better, found.joys.word) == ("", "")
    assert "Đúng tất cả các câu" not in found.joys.found


def test_a_practice_paper_is_no_last_time_of_a_ranked_one(own, week):
    practice = RoundFactory(contest=week.contest, is_practice=True, number=7)
    closed_attempt(own, practice, correct=1, at=NOON - timedelta(hours=1))
    Attempt.objects.filter(round=week).update(started_at=NOON)

    assert card(own.attempts.get(round=week)).better == ""


def test_rounds_in_a_row_break_where_one_is_left_out(own, contest):
    rounds = [
        RoundFactory(contest=contest, number=n, opens_at=NOON + timedelta(days=n))
        for n in (2, 3, 4, 5)
    ]
    taken = [closed_attempt(own, rounds[n], at=rounds[n].opens_at) for n in (0, 2, 3)]

    assert "2 kỳ liên tiếp có mặt" in card(taken[0], at=LATER).joys.found
    assert not any("liên tiếp" in joy for joy in card(taken[1], at=LATER).joys.found)
    assert "2 kỳ liên tiếp có mặt" in card(taken[2], at=LATER).joys.found


def test_the_first_of_the_unit_is_told_and_the_second_is_not(own, week, division, department):
    second = take(week, division, unit=department, at=NOON + timedelta(hours=1))
    first = "Người đầu tiên của đơn vị dự thi kỳ này"

    assert first in card(paper_of(own)).joys.found
    assert first not in card(paper_of(second)).joys.found


def test_nothing_tells_of_people_while_their_number_is_to_be_predicted(own):
    Round.objects.update(prediction_target="entrants")

    joys = card(paper_of(own)).joys

    assert (joys.unit, joys.found) == (None, [])


def test_who_belongs_to_no_unit_has_no_thermometer(contestant, week, division):
    nobody = UnitFactory(code=NO_UNIT)
    own = take(week, division, user=contestant, unit=nobody)

    joys = card(paper_of(own)).joys

    assert (joys.unit, joys.found) == (None, [])


def test_the_thermometer_shows_the_own_unit_and_its_rise(own, contest, division, department):
    HeadcountFactory(unit=department, people=10)
    second = RoundFactory(contest=contest, number=2, opens_at=NOON + timedelta(days=1))
    closed_attempt(own, second, at=second.opens_at)
    record_results(second, [own.pk])
    for _ in range(2):
        take(second, division, unit=department, at=second.opens_at)

    unit = card(own.attempts.get(round=second), at=second.opens_at).joys.unit

    assert (unit.name, unit.people, unit.headcount, unit.risen) == ("Sở Nội vụ", 3, 10, 2)
    assert (str(unit.rate), unit.bar) == ("30.00", "30.00")


def test_residents_are_counted_without_a_rate(own, division):
    division.headcount_category = ""
    division.save()

    unit = card(paper_of(own)).joys.unit

    assert (unit.people, unit.headcount, unit.rate) == (1, None, None)


def test_the_card_says_when_keys_come_until_they_are_out(own, week):
    paper = paper_of(own)

    assert card(paper).keys_from == week.ends_at + timedelta(seconds=KEY_DELAY_S)
    assert card(paper, at=LATER).keys_from is None
    Round.objects.update(shown_after_close="score")
    assert card(paper).keys_from is None


def test_attempts_left_are_told_while_one_may_start(own, week):
    Round.objects.update(attempt_limit=3)

    found = card(paper_of(own))

    assert (found.may_start, found.attempts_left) == (True, 2)
    assert not card(paper_of(own), at=LATER).may_start
    AttemptFactory(entry=own, round=week, number=2)
    assert not card(own.attempts.get(number=1)).may_start


def test_a_person_switches_joys_off_and_on(own, contestant, signed_in):
    browser = signed_in(contestant)
    page = f"/bai-thi/{paper_of(own).code}/ket-qua/"
    assert "kind-word" in browser.get(page).content.decode()

    for _ in range(2):
        browser.post(WISH, {"loi-khen": "tat"})
    quiet = browser.get(page).content.decode()
    assert card(paper_of(own)).joys is None
    assert not any(word in quiet for word in ("kind-word", "joys", "thermometer"))
    assert "3/5 câu đúng" in quiet

    browser.post(WISH, {"loi-khen": "bat"})
    assert are_joys_on(contestant)


def test_the_wish_is_shown_to_the_person_and_goes_with_them(contestant):
    switch_joys(contestant, are_on=False, at=NOON)
    (kept,) = [one for one in holdings() if one.key == "result_wishes"]
    assert len(list(kept.read(contestant, NOON))) == 1

    for keeper in keepers():
        keeper.erase(contestant, NOON)

    assert not JoysOff.objects.exists()


def test_the_card_names_person_contest_round_and_unit_also_for_paper(own, contestant, signed_in):
    text = signed_in(contestant).get(f"/bai-thi/{paper_of(own).code}/ket-qua/").content.decode()

    for words in (contestant.full_name, "Tìm hiểu cải cách hành chính", "Tuần 1", "Sở Nội vụ"):
        assert words in text.split("result-of")[1].split("</p>")[0]


def queries_of(paper):
    with CaptureQueriesContext(connection) as asked:
        card(paper)
    return len(asked)


def test_many_papers_rounds_and_colleagues_take_no_more_queries(
    own, contest, week, division, department
):
    few = queries_of(paper_of(own))
    for number in range(2, 7):
        round = RoundFactory(contest=contest, number=number, opens_at=NOON - timedelta(days=number))
        closed_attempt(own, round, at=NOON - timedelta(days=number))
        closed_attempt(own, week, number=number, at=NOON - timedelta(minutes=number))
        take(week, division, unit=department)
    record_results(week, [own.pk])

    assert queries_of(paper_of(own)) <= few
