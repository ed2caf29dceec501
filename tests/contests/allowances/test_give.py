"""One person gets more time, attempts or a window of their own; each within its bounds."""

import json
from datetime import timedelta

import pytest

from contests.allowances.give import (
    NotWithdrawn,
    Window,
    give_attempts,
    give_time,
    give_window,
    withdraw_allowance,
)
from contests.allowances.rules import (
    EntryIsVoid,
    PassesClosing,
    ResultIsChecked,
    RoundHasClosed,
    RoundNotRunning,
    TooMuch,
    WindowNotAllowed,
    WindowTakesTwo,
)
from contests.attempts.close import close_overdue, submit_attempt
from contests.attempts.rules import NoAttemptLeft, RoundNotOpen, is_over
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.attempts.withheld_keys import withheld_keys
from contests.models import Allowance, Attempt, Round
from contests.monitoring.invariants import verify_round
from contests.planning.rounds import close_early
from contests.planning.take_back import withdraw_round
from contests.planning.times import move_times
from contests.rules import ReasonMissing
from leaderboard.rules import limits_of
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.files import take_own_data
from quizsite.accounts.subjects import the_person
from quizsite.models import AuditLine
from tests.factories import NOON, UserFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def round() -> Round:
    """Of ten minutes, open for one more hour."""
    return open_round(time_limit_s=600, closes_at=NOON + HOUR)


@pytest.fixture
def entry(round):
    return entry_in(round)


@pytest.fixture
def more(round, entry, organiser):
    def give(minutes=5, *, at=NOON, may_pass_closing=False, reason="Khiếm thị", **changed):
        return give_time(
            changed.get("entry", entry),
            round=round,
            extra_s=round_s(minutes),
            may_pass_closing=may_pass_closing,
            by=organiser,
            at=at,
            reason=reason,
        )

    return give


def round_s(minutes):
    return int(minutes * 60)


@pytest.fixture
def window(round, entry, organiser):
    def give(opens=2 * HOUR, ends=3 * HOUR, *, at=NOON, **fields):
        return give_window(
            entry,
            round=round,
            window=Window(NOON + opens, NOON + ends, fields.get("with_attempt", False)),
            by=organiser,
            at=at,
            reason="Mất điện",
        )

    return give


def violations(round, at=NOON):
    round.refresh_from_db()
    return list(verify_round(round, at=at))


def test_papers_started_later_have_more_time(round, entry, more):
    more(5)
    attempt = start_attempt(entry, round=round, at=NOON + MINUTE)
    assert attempt.deadline_at == NOON + 16 * MINUTE
    assert start_attempt(entry_in(round), round=round, at=NOON).deadline_at == NOON + 10 * MINUTE
    assert violations(round) == []


def test_an_open_paper_has_more_time_and_the_trail_says_why(round, entry, more, organiser):
    attempt = start_attempt(entry, round=round, at=NOON)
    own, later = more(5, at=NOON + MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + 15 * MINUTE
    assert (own.attempt, later.attempt, own.reason) == (attempt, None, "Khiếm thị")
    line = AuditLine.objects.get(kind="allowance_given")
    assert (line.by_id, line.reason, line.after["extra_time"]) == (
        organiser.pk,
        "Khiếm thị",
        "5 phút",
    )
    assert violations(round) == []


def test_no_paper_passes_the_closing_unless_the_organiser_says_so(round, entry, more):
    late = NOON + 55 * MINUTE
    attempt = start_attempt(entry, round=round, at=late)
    assert attempt.deadline_at == round.closes_at
    with pytest.raises(PassesClosing):
        more(5, at=late)
    attempt.refresh_from_db()
    assert attempt.deadline_at == round.closes_at
    more(5, at=late, may_pass_closing=True)
    attempt.refresh_from_db()
    round.refresh_from_db()
    assert attempt.deadline_at == round.ends_at == round.closes_at + 5 * MINUTE
    assert violations(round) == []


def test_keys_wait_for_the_last_paper(round, entry, more):
    late = NOON + 55 * MINUTE
    start_attempt(entry, round=round, at=late)
    more(5, at=late, may_pass_closing=True)
    round.refresh_from_db()
    pool = round.sections.get().pool
    for moment, is_told in ((HOUR + MINUTE, False), (HOUR + 6 * MINUTE, True)):
        assert is_over(round, at=NOON + moment) is is_told
        assert (not withheld_keys(pool, at=NOON + moment)) is is_told


def test_a_later_paper_that_may_pass_the_closing_does(round, entry, more):
    more(5, may_pass_closing=True)
    attempt = start_attempt(entry, round=round, at=NOON + 55 * MINUTE)
    assert attempt.deadline_at == round.closes_at + 5 * MINUTE
    submit_attempt(attempt, at=NOON + 56 * MINUTE)
    with pytest.raises(RoundNotOpen):
        start_attempt(entry, round=round, at=round.closes_at)
    assert violations(round) == []


def test_time_is_bounded_for_each_paper(round, entry, more):
    more(20)
    with pytest.raises(TooMuch):
        more(11)
    more(10)


def test_an_open_paper_is_bounded_by_what_it_was_given_itself(round, entry, more):
    start_attempt(entry, round=round, at=NOON)
    more(15, at=NOON + MINUTE)
    with pytest.raises(TooMuch):
        more(16, at=NOON + MINUTE)
    more(15, at=NOON + MINUTE)
    assert Attempt.objects.get().deadline_at == NOON + 40 * MINUTE


@pytest.mark.parametrize("minutes", [0, -1])
def test_nothing_is_no_time(more, minutes):
    with pytest.raises(Exception, match="Hãy ghi số phút"):
        more(minutes)


def test_a_reason_is_asked_for(more):
    with pytest.raises(ReasonMissing):
        more(reason=" ")


def test_a_paper_whose_time_is_over_gets_no_more(round, entry, more):
    start_attempt(entry, round=round, at=NOON)
    rows = more(5, at=NOON + 10 * MINUTE)
    assert [row.attempt for row in rows] == [None]
    assert Attempt.objects.get().deadline_at == NOON + 10 * MINUTE


def test_a_closed_round_gives_time_only_to_open_papers(round, more):
    with pytest.raises(RoundHasClosed):
        more(5, at=round.closes_at)


def test_a_voided_entry_gets_nothing(entry, more):
    entry.voided_at = NOON
    entry.save()
    with pytest.raises(EntryIsVoid):
        more(5)


def test_a_final_result_stays(round, more):
    Round.objects.update(state="finalised")
    with pytest.raises(RoundNotRunning):
        more(5)


def test_a_result_that_is_being_checked_stays(round, window):
    Round.objects.update(checking_since=NOON)
    with pytest.raises(ResultIsChecked):
        window()


def test_closing_early_ends_extended_papers_too(round, entry, more, organiser):
    attempt = start_attempt(entry, round=round, at=NOON)
    more(5)
    close_early(round, by=organiser, at=NOON + MINUTE, reason="Lộ đề")
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + MINUTE


def test_nothing_waits_for_an_end_that_an_early_closing_took_away(round, entry, more, organiser):
    attempt = start_attempt(entry, round=round, at=NOON)
    more(5, may_pass_closing=True)
    close_early(round, by=organiser, at=NOON + MINUTE, reason="Lộ đề")
    round.refresh_from_db()
    attempt.refresh_from_db()
    assert attempt.deadline_at == round.ends_at == NOON + MINUTE
    assert violations(round, at=NOON + MINUTE) == []


def test_what_may_pass_the_closing_moves_with_it(round, entry, more, organiser):
    more(5, may_pass_closing=True)
    move_times(
        round,
        opens_at=round.opens_at,
        closes_at=NOON + 2 * HOUR,
        by=organiser,
        at=NOON,
        reason="Gia hạn",
    )
    round.refresh_from_db()
    assert round.ends_at == NOON + 2 * HOUR + 5 * MINUTE
    late = start_attempt(entry, round=round, at=NOON + 2 * HOUR - MINUTE)
    assert late.deadline_at == round.ends_at
    assert violations(round) == []


def test_a_round_taken_back_keeps_what_was_given_but_for_its_hours(organiser):
    to_come = open_round(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    give = {"by": organiser, "at": NOON, "reason": "Khiếm thị"}
    entry = entry_in(to_come)
    give_time(entry, round=to_come, extra_s=300, may_pass_closing=True, **give)
    hours = Window(NOON + 3 * HOUR, NOON + 4 * HOUR, with_attempt=False)
    give_window(entry, round=to_come, window=hours, **give)
    draft = withdraw_round(to_come, by=organiser, at=NOON, reason="Nhầm giờ")
    kept = draft.allowances.get()
    assert (kept.extra_s, kept.ends_at, draft.extended_until) == (300, None, None)


@pytest.mark.parametrize("minutes", [59, 100, 181])
def test_boards_and_predicted_figures_wait_too(round, window, minutes):
    Round.objects.update(
        shown_after_submit="nothing", shown_after_close="score", prediction_target="entrants"
    )
    window()
    round.refresh_from_db()
    limits = limits_of([round], at=NOON + minutes * MINUTE)
    assert limits.is_hidden == bool(limits.withheld) == (minutes < 180)


def test_who_makes_a_round_up_still_does_after_it_closed_early(round, entry, window, organiser):
    window()
    close_early(round, by=organiser, at=NOON + MINUTE, reason="Lộ đề")
    round.refresh_from_db()
    assert start_attempt(entry, round=round, at=NOON + 2 * HOUR).deadline_at > round.closes_at
    assert violations(round, at=NOON + 2 * HOUR) == []


def test_at_the_bell_of_a_window_starts_come_in_a_batch(round, entry, window):
    window()
    (started,) = start_batch([Start(entry.pk, round.pk)], at=NOON + 2 * HOUR)
    assert started.attempt.deadline_at == NOON + 2 * HOUR + 10 * MINUTE
    (refused,) = start_batch([Start(entry_in(round).pk, round.pk)], at=NOON + 2 * HOUR)
    assert refused.attempt is None


def test_a_person_reads_what_they_were_given_and_their_deletion_empties_the_reason(entry, more):
    more(5)
    own = json.loads(take_own_data(entry.user, as_json=True, at=NOON))
    (row,) = next(one["rows"] for one in own["holdings"] if one["key"] == "allowances")
    assert (row["Lý do"], row["Thời gian thêm (giây)"]) == ("Khiếm thị", 300)
    erase_person(entry.user, by=the_person(entry.user), at=NOON, reason="")
    assert Allowance.objects.get().reason == ""


def test_a_further_attempt(round, entry, organiser):
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=NOON)
    give = {"round": round, "by": organiser, "at": NOON, "reason": "Máy hỏng"}
    give_attempts(entry, count=1, **give)
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=NOON)
    assert violations(round) == []
    with pytest.raises(TooMuch):
        give_attempts(entry, count=3, **give)


def test_an_attempt_of_the_whole_contest_given_for_one_round_is_for_that_round(round, organiser):
    Round.objects.update(attempt_policy="once")
    round.refresh_from_db()
    other = open_round(contest=round.contest, attempt_policy="once", number=99)
    other.sections.update(division=round.sections.get().division)
    entry = entry_in(round)
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    give_attempts(entry, round=other, count=1, by=organiser, at=NOON, reason="Máy hỏng")
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=NOON)
    submit_attempt(start_attempt(entry, round=other, at=NOON), at=NOON)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=other, at=NOON)
    assert violations(round) == violations(other) == []


def test_an_attempt_where_days_count_is_for_the_day_it_is_given(round, entry, organiser):
    Round.objects.update(attempt_policy="per_day", closes_at=NOON + timedelta(days=3))
    round.refresh_from_db()
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    give_attempts(entry, round=round, count=1, by=organiser, at=NOON, reason="Máy hỏng")
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    tomorrow = NOON + timedelta(days=1)
    submit_attempt(start_attempt(entry, round=round, at=tomorrow), at=tomorrow)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=tomorrow)
    assert violations(round, at=tomorrow) == []


def test_unlimited_attempts_need_no_more(round, entry, organiser):
    Round.objects.update(attempt_policy="unlimited")
    with pytest.raises(TooMuch):
        give_attempts(entry, round=round, count=1, by=organiser, at=NOON, reason="Máy hỏng")


def test_a_person_makes_a_closed_round_up_within_their_window(round, entry, window):
    window()
    round.refresh_from_db()
    with pytest.raises(RoundNotOpen, match="thi bù"):
        start_attempt(entry, round=round, at=NOON + 2 * HOUR - MINUTE)
    with pytest.raises(RoundNotOpen):
        start_attempt(entry_in(round), round=round, at=NOON + 2 * HOUR)
    attempt = start_attempt(entry, round=round, at=NOON + 3 * HOUR - MINUTE)
    assert attempt.deadline_at == NOON + 3 * HOUR
    close_overdue(at=NOON + 4 * HOUR)
    with pytest.raises(RoundNotOpen):
        start_attempt(entry, round=round, at=NOON + 3 * HOUR)
    assert violations(round) == []


def test_a_window_withholds_keys_from_everybody_until_its_end(round, window):
    window()
    round.refresh_from_db()
    pool = round.sections.get().pool
    assert not is_over(round, at=NOON + 3 * HOUR)
    assert set(withheld_keys(pool, at=NOON + 2 * HOUR)) == set(pool)
    assert is_over(round, at=NOON + 3 * HOUR + MINUTE)
    assert withheld_keys(pool, at=NOON + 3 * HOUR + MINUTE) == {}


def test_a_window_may_come_with_an_attempt(round, entry, window):
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    window(with_attempt=True)
    round.refresh_from_db()
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=NOON)  # before the window it is not for use
    start_attempt(entry, round=round, at=NOON + 2 * HOUR)
    assert violations(round) == []


@pytest.mark.parametrize(
    ("opens", "ends"),
    [
        (-HOUR, 3 * HOUR),
        (2 * HOUR, 2 * HOUR + 9 * MINUTE),
        (timedelta(), HOUR),
        (2 * HOUR, timedelta(days=31)),
    ],
)
def test_windows_that_make_no_sense(window, opens, ends):
    with pytest.raises(WindowNotAllowed):
        window(opens, ends)


def test_no_window_is_given_by_one_alone_after_keys_were_shown(round, window):
    later = NOON + HOUR + MINUTE
    with pytest.raises(WindowTakesTwo):
        window(at=later)
    Round.objects.update(shown_after_close="score", prediction_target="none")
    window(at=later)
    round.refresh_from_db()
    assert not is_over(round, at=later)


def test_nobody_makes_up_a_round_whose_places_were_revealed(round, window):
    Round.objects.update(revealed_at=NOON)
    with pytest.raises(WindowNotAllowed, match="đã công bố"):
        window()


def test_what_nobody_has_used_is_taken_back(round, window, organiser):
    given = window()
    withdraw_allowance(given, by=organiser, at=NOON, reason="Nhầm người")
    given.refresh_from_db()
    round.refresh_from_db()
    assert (given.withdrawn_at, round.extended_until) == (NOON, None)
    with pytest.raises(NotWithdrawn):
        withdraw_allowance(given, by=organiser, at=NOON, reason="Nhầm người")
    with pytest.raises(RoundNotOpen):
        start_attempt(given.entry, round=round, at=NOON + 2 * HOUR)


def test_a_window_that_opens_now_is_not_taken_back(window, organiser):
    given = window(2 * HOUR)
    with pytest.raises(NotWithdrawn):
        withdraw_allowance(given, by=organiser, at=NOON + 2 * HOUR - MINUTE / 12, reason="Nhầm")


def test_what_a_paper_was_started_under_stays(round, entry, more, organiser):
    (later,) = more(5)
    attempt = start_attempt(entry, round=round, at=NOON)
    with pytest.raises(NotWithdrawn):
        withdraw_allowance(later, by=organiser, at=NOON, reason="Nhầm người")
    own, later = more(5)
    assert own.attempt == attempt
    with pytest.raises(NotWithdrawn):
        withdraw_allowance(own, by=organiser, at=NOON, reason="Nhầm người")


def test_taking_back_more_time_past_the_closing_lets_keys_wait_all_the_same(more, organiser, round):
    (later,) = more(5, may_pass_closing=True)
    withdraw_allowance(later, by=organiser, at=NOON, reason="Nhầm người")
    round.refresh_from_db()
    assert round.ends_at == round.closes_at + 5 * MINUTE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"deadline_at": NOON + 11 * MINUTE}, "had more than"),
        ({"deadline_at": NOON + 70 * MINUTE, "started_at": NOON + HOUR - MINUTE}, "ended at"),
        ({"deadline_at": NOON + 70 * MINUTE, "started_at": NOON + HOUR}, "started after"),
    ],
)
def test_the_verifier_sees_time_that_nobody_gave(round, entry, changed, said):
    start_attempt(entry, round=round, at=NOON)
    Attempt.objects.update(**changed)
    found = violations(round)
    assert {one.invariant for one in found} == {12}
    assert any(said in one.text for one in found)


def test_the_verifier_sees_keys_that_would_be_shown_too_early(round, window):
    window()
    Round.objects.update(extended_until=None)
    assert [one.invariant for one in violations(round)] == [12]


def test_the_verifier_counts_only_attempts_that_were_given(round, entry, organiser):
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    give_attempts(entry, round=round, count=1, by=organiser, at=NOON, reason="Máy hỏng")
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    Allowance.objects.all().delete()
    assert [one.invariant for one in violations(round)] == [3]


def test_starting_asks_no_more_for_people_who_were_given_something(
    round, entry, more, django_assert_num_queries
):
    start_attempt(entry_in(round), round=round, at=NOON)
    more(5)
    other = entry_in(round, user=UserFactory())
    for one in (other, entry):
        with django_assert_num_queries(3):
            start_attempt(one, round=round, at=NOON)
