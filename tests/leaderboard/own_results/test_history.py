"""Every own result is always reachable, with what may be told of it now and no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.models import Contest, Entry, Round
from leaderboard.own_results.history import PER_PAGE, history_of
from leaderboard.standings.store import record_results
from tests.factories import NOON, AttemptFactory, DivisionFactory, EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]
LATER = NOON + timedelta(days=30)
PAGE = "/ket-qua-cua-toi/"


def history(user, *, page="", at=NOON):
    return history_of(user, page=page, at=at)


@pytest.fixture
def own(contestant, week, division):
    """The person has 3 of 5 right; one colleague is ahead."""
    take(week, division, correct=5)
    return take(week, division, user=contestant, correct=3)


def only_round(user, **asked):
    ((one,),) = [contest.rounds for contest in history(user, **asked).contests]
    return one


def test_a_paper_of_a_closed_round_is_listed_with_score_and_place(contestant, own):
    found = only_round(contestant, at=LATER)

    assert found.place == 2
    assert [(one.attempt.correct_count, one.shows_score) for one in found.papers] == [(3, True)]


def test_every_attempt_of_every_round_and_contest_is_listed_newest_first(
    contestant, own, week, division, contest
):
    second = RoundFactory(contest=contest, number=2, title="Tuần 2")
    for number in (1, 2):
        closed_attempt(own, second, number=number)
    elsewhere = EntryFactory(user=contestant, registered_at=NOON - timedelta(days=1))
    closed_attempt(elsewhere, RoundFactory(contest=elsewhere.contest, number=1))

    found = history(contestant).contests

    assert [
        [(one.round.number, [paper.attempt.number for paper in one.papers]) for one in each.rounds]
        for each in found
    ] == [[(1, [1])], [(2, [2, 1]), (1, [1])]]


def test_a_score_that_the_round_withholds_is_not_shown(contestant, own):
    Round.objects.update(shown_after_submit="nothing", shown_after_close="nothing")

    found = only_round(contestant, at=LATER)

    assert (found.place, found.papers[0].shows_score) == (None, False)


def test_a_frozen_board_tells_no_place(contestant, own, week):
    Round.objects.update(freeze_minutes=60)

    assert only_round(contestant, at=week.closes_at - timedelta(hours=2)).place == 2
    assert only_round(contestant, at=week.closes_at - timedelta(minutes=5)).place is None


def test_a_voided_person_reads_why_and_no_place(contestant, own, signed_in):
    Entry.objects.filter(pk=own.pk).update(voided_at=NOON, void_reason="Thi hộ")

    assert only_round(contestant).place is None
    assert "Thi hộ" in signed_in(contestant).get(PAGE).content.decode()


def test_the_place_over_the_whole_contest_needs_two_rounds(contestant, own, contest, division):
    (alone,) = history(contestant).contests
    second = RoundFactory(contest=contest, number=2)
    closed_attempt(own, second, correct=5)
    record_results(second, [own.pk])

    (both,) = history(contestant).contests

    assert (alone.place, both.place) == (None, 1)


def test_only_the_attempt_that_counts_says_so(contestant, own, week):
    closed_attempt(own, week, correct=5, number=2)
    record_results(week, [own.pk])

    papers = only_round(contestant).papers

    assert [(one.attempt.number, one.counts) for one in papers] == [(2, True), (1, False)]


def test_an_open_paper_is_gone_on_with(contestant, own, week):
    AttemptFactory(entry=own, round=week, number=2)

    papers = only_round(contestant, at=NOON).papers

    assert [one.is_running for one in papers] == [True, False]
    assert not only_round(contestant, at=LATER).papers[0].is_running


def test_a_contest_without_papers_waits_below(contestant, contest, division):
    EntryFactory(user=contestant, contest=contest, division=division)

    found = history(contestant)

    assert ([one.contest for one in found.waiting], found.contests) == ([contest], [])


def test_many_papers_come_in_pages(contestant, own, week):
    for number in range(2, PER_PAGE + 3):
        closed_attempt(own, week, number=number)

    pages = [history(contestant, page=page) for page in ("1", "2", "99", "²")]

    assert [
        sum(len(one.papers) for each in page.contests for one in each.rounds) for page in pages
    ] == [
        PER_PAGE,
        2,
        2,
        PER_PAGE,
    ]


def test_nobody_else_s_paper_is_listed(stranger, own):
    found = history(stranger)

    assert (found.contests, found.waiting) == ([], [])


def queries_of(user):
    with CaptureQueriesContext(connection) as asked:
        history(user)
    return len(asked)


def test_one_paper_and_many_take_as_many_queries(contestant, own, contest, week, division):
    second = RoundFactory(contest=contest, number=2)
    closed_attempt(own, second)
    record_results(second, [own.pk])
    few = queries_of(contestant)
    for number in range(3, 8):
        further = RoundFactory(contest=contest, number=number)
        closed_attempt(own, further)
        record_results(further, [own.pk])
    for _ in range(3):
        other = Contest.objects.get(pk=EntryFactory(user=contestant).contest_id)
        entry = Entry.objects.get(contest=other, user=contestant)
        for number in (1, 2):
            round = RoundFactory(contest=other, number=number)
            closed_attempt(entry, round)
            record_results(round, [entry.pk])

    assert queries_of(contestant) == few
    assert few <= 9


def test_the_page_needs_a_sign_in(client, db):
    assert client.get(PAGE).url.startswith("/dang-nhap/")


def test_the_page_names_papers_and_links_to_each(signed_in, contestant, own):
    text = signed_in(contestant).get(PAGE).content.decode()

    attempt = own.attempts.get()
    assert f"/bai-thi/{attempt.code}/ket-qua/" in text
    assert "3/5 câu đúng" in text
    assert "Hạng 2" in text


def test_the_menu_home_and_the_contest_lead_there(signed_in, contestant, own, contest):
    browser = signed_in(contestant)
    for path in ("/", f"/cuoc-thi/{contest.slug}/", "/tai-khoan/"):
        assert f'href="{PAGE}' in browser.get(path).content.decode()


def test_a_person_without_results_is_told_what_the_page_is(signed_in, stranger):
    assert "Chưa có kết quả nào" in signed_in(stranger).get(PAGE).content.decode()


def test_a_division_moved_later_keeps_the_place_of_its_board(contestant, own, contest):
    """A final result keeps the division that it was reached in."""
    Entry.objects.filter(pk=own.pk).update(division=DivisionFactory(contest=contest))

    assert only_round(contestant).place == 2
