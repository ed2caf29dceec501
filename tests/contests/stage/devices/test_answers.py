"""What devices send: judged by when it came, kept once, acknowledged after the commit."""

from threading import Barrier

import pytest
from django.db import transaction

from contests.models import StageAnswer, StageAnswerKind, StageSeatRole
from contests.stage.devices import answers
from contests.stage.devices.answers import Asked, Verdict, write_answers
from contests.stage.devices.seats import take_back
from contests.stage.devices.tokens import HeldSeat, digest_of
from tests.contests.stage.devices.hall import SECRET, Hall, now_ms
from tests.factories import NOON, UserFactory
from tests.stage import only_row_locks, race

pytestmark = pytest.mark.django_db
SIGNAL = {"buzzer": {"mode": "after_signal"}}


def asked(seat, window, *, choice=0, kind=StageAnswerKind.CHOICE, at=None, delay=0, secret=SECRET):
    held = HeldSeat(seat.show_id, seat.pk, digest_of(secret))
    at = now_ms() if at is None else at
    choice = choice if kind == StageAnswerKind.CHOICE else None
    return Asked(held, 1, window, kind, at, delay, choice=choice)


def press(seat, window, **fields):
    return asked(seat, window, kind=StageAnswerKind.BUZZ, **fields)


def verdict(one):
    return write_answers([one])[0].verdict


def test_an_answer_is_kept_once_and_the_first_one_stands():
    hall = Hall()
    seat, window = hall.team_seat(0), hall.ask("speed")
    first = write_answers([asked(seat, window, choice=2)])[0]
    again = write_answers([asked(seat, window, choice=1)])[0]
    assert (first.verdict, again.verdict) == (Verdict.KEPT, Verdict.KEPT)
    assert (again.choice, again.judged_ms) == (2, first.judged_ms)
    assert StageAnswer.objects.get().choice == 2


def test_the_same_answer_twice_in_one_batch_is_one():
    hall = Hall()
    seat, window = hall.team_seat(0), hall.ask("speed")
    found = write_answers([asked(seat, window, choice=3), asked(seat, window, choice=1)])
    assert [one.choice for one in found] == [3, 3]
    assert StageAnswer.objects.count() == 1


def test_a_missed_acknowledgement_is_given_again_after_the_window_closed():
    hall = Hall()
    seat, window = hall.team_seat(0), hall.ask("speed")
    write_answers([asked(seat, window, choice=2)])
    hall.tell("answers_closed")
    hall.tell("key_revealed")
    assert write_answers([asked(seat, window, choice=2)])[0].verdict == Verdict.KEPT


def test_a_closed_window_takes_only_what_had_come_before():
    hall = Hall()
    window = hall.ask("speed")
    closed = hall.tell("answers_closed")
    before = asked(hall.team_seat(0), window, at=closed.at_ms - 5)
    after = asked(hall.team_seat(1), window, at=closed.at_ms + 5)
    assert [one.verdict for one in write_answers([before, after])] == [
        Verdict.KEPT,
        Verdict.CLOSED,
    ]


def test_once_the_key_is_shown_nothing_is_kept():
    hall = Hall()
    window = hall.ask("speed")
    closed = hall.tell("answers_closed")
    hall.tell("key_revealed")
    late = asked(hall.team_seat(0), window, at=closed.at_ms - 5)
    assert verdict(late) == Verdict.OTHER_QUESTION


def test_a_running_clock_ends_the_window_by_when_the_answer_was_made():
    hall = Hall()
    window, start = hall.ask("speed"), now_ms()
    hall.tell("clock_started", at_ms=start, seconds=10)
    on_time = asked(hall.team_seat(0), window, at=start + 10_400, delay=200)
    late = asked(hall.team_seat(1), window, at=start + 10_700, delay=200)
    assert [one.verdict for one in write_answers([on_time, late])] == [Verdict.KEPT, Verdict.LATE]


def test_before_the_answers_open_nothing_is_kept():
    hall = Hall()
    assert verdict(asked(hall.team_seat(0), hall.ask("speed", mode=None))) == Verdict.CLOSED


def test_an_answer_to_the_question_before_is_refused():
    hall = Hall()
    seat, old = hall.team_seat(0), hall.ask("speed")
    hall.ask("speed")
    assert verdict(asked(seat, old)) == Verdict.OTHER_QUESTION
    assert verdict(asked(seat, 0)) == Verdict.OTHER_QUESTION


def test_who_may_answer_which_part():
    hall = Hall(bell={"seats": 5})
    roles = {
        "team": hall.team_seat(0),
        "bell": hall.seat(StageSeatRole.BELL, 2),
        "audience": hall.seat(StageSeatRole.AUDIENCE),
        "juror": hall.seat(StageSeatRole.JUROR),
    }
    kept = {}
    for part in ("speed", "bell", "audience"):
        window = hall.ask(part)
        found = {name: verdict(asked(seat, window)) for name, seat in roles.items()}
        kept[part] = {name for name, said in found.items() if said == Verdict.KEPT}
    assert kept == {"speed": {"team"}, "bell": {"bell"}, "audience": {"audience"}}


def test_in_a_package_only_the_team_on_the_stage_answers():
    hall = Hall()
    hall.tell("part_opened", part=hall.parts["knowledge"].pk)
    hall.tell("team_called", team=hall.teams[1].pk)
    window = hall.tell("question_shown", question=hall.questions["knowledge"].pk).sequence
    hall.tell("answers_opened", mode="choice")
    assert verdict(asked(hall.team_seat(0), window)) == Verdict.NOT_YOURS
    assert verdict(asked(hall.team_seat(1), window)) == Verdict.KEPT


def test_a_seat_that_fell_answers_no_more():
    hall = Hall(bell={"seats": 5})
    seat = hall.seat(StageSeatRole.BELL, 2)
    window = hall.ask("bell")
    hall.tell("seat_out", seats=[2])
    assert verdict(asked(seat, window)) == Verdict.NOT_YOURS


def test_a_seat_taken_back_keeps_its_answers_and_sends_none():
    hall = Hall()
    seat, window = hall.team_seat(0), hall.ask("speed")
    write_answers([asked(seat, window)])
    take_back(seat, by=UserFactory(), at=NOON)
    assert verdict(asked(seat, window)) == Verdict.GONE
    assert verdict(asked(hall.team_seat(1), window, secret="other")) == Verdict.GONE
    assert StageAnswer.objects.count() == 1


def test_any_time_takes_a_press_while_the_question_is_read():
    hall = Hall()
    window = hall.ask("buzzer", mode=None)
    assert verdict(press(hall.team_seat(0), window)) == Verdict.KEPT


def test_before_the_signal_a_press_locks_the_team_out_for_this_question():
    hall = Hall(**SIGNAL)
    seat, window = hall.team_seat(0), hall.ask("buzzer", mode=None)
    assert verdict(press(seat, window)) == Verdict.EARLY
    hall.tell("answers_opened", mode="buzz")
    assert verdict(press(seat, window, at=now_ms() + 500)) == Verdict.EARLY
    assert verdict(press(hall.team_seat(1), window, at=now_ms() + 500)) == Verdict.KEPT
    assert verdict(press(seat, hall.ask("buzzer", mode="buzz"), at=now_ms() + 500)) == Verdict.KEPT


def test_a_press_made_before_the_signal_that_came_after_it_is_early():
    hall = Hall(**SIGNAL)
    window = hall.ask("buzzer", mode="buzz")
    signal = now_ms()
    assert verdict(press(hall.team_seat(0), window, at=signal + 80, delay=200)) == Verdict.EARLY


def test_nobody_presses_while_a_team_answers_and_others_may_steal():
    hall = Hall()
    window = hall.ask("buzzer", mode=None)
    first, other = hall.team_seat(0), hall.team_seat(1)
    write_answers([press(first, window)])
    hall.tell("buzz_accepted", team=hall.teams[0].pk, seat=first.pk)
    assert verdict(press(other, window)) == Verdict.CLOSED
    hall.tell("buzz_ruled", right=False)
    steal = hall.tell("steal_opened").sequence
    assert verdict(press(other, window)) == Verdict.OTHER_QUESTION
    assert verdict(press(other, steal)) == Verdict.KEPT


def test_the_delay_is_stored_beside_what_came_and_what_was_judged():
    hall = Hall()
    window = hall.ask("buzzer", mode=None)
    write_answers([press(hall.team_seat(0), window, at=1_000_000, delay=900)])
    row = StageAnswer.objects.get()
    assert (row.received_ms, row.delay_ms, row.judged_ms) == (1_000_000, 250, 999_750)


def test_nothing_is_told_before_the_commit(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(answers, "tell_answered", told.append)
    hall = Hall()
    one = asked(hall.team_seat(0), hall.ask("speed"))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        write_answers([one])
        assert told == []
    assert told == [hall.show.pk]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_that_get_one_answer_keep_one():
    hall = Hall()
    one = asked(hall.team_seat(0), hall.ask("speed"), choice=1)
    found = race([lambda: write_answers([one])[0]] * 3)
    assert {receipt.verdict for receipt in found} == {Verdict.KEPT}
    assert StageAnswer.objects.count() == 1


@only_row_locks
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_show_two_collide(monkeypatch):
    """The control: both look before either stores, and one of them fails on the constraint."""
    hall = Hall()
    one = asked(hall.team_seat(0), hall.ask("speed"), choice=1)
    looked, stored = Barrier(2), answers._stored
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda s, **_: s)

    def look_together(some):
        found = stored(some)
        looked.wait(timeout=20)
        return found

    monkeypatch.setattr(answers, "_stored", look_together)
    found = race([lambda: write_answers([one])[0]] * 2)
    assert sorted(type(each).__name__ for each in found) == ["IntegrityError", "Receipt"]
