"""What is told of large groups leaves nothing over that is of a few people."""

from hypothesis import given
from hypothesis import strategies as st

from contests.analysis.analysing import analyse_round
from contests.analysis.items import Asked, figures_of
from contests.analysis.limits import HIDDEN
from contests.analysis.small_groups import to_leave_out, to_tell
from contests.models import QuestionFigures, RoundAnalysis
from tests.contests.analysis.conftest import AFTER
from tests.contests.analysis.test_items import rows_of

SIZES = st.dictionaries(st.integers(1, 6), st.integers(1, 40), min_size=1)


@given(SIZES)
def test_divisions_that_are_told_leave_nobody_over_or_enough(asked):
    told = to_tell(asked)
    left = sum(count for pk, count in asked.items() if pk not in told)
    assert left == 0 or left >= HIDDEN or not told
    assert all(asked[pk] >= HIDDEN for pk in told)


@given(SIZES)
def test_people_left_out_are_few_and_never_all(people):
    out = to_leave_out(people)
    assert sum(people[pk] for pk in out) < HIDDEN
    assert out != set(people)


def test_one_person_of_a_division_is_not_what_the_other_leaves_over():
    """Sixty people of one division and one of another: the whole less the sixty is that one."""
    rows = rows_of([(1, 1, 3, 0, 40), (1, 2, 3, 0, 20), (2, 1, 3, 0, 1)])
    found = figures_of(rows, asked=Asked(options=4, is_counted=True), slots=1)
    assert found["asked"] == 61
    assert found["divisions"] == {"1": {"asked": 60}, "2": {"asked": 1}}


def test_a_tiny_division_is_in_no_figure_and_the_others_stay(stage):
    stage.crowd(40)
    stage.crowd(2, division=1)
    analysis = analyse_round(stage.round, at=AFTER)
    assert analysis.papers == 40
    figures = QuestionFigures.objects.get(revision=stage.revisions[0]).figures
    assert (figures["asked"], figures["exposed"]) == (40, 42)
    (whole,) = RoundAnalysis.objects.get().summary["axes"]
    assert (whole["division"], whole["people"]) == (stage.divisions[0].pk, 40)
