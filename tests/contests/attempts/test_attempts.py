"""Starting, submitting, closing."""

import asyncio
from datetime import timedelta

import pytest
from django.db import OperationalError

from contests.attempts import close as module
from contests.attempts import start, sweeper
from contests.attempts.close import PaperWithdrawn, close_if_overdue, close_overdue, submit_attempt
from contests.attempts.rules import (
    EntryVoided,
    NoAttemptLeft,
    NoPaperForDivision,
    RoundNotOpen,
    attempts_left,
)
from contests.attempts.start import OtherPaperOpen, start_attempt, take_up
from contests.attempts.usage import usage_of
from contests.models import Answer, Attempt, AttemptState, Round
from contests.papers.drawing import draw_paper, paper_source_of
from contests.signals import attempts_closed
from questionbank.models import AnswerKey
from quizsite.accounts.consents import current_text, give_consent, withdraw_consents
from quizsite.accounts.models import Purpose
from quizsite.accounts.rules import ConsentWithdrawn
from quizsite.operations.metric_windows import take_snapshot
from tests.factories import NOON, AttemptFactory, DivisionFactory, EntryFactory, RoundFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db

LATE = NOON + timedelta(hours=1)


def save(attempt, position, choice, seq=1):
    Answer.objects.create(attempt=attempt, position=position, choice=choice, seq=seq, saved_at=NOON)


def tick_the_key(attempt, position):
    pk, order = attempt.paper[position - 1]
    right = AnswerKey.objects.get(revision=pk).right_options
    save(attempt, position, sum(1 << n for n, option in enumerate(order) if option in right))


def test_start_draws_a_paper_and_fixes_the_deadline():
    round = open_round(time_limit_s=600)
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    assert attempt.state == AttemptState.OPEN
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
    assert len(attempt.paper) == attempt.question_count == 3


def test_start_near_the_end_gets_only_what_is_left_of_the_round():
    round = open_round(time_limit_s=600, closes_at=NOON + timedelta(minutes=3))
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    assert attempt.deadline_at == NOON + timedelta(minutes=3)


def test_start_twice_is_the_same_attempt():
    round = open_round()
    entry = entry_in(round)
    first = start_attempt(entry, round=round, at=NOON)
    assert start_attempt(entry, round=round, at=NOON + timedelta(seconds=1)) == first


def test_the_stored_seed_draws_the_stored_paper():
    round = open_round(questions=9, count=5)
    entry = entry_in(round)
    attempt = start_attempt(entry, round=round, at=NOON)
    paper_source_of.cache_clear()
    again = draw_paper(paper_source_of(round.pk, entry.division_id), seed=attempt.seed)
    assert [list(item) for item in again] == attempt.paper


def test_start_before_or_after_the_round_is_refused():
    round = open_round()
    entry = entry_in(round)
    for at in (round.opens_at - timedelta(seconds=1), round.closes_at):
        with pytest.raises(RoundNotOpen):
            start_attempt(entry, round=round, at=at)


def test_start_of_a_voided_entry_is_refused():
    round = open_round()
    with pytest.raises(EntryVoided):
        start_attempt(entry_in(round, voided_at=NOON, void_reason="Thi hộ"), round=round, at=NOON)


def test_start_after_withdrawing_consent_is_refused_until_given_again():
    round = open_round()
    entry = entry_in(round)
    text = current_text(Purpose.TAKING_PART)
    give_consent(entry.user, text=text, at=NOON, channel="test")
    withdraw_consents(entry.user, at=NOON)
    with pytest.raises(ConsentWithdrawn):
        start_attempt(entry, round=round, at=NOON)
    give_consent(entry.user, text=text, at=NOON, channel="test")
    assert start_attempt(entry, round=round, at=NOON).state == AttemptState.OPEN


def test_start_in_a_division_without_a_paper_is_refused():
    round = open_round()
    entry = EntryFactory(
        contest=round.contest, division=DivisionFactory(contest=round.contest, code="khac")
    )
    with pytest.raises(NoPaperForDivision):
        start_attempt(entry, round=round, at=NOON)


def test_practice_does_not_use_up_the_only_attempt_of_the_contest():
    round = open_round(attempt_policy="once")
    entry = entry_in(round)
    practice = RoundFactory(contest=round.contest, is_practice=True)
    AttemptFactory(entry=entry, round=practice, state="expired", finished_at=NOON, correct_count=0)
    assert attempts_left(usage_of(entry, round=round, at=NOON), round=round) == 1


def test_a_paper_closed_between_the_check_and_the_start_is_not_followed_by_another(monkeypatch):
    round = open_round(attempt_policy="per_round", attempt_limit=1)
    entry = entry_in(round)
    check = start.check_may_start

    def let_another_tab_finish(entry, *, round, at, usage):
        check(entry, round=round, at=at, usage=usage)
        monkeypatch.setattr(start, "check_may_start", check)
        submit_attempt(start_attempt(entry, round=round, at=at), at=at)

    monkeypatch.setattr(start, "check_may_start", let_another_tab_finish)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=NOON)
    assert entry.attempts.count() == 1


def test_per_day_counts_again_after_midnight_in_ha_noi():
    round = open_round(attempt_policy="per_day", attempt_limit=1)
    entry = entry_in(round)
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON)
    midnight = NOON + timedelta(hours=12)
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=midnight - timedelta(seconds=1))
    assert start_attempt(entry, round=round, at=midnight).number == 2


def test_a_paper_open_in_another_round_is_finished_first():
    round = open_round()
    other = open_round(contest=round.contest)
    entry = entry_in(round)
    start_attempt(entry, round=round, at=NOON)
    with pytest.raises(OtherPaperOpen):
        start_attempt(entry, round=other, at=NOON)


@pytest.mark.parametrize(("later_s", "ends_after_s"), [(0, 60), (75, 75), (700, 60)], ids=str)
def test_no_paper_ends_before_its_last_answer(later_s, ends_after_s):
    """The hand-in waited for a database that hung, and a save went before it."""
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    saved_at = NOON + timedelta(seconds=later_s)
    attempt.answers.create(position=1, choice=1, seq=1, saved_at=saved_at)
    closed = submit_attempt(attempt, at=NOON + timedelta(seconds=60))
    assert closed.finished_at == NOON + timedelta(seconds=ends_after_s)


def test_submit_scores_what_is_stored_and_keeps_the_prediction():
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    tick_the_key(attempt, 1)
    tick_the_key(attempt, 3)
    save(attempt, 0, 121)
    closed = submit_attempt(attempt, at=NOON + timedelta(seconds=90))
    assert (closed.state, closed.correct_count, closed.prediction) == ("submitted", 2, 120)
    assert closed.time_used_ms == 90_000


def test_submit_twice_changes_nothing():
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    first = submit_attempt(attempt, at=NOON + timedelta(seconds=5))
    second = submit_attempt(attempt, at=NOON + timedelta(seconds=9))
    assert second.finished_at == first.finished_at == NOON + timedelta(seconds=5)


def test_submit_tells_the_boards_once():
    heard = []

    def listen(sender, round, entry_ids, **_):
        heard.append((round, entry_ids))

    attempts_closed.connect(listen)
    round = open_round()
    entry = entry_in(round)
    attempt = start_attempt(entry, round=round, at=NOON)
    submit_attempt(attempt, at=NOON)
    submit_attempt(attempt, at=NOON)
    attempts_closed.disconnect(listen)
    assert heard == [(round, [entry.pk])]


def test_an_overdue_attempt_finishes_at_its_deadline_however_it_is_closed():
    round = open_round(time_limit_s=60)
    swept = start_attempt(entry_in(round), round=round, at=NOON)
    reread_entry = entry_in(round)
    reread = start_attempt(reread_entry, round=round, at=NOON)
    late = NOON + timedelta(minutes=30)
    start_attempt_refused(reread_entry, round, late)
    assert close_overdue(at=late) == 1
    for attempt in (swept, reread):
        attempt.refresh_from_db()
        assert attempt.state == AttemptState.EXPIRED
        assert attempt.finished_at == NOON + timedelta(seconds=60)


def start_attempt_refused(entry, round, at):
    with pytest.raises(NoAttemptLeft):
        start_attempt(entry, round=round, at=at)


def test_the_sweeper_waits_for_the_grace():
    round = open_round(time_limit_s=60)
    start_attempt(entry_in(round), round=round, at=NOON)
    assert close_overdue(at=NOON + timedelta(seconds=62)) == 0
    assert close_overdue(at=NOON + timedelta(seconds=63)) == 1


def test_one_bad_attempt_stops_no_other(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    round = open_round(time_limit_s=60)
    attempts = [start_attempt(entry_in(round), round=round, at=NOON) for _ in range(5)]
    Attempt.objects.filter(pk=attempts[1].pk).update(paper=[[999_999, [0]]])
    assert close_overdue(at=NOON + timedelta(hours=1)) == 4
    assert [attempt.pk for attempt in Attempt.objects.running()] == [attempts[1].pk]


@pytest.fixture
def late_paper():
    """Stored after its round was finalised: the start was held up for that long."""
    round = open_round(time_limit_s=60)
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    Round.objects.filter(pk=round.pk).update(state="finalised", finalised_at=NOON)
    return attempt


def test_a_paper_drawn_after_its_round_was_finalised_is_withdrawn(late_paper):
    round = open_round(time_limit_s=60)
    start_attempt(entry_in(round), round=round, at=NOON)
    assert close_overdue(at=LATE) == 1
    assert [attempt.round for attempt in Attempt.objects.all()] == [round]


def test_the_first_to_read_a_late_paper_withdraws_it(late_paper):
    with pytest.raises(PaperWithdrawn):
        close_if_overdue(late_paper, at=LATE)
    assert not Attempt.objects.exists()


def test_a_late_paper_does_not_keep_its_owner_from_the_next_round(late_paper):
    second = open_round(contest=late_paper.round.contest, closes_at=LATE + timedelta(hours=1))
    second.sections.update(division=late_paper.entry.division)
    attempt = start_attempt(late_paper.entry, round=second, at=LATE)
    assert list(Attempt.objects.all()) == [attempt]


def test_a_paper_that_holds_answers_is_never_withdrawn(late_paper):
    save(late_paper, 1, choice=1)
    assert close_overdue(at=LATE) == 0
    assert list(Attempt.objects.running()) == [late_paper]


def test_sweepers_share_out_what_is_overdue():
    round = open_round()
    for _ in range(5):
        start_attempt(entry_in(round), round=round, at=NOON)
    late = NOON + timedelta(hours=1)

    first = close_overdue(at=late, share=0, of=2)
    second = close_overdue(at=late, share=1, of=2)

    assert {first, second} == {2, 3}
    assert not Attempt.objects.running().exists()


def test_the_sweeper_outlives_whatever_goes_wrong(monkeypatch, settings):
    settings.SWEEP_EVERY_S = 0
    sweeps = iter([RuntimeError("bug"), OperationalError("away"), 3])
    done = asyncio.Event()

    def sweep(share, of):
        outcome = next(sweeps) if share == 0 else 0
        if isinstance(outcome, Exception):
            raise outcome
        done.set()
        return outcome

    async def play():
        task = asyncio.create_task(sweeper.sweep_forever())
        await asyncio.wait_for(done.wait(), timeout=5)
        task.cancel()

    monkeypatch.setattr(sweeper, "sweep_once", sweep)
    asyncio.run(play())
    assert done.is_set()


def test_taking_a_paper_up_counts_the_tabs():
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    assert take_up(attempt).writer == 1
    assert take_up(attempt).writer == 2


def test_scores_follow_the_order_shown():
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    pk, order = attempt.paper[0]
    (right,) = AnswerKey.objects.get(revision=pk).right_options
    assert right_choice_at(attempt, 1) == 1 << order.index(right)


def test_a_paper_drawn_while_the_round_is_closed_early_ends_with_it(monkeypatch):
    round = open_round()
    entry = entry_in(round)
    closed_at = NOON + timedelta(seconds=1)
    draw = start.draw_with_worths

    def close_and_draw(source, **more):
        Round.objects.filter(pk=round.pk).update(closes_at=closed_at)
        return draw(source, **more)

    monkeypatch.setattr(start, "draw_with_worths", close_and_draw)
    attempt = start_attempt(entry, round=round, at=NOON)
    attempt.refresh_from_db()
    assert attempt.deadline_at == closed_at


def test_starts_and_closings_are_counted(django_capture_on_commit_callbacks):
    before = take_snapshot(at=0).counts
    round = open_round()
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        submit_attempt(attempt, at=NOON)
    after = take_snapshot(at=1).counts
    assert {name: after[name] - before[name] for name in ("starts", "closed")} == {
        "starts": 1,
        "closed": 1,
    }
