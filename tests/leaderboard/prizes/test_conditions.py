"""Who fails a condition of the ranking wins nothing, and a list that names one is found wrong."""

from datetime import timedelta

import pytest

from leaderboard.models import Winner
from leaderboard.prizes.verify import verify_winners
from leaderboard.prizes.winners import is_gap_missing, winners_of
from tests.factories import NOON
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


def test_prizes_stay_with_those_who_meet_every_condition(week, division, award, prize_of):
    week.tie_chain = ["perfect", "time_used"]
    week.save()
    at = NOON - timedelta(hours=2)
    all_right, four_right = (take(week, division, correct=correct, at=at).pk for correct in (5, 4))
    prize = prize_of("Nhất", count=2)

    assert [one.win.entry for one in winners_of(award).chosen] == [all_right]

    for place, entry in enumerate((all_right, four_right), start=1):
        Winner.objects.create(
            contest=week.contest,
            round=week,
            prize=prize,
            entry_id=entry,
            place=place,
            announced_at=NOON,
        )
    said = f"entry {four_right}: không thuộc diện xét giải Nhất"
    assert said in verify_winners(week.contest, week)


def test_an_exact_prediction_waits_for_its_true_value(week, award):
    week.prediction_target, week.tie_chain = "entrants", ["exact", "correct"]
    assert is_gap_missing(award)
