"""A paper that is being taken, and the device that keeps what it was told."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.start import start_attempt, take_up
from contests.models import Attempt
from tests.contests.returns.device import Device
from tests.stage import entry_in, open_round


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def attempt(at) -> Attempt:
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


@pytest.fixture
def device(attempt) -> Device:
    return Device(attempt)
