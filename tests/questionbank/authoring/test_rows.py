"""What authors may write in questions answered row by row, and how files say it."""

import pytest

from questionbank.authoring import grid, matching, ordering
from questionbank.authoring.matching import Pair
from questionbank.question_types.choice_order import LETTERS

EMPTY = dict.fromkeys([*LETTERS, "right"], "")
STEPS = ["Tiếp nhận", "Thẩm định", "Ký duyệt"]
PAIRS = [Pair("Luật A", "2018"), Pair("Luật B", "2011"), Pair("Luật C", "2018")]


def places(faults):
    return [fault.place for fault in faults]


def test_a_grid_needs_two_statements_and_a_verdict_on_each():
    assert places(grid.faults_of(["Một", "Hai"], [1, 2])) == []
    assert places(grid.faults_of(["Một"], [1])) == ["B"]
    assert places(grid.faults_of(["Một", "Hai"], [1, 0])) == ["right"]
    assert places(grid.faults_of(["Một", "", "một", "x" * 1001], [1, 1, 1, 1])) == ["B", "C", "D"]


def test_all_statements_alike_are_warned_of():
    assert len(grid.warnings_of(["Một", "Hai"], [2, 2])) == 1
    assert grid.warnings_of(["Một", "Hai"], [2, 1]) == []


@pytest.mark.parametrize(
    ("said", "key"),
    [("A", (1, 2)), ("a, b", (1, 1)), ("Không ý nào", (2, 2)), ("không", (2, 2)), ("B", (2, 1))],
)
def test_a_file_names_the_true_statements(said, key):
    options, read, faults = grid.read_cells(EMPTY | {"A": "Một", "B": "Hai", "right": said})
    assert (options, read, faults) == (["Một", "Hai"], key, [])


@pytest.mark.parametrize("said", ["", "C", "Đúng", "A, H"])
def test_a_key_that_names_no_statement_is_told(said):
    _options, read, faults = grid.read_cells(EMPTY | {"A": "Một", "B": "Hai", "right": said})
    assert (read, places(faults)) == ((), ["right"])


def test_items_are_written_in_order_and_stored_in_another():
    options, key = ordering.freeze(STEPS, [1, 2, 3])
    assert options != STEPS
    assert sorted(options) == sorted(STEPS)
    assert ordering.in_order(options, key) == STEPS
    assert ordering.freeze(options, key) == (options, key)


def test_items_in_the_order_of_the_alphabet_are_not_stored_so():
    options, key = ordering.freeze(["Ba", "Hai", "Một"], [1, 2, 3])
    assert (options, key) == (["Một", "Hai", "Ba"], [3, 2, 1])


def test_an_ordering_needs_three_items():
    assert places(ordering.faults_of(STEPS, [1, 2, 3])) == []
    assert places(ordering.faults_of(STEPS[:2], [1, 2])) == ["C"]
    assert places(ordering.faults_of(["a", "", "c"], [1, 2, 3])) == ["B"]


def test_pairs_are_stored_with_targets_in_an_order_that_tells_nothing():
    options, key = matching.store(PAIRS, ["1999"])
    assert options == ["Luật A", "Luật B", "Luật C", "", "1999", "2011", "2018"]
    assert key == [3, 2, 3]
    assert matching.pairs_in(options, key) == (PAIRS, ["1999"])
    assert matching.freeze(options, key) == (options, key)
    in_order = [Pair("Luật A", "1"), Pair("Luật B", "2")]
    assert matching.store(in_order, []) == (["Luật A", "Luật B", "", "2", "1"], [2, 1])


@pytest.mark.parametrize(
    ("pairs", "extra", "told"),
    [
        (PAIRS, [], []),
        (PAIRS, ["1999"], []),
        ([*PAIRS, Pair("Luật D", "")], [], ["D"]),
        ([Pair("", "2018"), *PAIRS], [], ["A"]),
        ([PAIRS[0], PAIRS[0]], ["1999"], ["B"]),
        ([PAIRS[0], PAIRS[2]], [], ["right"]),
        (PAIRS, ["2018"], ["right"]),
        (PAIRS, [str(n) for n in range(7)], ["right"]),
        ([*PAIRS[:2], Pair("Luật D", "x" * 201)], [], ["C"]),
        (PAIRS, ["x" * 201], ["right"]),
        ([], [], ["A", "right"]),
    ],
)
def test_what_pairs_lack_is_told_at_its_place(pairs, extra, told):
    assert places(matching.faults_of_pairs(pairs, extra)) == told


def test_a_target_for_each_prompt_and_no_more_is_warned_of():
    assert len(matching.warnings_of(*matching.store(PAIRS[:2], []))) == 1
    assert matching.warnings_of(*matching.store(PAIRS[:2], ["1999"])) == []
    assert matching.warnings_of(*matching.store(PAIRS, [])) == []


KINDS = [
    (grid, (["Một", "Hai", "Ba"], [1, 2, 1])),
    (grid, (["Một", "Hai"], [2, 2])),
    (ordering, ordering.freeze(STEPS, [1, 2, 3])),
    (matching, matching.store(PAIRS, ["1999", "2000"])),
    (matching, matching.store([Pair(f"Vế {n}", f"{n % 2}") for n in range(8)], ["x", "y"])),
]


@pytest.mark.parametrize(("kind", "written"), KINDS)
def test_what_is_written_to_a_file_is_read_as_the_same(kind, written):
    options, key, faults = kind.read_cells(EMPTY | kind.write_cells(*written))
    assert faults == []
    assert kind.freeze(options, key) == (list(written[0]), list(written[1]))


def test_a_pair_without_an_arrow_and_a_key_beside_pairs_are_told():
    cells = EMPTY | {"A": "Luật A 2018", "B": "Luật B =>", "C": "Luật C => 2018", "right": "A"}
    assert places(matching.read_cells(cells)[2]) == ["right", "A", "B"]
    assert places(ordering.read_cells(EMPTY | {"right": "A"})[2]) == ["right"]
