"""Winners are chosen from the ranking, checked one by one, and announced."""

from datetime import timedelta

import pytest

from contests.awards import Award
from contests.models import PrizelessLine, PrizeTerms, Round
from contests.registration.entries import void_entry
from contests.registration.prizeless import add_prizeless
from contests.rules import ReasonMissing
from leaderboard.finals.check_ranking import rank_checked
from leaderboard.finals.checking import begin_check
from leaderboard.finals.corrections import (
    confirm_correction,
    pending_changes,
    propose_correction,
)
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import correct_round, rank_round
from leaderboard.models import Winner, WinnerCheck, WinnerState
from leaderboard.prizes import lists
from leaderboard.prizes.checking import announce_winners, check_winner
from leaderboard.prizes.lists import TooManyEqual
from leaderboard.prizes.rules import (
    NoPrizes,
    NotToWin,
    PredictionsUncounted,
    ResultNotFinal,
    WinnerMoveNotAllowed,
    WinnersUnchecked,
    WinnersUnknown,
)
from leaderboard.prizes.winners import announced, differs, winners_of
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from quizsite.two_people import SecondPersonNeeded
from tests.factories import (
    NOON,
    DivisionFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

EARLIER = NOON - timedelta(hours=2)


def took(week, division, *, correct, **facts):
    """Each takes the paper while the week was open."""
    return take(week, division, correct=correct, at=EARLIER, **facts)


def won(award) -> list[tuple[str, int, int]]:
    return [(one.prize.title, one.win.entry, one.win.place) for one in winners_of(award).chosen]


@pytest.fixture
def three(week, division):
    return [took(week, division, correct=correct).pk for correct in (5, 4, 3)]


def test_prizes_go_down_the_ranking_in_each_division(week, division, award, prize_of, three):
    people = DivisionFactory(contest=week.contest, name="Người dân", position=1)
    other = took(week, people, correct=1).pk
    prize_of("Nhất")
    prize_of("Nhì", division=division)

    assert won(award) == [("Nhất", three[0], 1), ("Nhì", three[1], 2), ("Nhất", other, 1)]


def test_a_prize_of_a_block_looks_at_units_below_too(week, division, award, prize_of, three):
    wards = UnitKindFactory(code="xa", name="Cấp xã")
    ward = UnitFactory(kind=wards)
    school = UnitFactory(parent=ward)
    first = took(week, division, correct=2, unit=school).pk
    second = took(week, division, correct=1, unit=ward).pk
    prize_of("Nhất cấp xã", count=2, unit_kind=wards)

    assert won(award) == [("Nhất cấp xã", first, 1), ("Nhất cấp xã", second, 2)]


def test_a_prize_for_all_correct_goes_to_nobody_else(award, prize_of, three):
    prize_of("Đúng tất cả", count=10, needs_all_correct=True)
    assert won(award) == [("Đúng tất cả", three[0], 1)]


def test_equal_people_share_a_prize_unless_there_are_too_many(
    week, division, award, prize_of, monkeypatch
):
    equal = [took(week, division, correct=4).pk for _ in range(3)]
    prize_of("Nhất")
    assert won(award) == [("Nhất", pk, 1) for pk in equal]

    monkeypatch.setattr(lists, "MOST_EQUAL", 2)
    with pytest.raises(TooManyEqual):
        won(award)


def test_prizes_stay_below_the_share_of_entrants(contest, award, prize_of, three):
    PrizeTerms.objects.create(contest=contest, most_percent=50)
    prize_of("Nhất", count=3)
    assert won(award) == [("Nhất", three[0], 1)]  # half of three people, rounded down


def test_who_takes_part_without_a_prize_leaves_it_to_the_next(
    week, division, award, prize_of, three, organiser
):
    guests = DivisionFactory(contest=week.contest, position=1, is_prizeless=True)
    took(week, guests, correct=5)
    prize_of("Nhất")
    assert won(award) == [("Nhất", three[0], 1)]
    line = PrizelessLine(
        contest=week.contest, entry=week.contest.entries.get(pk=three[0]), reason="Ban tổ chức"
    )
    add_prizeless(line, by=organiser, at=NOON)
    assert won(award) == [("Nhất", three[1], 2)]  # the place of the board


def test_where_one_prize_is_all_an_earlier_winner_leaves_room(
    contest, week, division, award, prize_of, three, organiser
):
    PrizeTerms.objects.create(contest=contest, limit="contest", checks_winners=False)
    before = RoundFactory(contest=contest, number=9)
    Winner.objects.create(
        contest=contest,
        round=before,
        prize=prize_of("Nhất", round=before),
        entry_id=three[0],
        place=1,
        announced_at=NOON,
    )
    prize_of("Nhất")
    assert won(award) == [("Nhất", three[1], 2)]

    PrizeTerms.objects.update(limit="round")
    assert won(award) == [("Nhất", three[0], 1)]


def checked(award, entry_id, state, *, by, reason="Không nghe máy"):
    entry = award.contest.entries.get(pk=entry_id)
    return check_winner(award, entry, state=WinnerState(state), reason=reason, by=by, at=NOON)


@pytest.mark.parametrize("state", ["refused", "unreachable"])
def test_the_next_person_takes_the_place_of_one_who_is_out(
    award, prize_of, three, organiser, state
):
    prize_of("Nhất")
    checked(award, three[0], "contacted", by=organiser)
    checked(award, three[0], state, by=organiser, reason="Nghỉ việc")

    assert won(award) == [("Nhất", three[1], 2)]
    line = AuditLine.objects.filter(kind=AuditKind.WINNER_CHECKED).latest("pk")
    assert (line.before, line.after["winner_state"], line.reason) == (
        {"winner_state": "contacted"},
        state,
        "Nghỉ việc",
    )

    checked(award, three[0], "contacted", by=organiser)  # it was a mistake
    assert won(award) == [("Nhất", three[0], 1)]


def test_voiding_moves_the_rest_up(award, prize_of, three, organiser):
    prize_of("Nhất")
    prize_of("Nhì")
    entry = award.contest.entries.get(pk=three[0])
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    assert won(award) == [("Nhất", three[1], 1), ("Nhì", three[2], 2)]


def test_checks_are_of_people_who_are_to_win_and_follow_the_table(
    award, prize_of, three, organiser
):
    prize_of("Nhất")
    with pytest.raises(NotToWin):
        checked(award, three[2], "confirmed", by=organiser)
    with pytest.raises(ReasonMissing):
        checked(award, three[0], "refused", by=organiser, reason=" ")
    checked(award, three[0], "confirmed", by=organiser)
    with pytest.raises(WinnerMoveNotAllowed):
        checked(award, three[0], "unreachable", by=organiser)


def test_before_a_round_has_closed_nobody_is_to_win(award, prize_of, three, organiser):
    prize_of("Nhất")
    Round.objects.update(closes_at=NOON + timedelta(hours=1))
    award.round.refresh_from_db()
    with pytest.raises(WinnersUnknown):
        checked(award, three[0], "contacted", by=organiser)


def test_a_round_is_finalised_once_its_winners_are_confirmed(
    award, prize_of, three, organiser, week
):
    prize_of("Nhất")
    with pytest.raises(WinnersUnchecked):
        finalise_round(week, by=organiser, at=NOON)

    checked(award, three[0], "confirmed", by=organiser)
    finalise_round(week, by=organiser, at=NOON)

    (one,) = announced(award)
    assert (one.entry_id, one.prize.title, one.place) == (three[0], "Nhất", 1)
    line = AuditLine.objects.get(kind=AuditKind.WINNERS_ANNOUNCED)
    assert line.after == {"winners": 1, "winning_entries": [three[0]]}


def test_a_prediction_is_counted_before_winners_are_checked(
    week, division, award, prize_of, organiser
):
    """Two had all correct; the one who predicted that is the later."""
    chain = ["correct", "prediction", "submitted_earlier"]
    Round.objects.update(prediction_target="all_correct", tie_chain=chain)
    week.refresh_from_db()
    award = Award(week.contest, week)
    far, near = (took(week, division, correct=5, prediction=n).pk for n in (9, 2))
    prize_of("Nhất")
    with pytest.raises(PredictionsUncounted):
        checked(award, far, "confirmed", by=organiser)
    with pytest.raises(PredictionsUncounted):
        finalise_round(week, by=organiser, at=NOON)

    begin_check(week, by=organiser, at=NOON)
    rank_checked(week)
    checked(award, near, "confirmed", by=organiser)
    finalise_round(week, by=organiser, at=NOON)
    assert [one.entry_id for one in announced(award)] == [near]


def test_a_contest_that_asks_for_no_check_announces_at_once(
    contest, week, award, prize_of, three, organiser
):
    PrizeTerms.objects.create(contest=contest, checks_winners=False)
    prize_of("Nhất")
    finalise_round(week, by=organiser, at=NOON)
    assert [one.entry_id for one in announced(award)] == [three[0]]


def test_a_round_without_prizes_is_finalised_as_ever(week, award, three, organiser):
    finalise_round(week, by=organiser, at=NOON)
    assert announced(award) == []
    with pytest.raises(NoPrizes):
        announce_winners(award, by=organiser, at=NOON)


def test_too_many_equal_people_do_not_keep_a_result_open(
    week, division, award, prize_of, organiser, monkeypatch
):
    monkeypatch.setattr(lists, "MOST_EQUAL", 1)
    for _ in range(2):
        took(week, division, correct=4)
    prize_of("Nhất")
    finalise_round(week, by=organiser, at=NOON)
    week.refresh_from_db()
    assert week.result_digest
    assert announced(award) == []


def test_a_list_is_announced_again_when_a_winner_drops_out(
    award, week, prize_of, three, organiser, colleague
):
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    prize_of("Nhất")
    checked(award, three[0], "confirmed", by=organiser)
    finalise_round(week, by=organiser, at=NOON)
    week.refresh_from_db()
    award = Award(week.contest, week)
    assert not differs(winners_of(award), announced(award))

    checked(award, three[0], "refused", by=organiser, reason="Không đúng đối tượng")
    assert differs(winners_of(award), announced(award))
    with pytest.raises(WinnersUnchecked):
        announce_winners(award, by=organiser, at=NOON)
    checked(award, three[1], "confirmed", by=organiser)
    with pytest.raises(SecondPersonNeeded):  # who said so for the winner favours nobody alone
        announce_winners(award, by=organiser, at=NOON)
    announce_winners(award, by=colleague, at=NOON)
    assert [one.entry_id for one in announced(award)] == [three[1]]


def test_who_noted_a_refusal_finalises_but_does_not_announce_the_next(
    award, week, prize_of, three, organiser, colleague
):
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    prize_of("Nhất")
    checked(award, three[0], "refused", by=organiser)
    checked(award, three[1], "confirmed", by=organiser)
    final = finalise_round(week, by=organiser, at=NOON)
    award = Award(week.contest, final)
    assert announced(award) == []
    announce_winners(award, by=colleague, at=NOON)
    assert [one.entry_id for one in announced(award)] == [three[1]]


@pytest.mark.parametrize("is_checked", [False, True])
def test_a_correction_announces_the_list_anew_unless_somebody_is_unchecked(
    award, prize_of, three, organiser, colleague, is_checked
):
    week = award.round
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    prize_of("Nhất")
    checked(award, three[0], "confirmed", by=organiser)
    finalise_round(week, by=organiser, at=NOON)
    PrizeTerms.objects.create(contest=week.contest, checks_winners=is_checked)
    first = week.contest.entries.get(pk=three[0])
    void_entry(first, by=organiser, at=NOON + timedelta(hours=1), reason="Thi hộ")
    week.refresh_from_db()
    made = propose_correction(week, reason="Thi hộ", by=organiser, at=NOON + timedelta(hours=2))
    seen = pending_changes(week).mark
    confirm_correction(made, seen=seen, by=colleague, at=NOON + timedelta(hours=2))
    correct_round.call(week.pk)
    rank_round.call(week.pk)
    week.refresh_from_db()

    award = Award(week.contest, week)
    assert won(award) == [("Nhất", three[1], 1)]
    assert differs(winners_of(award), announced(award)) == is_checked
    if is_checked:
        checked(award, three[1], "confirmed", by=organiser)
        announce_winners(award, by=organiser, at=NOON + timedelta(hours=3))
    assert [one.entry_id for one in announced(award)] == [three[1]]


def test_the_whole_contest_is_awarded_after_its_last_round(
    contest, week, prize_of, three, organiser
):
    prize_of("Giải chung cuộc", round=None)
    whole = Award(contest)
    with pytest.raises(WinnersUnknown):
        checked(whole, three[0], "confirmed", by=organiser)
    with pytest.raises(ResultNotFinal):
        announce_winners(whole, by=organiser, at=NOON)

    finalise_round(week, by=organiser, at=NOON)
    checked(whole, three[0], "confirmed", by=organiser)
    announce_winners(whole, by=organiser, at=NOON)
    assert [one.entry_id for one in announced(whole)] == [three[0]]
    assert WinnerCheck.objects.get().round is None


def test_a_unit_that_came_below_a_listed_one_does_not_keep_a_round_from_its_end(
    week, division, award, prize_of, organiser
):
    """The flag is renewed first, so the next person is left to be checked by the organisers."""
    best, second = (took(week, division, correct=n, unit=UnitFactory()) for n in (5, 4))
    prize_of("Nhất")
    checked(award, best.pk, "confirmed", by=organiser)
    office = UnitFactory()
    line = PrizelessLine(contest=week.contest, unit=office, reason="Ban tổ chức")
    add_prizeless(line, by=organiser, at=NOON)
    type(office).objects.filter(pk=best.unit_id).update(parent=office)

    finalise_round(week, by=organiser, at=NOON)

    assert not Winner.objects.exists()
    assert [one.win.entry for one in winners_of(award).unchecked] == [second.pk]
