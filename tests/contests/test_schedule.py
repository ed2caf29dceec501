"""What a result says of itself follows from the stored facts of its rounds and the moment."""

from datetime import datetime, time, timedelta

import pytest

from contests.models import Contest, Round, RoundState
from contests.schedule import joint_state, result_due, result_state
from quizsite.language.moments import deadline
from tests.factories import NOON

OPEN = {"state": RoundState.PUBLISHED, "opens_at": NOON, "closes_at": NOON + timedelta(days=1)}
CLOSED = OPEN | {"opens_at": NOON - timedelta(days=2), "closes_at": NOON - timedelta(days=1)}
UPCOMING = OPEN | {"opens_at": NOON + timedelta(hours=1)}
FINAL = CLOSED | {"state": RoundState.FINALISED, "finalised_at": NOON, "result_digest": "0"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (OPEN | {"state": RoundState.DRAFT}, "None"),
        (UPCOMING, "None"),
        (CLOSED | {"is_practice": True}, "None"),
        (OPEN, "Kết quả tạm thời"),
        (CLOSED, "Kết quả tạm thời"),
        (CLOSED | {"checking_since": NOON}, "Kết quả đang kiểm tra"),
        (FINAL | {"result_digest": ""}, "Kết quả đang kiểm tra"),
        (FINAL, "Kết quả chính thức"),
        (FINAL | {"checking_since": NOON}, "Kết quả chính thức"),
        (FINAL | {"correction": 2}, "Kết quả chính thức, đính chính 2"),
    ],
)
def test_a_round_says_what_its_result_is(facts, said):
    assert str(result_state(Round(**facts), at=NOON)) == said


@pytest.mark.parametrize(
    ("rounds", "said"),
    [
        ([], "None"),
        ([UPCOMING], "None"),
        ([FINAL, UPCOMING], "Kết quả tạm thời"),
        ([FINAL, CLOSED | {"checking_since": NOON}], "Kết quả tạm thời"),
        ([FINAL, FINAL], "Kết quả chính thức"),
        ([FINAL, FINAL | {"correction": 2}], "Kết quả chính thức, đã đính chính"),
    ],
)
def test_a_contest_is_official_when_all_its_rounds_are(rounds, said):
    assert str(joint_state([Round(**facts) for facts in rounds], at=NOON)) == said


def closing(hour: str, **contest) -> Round:
    """A round that closes on the 30th at that hour in Vietnam, or at midnight after it."""
    closes_at = datetime.fromisoformat(f"{hour}+07:00")
    return Round(contest=Contest(**contest), closes_at=closes_at)


@pytest.mark.parametrize(
    ("hour", "contest", "due"),
    [
        ("2026-11-30 09:00", {"result_days": 10}, "hết thứ Năm, 10/12/2026"),
        ("2026-11-30 09:00", {"result_days": 0}, "hết thứ Hai, 30/11/2026"),
        (
            "2026-11-30 09:00",
            {"result_days": 0, "result_by": time(12)},
            "thứ Hai, 30/11/2026, 12:00",
        ),
        # Rules say of midnight that the round is open until the end of the day before.
        ("2026-12-01 00:00", {"result_days": 1}, "hết thứ Ba, 01/12/2026"),
    ],
)
def test_the_promised_result_is_due_so_many_days_after_the_last_one(hour, contest, due):
    found = result_due(closing(hour, **contest))
    assert found is not None
    assert deadline(found) == due


def test_nothing_is_due_without_a_promise_or_for_practice():
    assert result_due(closing("2026-11-30 09:00")) is None
    practice = closing("2026-11-30 09:00", result_days=1)
    practice.is_practice = True
    assert result_due(practice) is None
