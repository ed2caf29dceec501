"""The plain notation of a stem: lines, and tables with bars."""

from hypothesis import given
from hypothesis import strategies as st

from questionbank.question_text import Lines, Table, blocks_of, has_table, pasted_tables

STEM = "Bảng dưới đây:\n| Năm | Hồ sơ |\n|---|---|\n| 2024 | 10 |\n| 2025 |\nNăm nào nhiều hơn?"


def test_lines_with_bars_between_text_are_a_table():
    assert blocks_of(STEM) == [
        Lines("Bảng dưới đây:"),
        Table(("Năm", "Hồ sơ"), (("2024", "10"), ("2025", ""))),
        Lines("Năm nào nhiều hơn?"),
    ]


def test_a_single_line_with_bars_is_text():
    assert blocks_of("Một\n| hai |\nba") == [Lines("Một\n| hai |\nba")]
    assert not has_table("|x| là giá trị tuyệt đối\ncủa x")


def test_one_column_with_bars_is_text():
    assert blocks_of("| a |\n| b |") == [Lines("| a |\n| b |")]


def test_rows_pasted_from_excel_become_a_table():
    pasted = "Cho bảng\nNăm\tHồ sơ\n2024\t10\nHỏi gì?"
    assert pasted_tables(pasted) == "Cho bảng\n| Năm | Hồ sơ |\n| 2024 | 10 |\nHỏi gì?"


def test_a_bar_inside_a_pasted_cell_parts_no_cells():
    (table,) = blocks_of(pasted_tables("a|b\tc\nd\te"))
    assert table == Table(("a/b", "c"), (("d", "e"),))


def test_a_tab_in_a_single_line_makes_no_table():
    assert pasted_tables("\tHỏi gì?\nĐáp") == "\tHỏi gì?\nĐáp"


@given(st.text(alphabet="ab|\t\n- ", max_size=60))
def test_no_text_is_lost_whatever_is_written(text):
    shown = []
    for block in blocks_of(text):
        if isinstance(block, Lines):
            shown.append(block.text)
        else:
            assert all(len(row) == len(block.head) for row in block.rows)
            shown += [*block.head, *(cell for row in block.rows for cell in row)]
    assert set("".join(shown)) >= set(text) & set("ab")
