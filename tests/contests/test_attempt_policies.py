"""Each policy counts its own papers, says so in words, and is verified by other code."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from contests.attempt_policies import POLICIES, has_one_paper_each, policy_of
from contests.attempts.rules import NoAttemptLeft, attempts_left
from contests.attempts.start import start_attempt
from contests.attempts.usage import usage_of
from contests.models import AttemptPolicy, Round
from contests.monitoring.invariants import verify_round
from tests.factories import NOON, AttemptFactory, EntryFactory, RoundFactory

MIDNIGHT = NOON.replace(hour=17) - timedelta(days=1)  # between Sunday and Monday in Hà Nội
MAKES = [timedelta(minutes=minute) for minute in (-1, 1, 2)]


class Expected(NamedTuple):
    """Of a round that allows two papers."""

    at_first: int | None
    after_three: int | None  # the first a minute before midnight, the others after it
    a_day_later: int | None
    is_too_much: bool  # for the verifier
    in_words: tuple[str, str]  # of a limit of one and of two
    rules: tuple[str, ...]
    used_up: str


EXPECTED = {
    AttemptPolicy.ONCE: Expected(
        *(1, 0, 0, True),
        ("một lượt thi trong cả cuộc thi",) * 2,
        (
            "Mỗi người có một lượt thi trong cả cuộc thi.",
            "Lượt này tính chung cho các kỳ có cùng quy định; lượt thi thử được tính riêng.",
        ),
        "Bạn đã dùng lượt thi duy nhất của cuộc thi này.",
    ),
    AttemptPolicy.PER_ROUND: Expected(
        *(2, 0, 0, True),
        ("một lượt thi trong kỳ", "tối đa 2 lượt thi trong kỳ"),
        ("Mỗi người có tối đa 2 lượt thi trong kỳ.",),
        "Bạn đã dùng hết 2 lượt thi của kỳ này.",
    ),
    AttemptPolicy.PER_DAY: Expected(
        *(2, 0, 2, False),
        ("một lượt thi mỗi ngày", "tối đa 2 lượt thi mỗi ngày"),
        (
            "Mỗi người có tối đa 2 lượt thi mỗi ngày.",
            "Một ngày tính từ 00:00 đến hết 23:59, giờ Hà Nội, theo lúc bắt đầu bài.",
        ),
        "Bạn đã dùng hết 2 lượt thi hôm nay. Bạn thi tiếp được từ ngày mai, nếu kỳ còn mở.",
    ),
    AttemptPolicy.PER_WEEK: Expected(
        *(2, 0, 0, False),
        ("một lượt thi mỗi tuần", "tối đa 2 lượt thi mỗi tuần"),
        (
            "Mỗi người có tối đa 2 lượt thi mỗi tuần.",
            (
                "Một tuần tính từ 00:00 thứ Hai đến hết 23:59 Chủ nhật, giờ Hà Nội, theo lúc bắt "
                "đầu bài."
            ),
        ),
        "Bạn đã dùng hết 2 lượt thi tuần này. Bạn thi tiếp được từ thứ Hai, nếu kỳ còn mở.",
    ),
    AttemptPolicy.UNLIMITED: Expected(
        *(None, None, None, False),
        ("không giới hạn số lượt thi",) * 2,
        ("Số lượt thi không giới hạn.",),
        "",  # nobody reads it
    ),
}


def test_every_policy_is_described_here():
    assert set(POLICIES) == set(EXPECTED) == set(AttemptPolicy)


@pytest.mark.parametrize("name", AttemptPolicy)
def test_each_policy_says_what_it_allows(name):
    expected, policy = EXPECTED[name], POLICIES[name]
    assert (policy.in_words(1), policy.in_words(2)) == expected.in_words
    assert tuple(policy.rules(2)) == expected.rules
    if expected.used_up:
        assert policy.used_up(2) == expected.used_up


@pytest.mark.parametrize("name", AttemptPolicy)
@pytest.mark.django_db
def test_each_policy_counts_its_own_period_and_is_verified(name):
    expected = EXPECTED[name]
    round = RoundFactory(
        attempt_policy=name,
        attempt_limit=2,
        opens_at=MIDNIGHT - timedelta(days=1),
        closes_at=MIDNIGHT + timedelta(days=3),
    )
    entry = EntryFactory(contest=round.contest)

    def left(at) -> int | None:
        return attempts_left(usage_of(entry, round=round, at=at), round=round)

    assert left(MIDNIGHT) == expected.at_first
    assert list(verify_round(round, at=MIDNIGHT)) == []
    for number, after in enumerate(MAKES, start=1):
        _paper(entry, round, number, at=MIDNIGHT + after)
    at = MIDNIGHT + timedelta(minutes=5)
    assert (left(at), left(at + timedelta(days=1))) == (expected.after_three, expected.a_day_later)
    objected = any(one.invariant == 3 for one in verify_round(round, at=at))
    assert objected == expected.is_too_much
    if expected.after_three == 0:
        with pytest.raises(NoAttemptLeft) as told:
            start_attempt(entry, round=round, at=at)
        assert told.value.message == expected.used_up


def _paper(entry, round, number, *, at) -> None:
    AttemptFactory(
        entry=entry,
        round=round,
        number=number,
        paper=[],
        state="submitted",
        started_at=at,
        deadline_at=at + timedelta(minutes=20),
        finished_at=at + timedelta(seconds=30),
        correct_count=0,
    )


@pytest.mark.parametrize(
    ("name", "limit", "is_one"),
    [("once", 3, True), ("per_round", 1, True), ("per_round", 2, False), ("per_day", 1, False)],
)
def test_a_round_has_one_paper_each_only_if_no_period_begins_anew(name, limit, is_one):
    assert has_one_paper_each(Round(attempt_policy=name, attempt_limit=limit)) == is_one


@pytest.mark.parametrize("name", ["per_day", "per_week"])
@pytest.mark.django_db
def test_the_verifier_objects_to_a_paper_too_many_in_one_period(name):
    round = RoundFactory(attempt_policy=name, attempt_limit=2, opens_at=MIDNIGHT)
    entry = EntryFactory(contest=round.contest)
    for number in (1, 2, 3):
        _paper(entry, round, number, at=MIDNIGHT + timedelta(hours=number))
    objected = {one.invariant for one in verify_round(round, at=MIDNIGHT + timedelta(hours=5))}
    assert 3 in objected


def test_a_week_begins_on_monday_in_ha_noi():
    policy = policy_of(Round(attempt_policy="per_week"))
    second, week = timedelta(seconds=1), timedelta(days=7)
    assert policy.since(MIDNIGHT) == policy.since(MIDNIGHT + week - second) == MIDNIGHT
    assert policy.since(MIDNIGHT - second) == MIDNIGHT - week


def test_what_a_day_is_follows_ha_noi():
    policy = policy_of(Round(attempt_policy="per_day"))
    second = timedelta(seconds=1)
    assert policy.since(MIDNIGHT) == MIDNIGHT
    assert policy.since(MIDNIGHT - second) == MIDNIGHT - timedelta(days=1)
