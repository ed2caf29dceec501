"""Points are exact: no float, half rounded up, and more right answers are never fewer points."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.models import Attempt
from contests.points import hundredths_words, points_of, points_words, score_words


@pytest.mark.parametrize(
    ("correct", "questions", "scale", "expected"),
    [
        (10, 10, 100, "100.00"),
        (7, 12, 150, "87.50"),
        (1, 3, 100, "33.33"),
        (2, 3, 100, "66.67"),
        (1, 8, 1, "0.13"),  # 0,125: half goes up
        (0, 0, 100, "0.00"),  # every question annulled
    ],
)
def test_points(correct, questions, scale, expected):
    assert points_of(correct, questions, scale=scale) == Decimal(expected)


@pytest.mark.parametrize(("correct", "said"), [(20, "100/100"), (9, "45/100"), (0, "0/100")])
def test_words_leave_out_zeros_of_the_fraction_alone(correct, said):
    assert points_words(correct, 20, scale=100) == said


@given(st.integers(1, 200), st.data(), st.integers(1, 1000))
def test_points_are_within_half_a_hundredth_of_the_exact_value(questions, data, scale):
    correct = data.draw(st.integers(0, questions))
    found = Fraction(points_of(correct, questions, scale=scale))
    assert abs(found - Fraction(correct * scale, questions)) <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("hundredths", "said"), [(8750, "87,5"), (100, "1"), (0, "0"), (-25, "−0,25"), (10_000, "100")]
)
def test_hundredths_are_written_as_people_write_them(hundredths, said):
    assert hundredths_words(hundredths) == said


def test_points_of_questions_come_before_a_scale():
    paper = Attempt(correct_count=3, question_count=4, points=225, most_points=450)
    assert score_words(paper, scale=100) == "2,25/4,5"
    paper.points = paper.most_points = None
    assert (score_words(paper, scale=100), score_words(paper, scale=None)) == ("75/100", "")
