"""Kind words are true of the result, friendly about every one, and never press."""

import pytest

from leaderboard.own_results.praise import PaperFacts, better_than, joys, kind_word


def paper(correct, questions=20, seconds=600):
    return PaperFacts(correct, questions, seconds * 1000)


@pytest.mark.parametrize("correct", range(21))
def test_every_result_has_a_word_without_a_shout(correct):
    word = kind_word(paper(correct), counts_for_unit=True)

    assert word
    assert "!" not in word


def test_none_right_still_counts_for_the_unit_where_it_does():
    assert "đơn vị đã có thêm một người" in kind_word(paper(0), counts_for_unit=True)
    assert "đơn vị" not in kind_word(paper(0), counts_for_unit=False)


def test_a_paper_without_questions_that_count_has_no_word():
    assert kind_word(paper(0, 0), counts_for_unit=True) == ""


@pytest.mark.parametrize(
    ("last", "now", "said"),
    [
        (paper(15), paper(18), "hơn lần trước 3 câu"),
        (paper(18), paper(15), ""),
        (paper(18), paper(18), ""),
        (paper(18, seconds=600), paper(18, seconds=540), "nhanh hơn 1 phút"),
        (paper(0, seconds=600), paper(0, seconds=540), ""),
        (paper(10, 20), paper(12, 19), "tăng từ 50 % lên 63 %"),
        (paper(10, 20), paper(9, 19), ""),
        (paper(0, 0), paper(9, 19), ""),
    ],
)
def test_only_what_got_better_is_said(last, now, said):
    found = better_than(last, now)

    assert said in found
    assert bool(said) == bool(found)


def with_points(points, correct=10, most=2000, seconds=600):
    return PaperFacts(correct, 20, seconds * 1000, points=points, most_points=most)


@pytest.mark.parametrize(
    ("last", "now", "said"),
    [
        (with_points(1000, correct=12), with_points(1150, correct=11), "hơn lần trước 1,5 điểm"),
        (with_points(1000, correct=10), with_points(900, correct=12), ""),
        (with_points(1000, seconds=600), with_points(1000, seconds=540), "cùng số điểm"),
        (with_points(0, seconds=600), with_points(0, seconds=540), ""),
        (with_points(1000, most=2000), with_points(1500, most=3000), ""),
    ],
)
def test_where_points_decide_points_are_compared(last, now, said):
    found = better_than(last, now)

    assert said in found
    assert bool(said) == bool(found)


def test_parts_of_a_point_are_not_called_nothing():
    assert "đúng một phần" in kind_word(with_points(50, correct=0), counts_for_unit=True)
    assert "chưa trúng câu nào" in kind_word(with_points(-50, correct=0), counts_for_unit=True)


def test_joys_name_facts():
    assert joys(is_perfect=False, rounds_in_a_row=1, is_first_of_unit=False) == []
    assert joys(is_perfect=True, rounds_in_a_row=3, is_first_of_unit=True) == [
        "Đúng tất cả các câu",
        "3 kỳ liên tiếp có mặt",
        "Người đầu tiên của đơn vị dự thi kỳ này",
    ]
