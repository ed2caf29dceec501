"""The drawn order can be drawn again, and the plan adds minutes up."""

from datetime import timedelta

from contests.presentations.clock import drawn_order, turns
from contests.written.weighing import weighed
from tests.factories import NOON


def test_the_same_seed_draws_the_same_order_whatever_order_the_works_come_in():
    drawn = drawn_order([5, 3, 9, 1, 7, 11], seed="hạt")
    assert drawn == drawn_order([11, 9, 7, 5, 3, 1], seed="hạt")
    assert sorted(drawn) == [1, 3, 5, 7, 9, 11]
    assert len({tuple(drawn_order([1, 2, 3], seed=str(n))) for n in range(60)}) == 6


def test_talks_questions_and_pauses_follow_each_other():
    first, second = turns(2, starts_at=NOON, talk=10, questions=5, pause=2)
    assert (first.begins_at, first.questions_at, first.ends_at) == (
        NOON,
        NOON + timedelta(minutes=10),
        NOON + timedelta(minutes=15),
    )
    assert second.begins_at == NOON + timedelta(minutes=17)


def test_both_rounds_count_by_their_weight_on_one_scale():
    facts = {"full": 100_00, "source": 64_00, "source_most": 80_00}
    assert weighed(90_00, source_percent=0, **facts) == 90_00
    assert weighed(90_00, source_percent=30, **facts) == 87_00  # 0,3 × 80 + 0,7 × 90
    assert weighed(0, full=100_00, source=1, source_most=3_00, source_percent=50) == 17  # 16,67
    assert weighed(90_01, full=100_00, source=0, source_most=0, source_percent=50) == 45_01
