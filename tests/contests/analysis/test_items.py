"""Figures of a question whatever was answered; edge cases by chance."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.analysis.flags import FlagKind, flags_of, trouble_of
from contests.analysis.hours import MOST_SLOTS, hours_of
from contests.analysis.items import Asked, figures_of
from contests.analysis.limits import HIDDEN, LEAST_PEOPLE, SMALL
from contests.analysis.weak_axes import by_axis, pooled
from contests.analysis.words import FLAG_NAMES, correlation, flag_sentence, percent
from contests.models.analysed import IN_DOUBT

CHOICE = Asked(options=4, is_counted=True)
UNKNOWN = Asked(options=0, is_counted=False)

ANSWERS = st.lists(
    st.tuples(
        st.integers(1, 2),  # division
        st.integers(0, 15),  # ticked options
        st.integers(0, 5),  # the other answers that are right
        st.integers(0, 2),  # slot
        st.integers(1, 40),  # how often
    ),
    min_size=1,
    max_size=20,
)


def rows_of(answers):
    columns = ["division", "chosen", "rest", "hour", "n"]
    rows = pd.DataFrame(answers, columns=columns).assign(revision=1, kind=1, of=5)
    rows["right"] = (rows["chosen"] == 1).astype(int)
    return rows


@given(ANSWERS, st.sampled_from([CHOICE, UNKNOWN]))
def test_counts_add_up_and_can_be_stored(answers, asked):
    found = figures_of(rows_of(answers), asked=asked, slots=3)
    json.dumps(found)
    assert found["asked"] == sum(one[-1] for one in answers)
    assert sum(of for _right, of in found["hours"]) == found["asked"]
    if found["asked"] >= HIDDEN:
        assert found["right"] + found["blank"] <= found["asked"]
        assert found["low"] <= found["right"] / found["asked"] + 1e-4
    if found["asked"] >= SMALL:
        assert sum(found["thirds"]) == found["asked"]
        assert sum(found["right_thirds"]) == found["right"]
        for one in found.get("answers", ()):
            assert sum(one["thirds"]) >= HIDDEN
    else:
        assert "thirds" not in found
    for flag in flags_of(found):
        assert flag_sentence(flag)


def test_fewer_than_five_people_are_only_counted():
    assert figures_of(rows_of([(1, 1, 3, 0, 4)]), asked=CHOICE, slots=1) == {
        "asked": 4,
        "hours": [[4, 4]],
        "divisions": {"1": {}},
    }


def good(**more):
    """A question without any trouble."""
    return {
        "asked": 90,
        "blank": 0,
        "right": 60,
        "r": [0.4, 0.2, 0.6],
        "thirds": [30, 30, 30],
        "right_thirds": [28, 20, 12],
        "options": [[28, 20, 12], [1, 5, 9], [1, 5, 9], [0, 0, 0]],
        "answers": [
            {"answer": 1, "thirds": [28, 20, 12], "is_right": True},
            {"answer": 2, "thirds": [1, 5, 9], "is_right": False},
        ],
        **more,
    }


def kinds(figures):
    return [one["kind"] for one in flags_of(figures)]


def test_a_good_question_has_no_flag_but_an_option_nobody_takes():
    assert flags_of(good()) == [{"kind": "unused", "options": [3], "of": 90}]


WRONG_KEY = {
    "right_thirds": [4, 8, 12],
    "answers": [
        {"answer": 2, "thirds": [25, 12, 10], "is_right": False},
        {"answer": 1, "thirds": [4, 8, 12], "is_right": True},
    ],
}


def test_a_key_that_the_best_choose_less_than_another_answer_looks_broken():
    (flag, *_others) = flags_of(good(**WRONG_KEY))
    assert flag == {"kind": "broken", "answer": 2, "chosen": 25, "key": 4, "of": 30}


def test_by_chance_alone_nothing_looks_broken():
    even = [
        {"answer": 2, "thirds": [8, 12, 10], "is_right": False},
        {"answer": 1, "thirds": [7, 8, 12], "is_right": True},
    ]
    assert "broken" not in kinds(good(right_thirds=[7, 8, 12], answers=even))


def test_few_of_the_best_prove_nothing():
    assert "broken" not in kinds(good(**WRONG_KEY, thirds=[9, 40, 41]))


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"r": [-0.3, -0.5, -0.1]}, "negative"),
        ({"right": 0}, "nobody"),
        ({"right": 90}, "everybody"),
        ({"before": {"rounds": 3, "papers": 900}}, "often"),
        (
            {
                "change": {
                    "from_s": 1_795_000_000,
                    "slot": 3,
                    "strength": 30.0,
                    "rise": 0.4,
                    "before": [10, 40],
                    "after": [40, 50],
                }
            },
            "leaked",
        ),
    ],
)
def test_each_other_trouble_is_told(more, kind):
    flags = flags_of(good(**more))
    assert kind in [one["kind"] for one in flags]
    assert all(flag_sentence(one) for one in flags)


def test_an_interval_that_holds_nothing_is_not_negative():
    assert "negative" not in kinds(good(r=[-0.1, -0.3, 0.1]))


def test_a_question_few_were_asked_has_no_flag():
    assert flags_of({"asked": SMALL - 1, "right": 0, "blank": 0}) == []


def test_broken_comes_before_leaked_and_everything_else():
    order = sorted(FlagKind, key=lambda kind: -trouble_of([{"kind": kind}]))
    assert order[:3] == [FlagKind.BROKEN, FlagKind.LEAKED, FlagKind.NEGATIVE]
    most = sum(trouble_of([{"kind": one}]) for one in FlagKind if one != FlagKind.BROKEN)
    assert trouble_of([{"kind": FlagKind.BROKEN}]) > most


def test_only_what_looks_broken_or_leaked_is_in_doubt():
    doubtful = {FlagKind.BROKEN, FlagKind.LEAKED}
    assert all(trouble_of([{"kind": one}]) >= IN_DOUBT for one in doubtful)
    assert trouble_of([{"kind": one} for one in FlagKind if one not in doubtful]) < IN_DOUBT


def test_every_flag_has_a_name():
    assert set(FLAG_NAMES) == set(FlagKind)


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 40), min_size=1))
def test_no_group_of_few_is_shown_and_nobody_is_left_out(people):
    groups = pooled(people)
    assert sorted(kind for group in groups for kind in group) == sorted(people)
    sizes = [sum(people[kind] for kind in group) for group in groups]
    if sum(people.values()) >= LEAST_PEOPLE:
        assert min(sizes) >= LEAST_PEOPLE


def test_shares_by_axis_by_hand():
    table = pd.DataFrame(
        [(1, 1, 7, 1, 12), (1, 1, 7, 0, 4), (1, 2, 8, 1, 3), (1, 2, 9, 1, 50)],
        columns=["division", "kind", "revision", "right", "n"],
    )
    groups = by_axis(table, axis_of={7: 1, 8: 2}, people={(1, 1): 16, (1, 2): 3})
    assert groups == [{"division": 1, "kinds": [], "people": 19, "axes": [[1, 12, 16], [2, 3, 3]]}]


@given(st.lists(st.integers(0, 4_000_000), max_size=300))
def test_every_moment_of_a_round_has_its_slot(started):
    hours = hours_of(np.array(started, dtype=np.int64))
    assert len(hours.begins) <= MOST_SLOTS
    assert list(hours.begins) == sorted(set(hours.begins))
    for at in started:
        slot = hours.slot_of(at)
        assert hours.begins[slot] <= at
        assert slot + 1 == len(hours.begins) or at < hours.begins[slot + 1]


@pytest.mark.parametrize(
    ("part", "said"),
    [(0, "0,0 %"), (0.0001, "0,1 %"), (0.53093, "53,1 %"), (0.9999, "99,9 %"), (1, "100,0 %")],
)
def test_nothing_and_everything_are_said_only_where_they_were_reached(part, said):
    assert percent(part) == said


def test_a_correlation_has_no_sign_at_nothing():
    assert (correlation(-0.001), correlation(-0.256)) == ("0,00", "-0,26")
