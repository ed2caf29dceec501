"""The verifier finds what is wrong with an announced list, and nothing wrong with a right one."""

from datetime import timedelta

import pytest

from contests.models import Entry, Prize, PrizeTerms
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Winner, WinnerCheck
from leaderboard.prizes.verify import verify_winners
from tests.factories import NOON, UnitFactory, UnitKindFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(contest, week, division, prize_of):
    """Two prizes for all, one for wards; the best two, of whom the second shares a place."""
    PrizeTerms.objects.create(contest=contest, checks_winners=False)
    ward = UnitFactory(parent=UnitFactory(kind=UnitKindFactory(code="xa", name="Cấp xã")))
    facts = {"at": NOON - timedelta(hours=2)}
    people = [take(week, division, correct=correct, **facts) for correct in (5, 4, 4, 3)]
    people.append(take(week, division, correct=1, unit=ward, **facts))
    prize_of("Nhất")
    prize_of("Nhì")
    prize_of("Cấp xã", unit_kind=UnitKindFactory(code="xa"))
    finalise_round(week, by=None, at=NOON)
    assert Winner.objects.count() == 4
    return people


def test_a_right_list_is_right(announced, contest, week):
    assert verify_winners(contest, week) == []
    assert verify_winners(contest, None) == []


def test_who_was_passed_over_is_found(announced, contest, week):
    Winner.objects.filter(entry=announced[0]).update(entry=announced[3])
    pks = [announced[n].pk for n in (0, 1, 2)]
    assert verify_winners(contest, week)[:1] == [f"entry {pks[0]}: bị bỏ qua khi xét giải Nhất"]


def test_a_prize_too_many_is_found(announced, contest, week):
    second = Prize.objects.get(title="Nhì")
    Winner.objects.create(
        contest=contest, round=week, prize=second, entry=announced[3], place=4, announced_at=NOON
    )
    assert verify_winners(contest, week) == ["giải Nhì: nhiều người hơn số lượng"]


def test_a_prize_of_a_block_for_somebody_else_is_found(announced, contest, week):
    Winner.objects.filter(entry=announced[4]).update(entry=announced[3])
    assert verify_winners(contest, week) == [
        f"entry {announced[3].pk}: không thuộc diện xét giải Cấp xã"
    ]


def test_who_refused_or_was_never_confirmed_is_found(announced, contest, week):
    PrizeTerms.objects.update(checks_winners=True)
    for entry in announced[1:]:
        WinnerCheck.objects.create(
            contest=contest, round=week, entry=entry, state="confirmed", at=NOON
        )
    first = announced[0].pk
    assert verify_winners(contest, week) == [f"entry {first}: đạt giải mà chưa được xác nhận"]

    PrizeTerms.objects.update(checks_winners=False)
    WinnerCheck.objects.create(
        contest=contest, round=week, entry=announced[0], state="refused", at=NOON
    )
    assert verify_winners(contest, week) == [f"entry {first}: không thuộc diện xét giải Nhất"]


def test_more_prizes_than_the_share_of_entrants_are_found(announced, contest, week):
    PrizeTerms.objects.update(most_percent=50)
    assert verify_winners(contest, week) == ["số giải vượt quá tỷ lệ cho phép trên số người dự thi"]


def test_a_prize_of_who_takes_part_without_one_is_found(announced, contest, week):
    Entry.objects.filter(pk=announced[0].pk).update(is_prizeless=True)
    (found,) = verify_winners(contest, week)
    assert found == f"entry {announced[0].pk}: không thuộc diện xét giải Nhất"
    contest.divisions.update(is_prizeless=True)
    assert "có người đạt giải ở bảng không xét giải" in verify_winners(contest, week)
