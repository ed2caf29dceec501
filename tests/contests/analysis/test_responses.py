"""How one paper is judged, and what times between saves say."""

import random

import pytest

from contests.analysis.responses import COLUMNS, _Pieces, gaps, responses_of
from contests.attempts.answer_keys import Key
from contests.attempts.scoring import Ruling
from questionbank.models import QuestionKind
from questionbank.question_types.counting import in_bank_order, words
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import Written

ORDER = [2, 0, 1]
KEYS = {pk: Key((0,), "choice") for pk in (1, 2, 3)}
PAPER = [(pk, ORDER) for pk in (1, 2, 3)]
RIGHT, WRONG = 0b010, 0b001  # options 0 and 2 as this paper shows them


def judged(choices, rulings=None):
    found = responses_of(PAPER, choices, keys=KEYS, rulings=rulings or {})
    return [(one.chosen, one.is_right, one.rest, one.of) for one in found]


def test_answers_are_put_into_bank_order_and_scores_leave_the_question_out():
    assert judged({1: RIGHT, 2: WRONG}) == [
        (0b001, True, 0, 2),
        (0b100, False, 1, 2),
        (0, False, 1, 2),
    ]


def test_an_annulled_question_counts_in_nobodys_score():
    rulings = {1: Ruling(is_annulled=True)}
    assert judged({1: RIGHT, 2: RIGHT}, rulings) == [
        (0b001, True, 1, 2),
        (0b001, True, 0, 1),
        (0, False, 1, 1),
    ]


def test_a_given_question_is_judged_by_its_key():
    found = judged({2: RIGHT}, {1: Ruling(is_given=True)})
    assert found[0] == (0, False, 1, 2)


def test_a_further_answer_counts():
    found = judged({1: WRONG}, {1: Ruling(accepted=[[2]])})
    assert found[0] == (0b100, True, 0, 2)


def test_what_was_written_is_given_or_blank():
    assert in_bank_order("text", (), Written("một cửa")) == 1
    assert in_bank_order("text", (), 0) == 0


def test_seconds_are_those_since_the_save_before():
    assert gaps(100, {1: 130, 3: 145, 2: 190}) == {1: 30, 3: 15, 2: 45}


def test_answers_that_came_together_tell_no_time():
    assert gaps(100, {1: 160, 2: 160, 3: 175}) == {3: 15}
    assert gaps(100, {1: 90}) == {}


def test_pieces_are_put_together_where_they_are_equal(monkeypatch):
    monkeypatch.setattr("contests.analysis.responses.MOST_ROWS", 2)
    rng = random.Random(1)
    rows = [tuple(rng.randrange(2) for _ in COLUMNS) for _ in range(500)]
    pieces = _Pieces(COLUMNS)
    for start in range(0, 500, 50):
        pieces.add(rows[start : start + 50])
    found = pieces.table()
    expected = {row: rows.count(row) for row in rows}
    assert {tuple(row[:-1]): row[-1] for row in found.to_numpy().tolist()} == expected
    assert _Pieces(COLUMNS).table().empty


# Options, an order, the right answer's words in the order of the bank.
TOLD = {
    "choice": (["Một", "Hai", "Ba"], (2, 0, 1), [0, 2], "Một; Ba"),
    "grid": (["Một", "Hai"], (1, 0), [1, 2], "Một: Đúng; Hai: Sai"),
    "matching": (["A", "B", "", "một", "hai"], (4, 3), [2, 1], "A → hai; B → một"),
    "ordering": (["Hai", "Một"], (1, 0), [2, 1], "1. Một; 2. Hai"),
    "number": (["m²", "1"], (), [15, 0], "1,5\N{NO-BREAK SPACE}m²"),
}


@pytest.mark.parametrize("kind", [one for one in QuestionKind.values if one != "text"])
def test_answers_of_every_kind_are_told_in_words(kind):
    options, order, key, told = TOLD[kind]
    answer = QUESTION_TYPES[kind].right_answer(order, key)
    assert words(kind, options, in_bank_order(kind, order, answer)) == told
