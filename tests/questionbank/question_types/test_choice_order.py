import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.question_types.choice_order import fixed_positions, is_about_all, refers_to_others

PLAIN = ["Chính phủ", "Quốc hội", "Bộ Nội vụ"]


@pytest.mark.parametrize(
    "last",
    [
        "Tất cả các phương án trên",
        "Tất cả đều đúng",
        "Tất cả các đáp án trên đều đúng",
        "Cả ba phương án trên",
        "Cả 3 phương án trên đều đúng",
        "Cả ba đều sai.",
        "Cả ba cơ quan nêu trên",
        "Toàn bộ các nội dung nêu trên",
        "Các phương án trên đều sai",
        "Không có phương án nào đúng",
        "Không phương án nào nêu trên",
        "Không có đáp án đúng",
        "Phương án khác",
        "Tất cả",
        "TẤT CẢ ĐỀU ĐÚNG",
    ],
)
def test_option_about_all_others_stays_last(last):
    assert fixed_positions([*PLAIN, last]) == {3}


@pytest.mark.parametrize(
    ("last", "named"),
    [
        ("Cả A, B và C", {0, 1, 2}),
        ("Cả A và B", {0, 1}),
        ("A và B đúng", {0, 1}),
        ("a, b đều đúng", {0, 1}),
        ("Phương án A và phương án C", {0, 2}),
        ("Câu B và câu C đúng", {1, 2}),
        ("A & C", {0, 2}),
        ("Chỉ A đúng", {0}),
        ("A đúng, B sai", {0, 1}),
        ("Từ A đến C", {0, 1, 2}),
        ("Cả hai hình thức A và B", {0, 1}),
        ("Cả 1 và 3", {0, 2}),
        ("Cả hai phương án A và B", {0, 1}),
    ],
)
def test_option_naming_letters_stays_with_those_it_names(last, named):
    assert fixed_positions([*PLAIN, last]) == {3} | named


@pytest.mark.parametrize(
    "option",
    [
        "Tất cả cán bộ, công chức, viên chức",
        "Cả nước",
        "Cả năm 2026",
        "Người dân từ đủ 18 tuổi trở lên",
        "Dự án nhóm A",
        "A",
        "2 và 3 ngày",
        "Không quá 05 ngày làm việc",
        "Không có",
        "Đúng",
        "Sai",
        "Các cơ quan hành chính nhà nước trên địa bàn",
        "Ủy ban nhân dân cấp xã và Ủy ban nhân dân cấp tỉnh",
        "Hạng E",
        "05 năm",
        "",
        "Không trường hợp nào được từ chối hồ sơ bằng lời nói tại Bộ phận Một cửa",
    ],
)
def test_option_with_content_of_its_own_fixes_no_position(option):
    assert fixed_positions([option, *PLAIN]) == frozenset()


def test_both_above_in_the_middle_keeps_what_is_below_below():
    options = ["Quốc hội", "Chính phủ", "Cả hai phương án trên", "Bộ Nội vụ"]
    assert fixed_positions(options) == {2, 3}


def test_both_above_in_fourth_place_means_the_two_just_above():
    options = ["Quốc hội", "Chính phủ", "Bộ Nội vụ", "Cả hai phương án trên"]
    assert fixed_positions(options) == {1, 2, 3}


def test_letter_beyond_the_options_fixes_only_the_others():
    assert fixed_positions(["Một", "Hai", "Cả A, B và E"]) == {0, 1, 2}


def test_decomposed_letters_are_read_like_composed_ones():
    assert is_about_all("Tất cả đều đúng")


TEXTS = st.sampled_from(
    [*PLAIN, "Cả A và B", "Tất cả đều đúng", "Cả hai phương án trên", "B và C sai", "Hà Nội"]
) | st.text(max_size=20)


@given(st.lists(TEXTS, min_size=2, max_size=8))
def test_fixed_positions_are_positions(options):
    assert fixed_positions(options) <= set(range(len(options)))


@given(st.lists(TEXTS, min_size=2, max_size=8), st.integers())
def test_shuffling_the_rest_never_moves_a_referring_option(options, seed):
    fixed = fixed_positions(options)
    free = [index for index in range(len(options)) if index not in fixed]
    mixed = list(free)
    random.Random(seed).shuffle(mixed)
    order = list(range(len(options)))
    for place, index in zip(free, mixed, strict=True):
        order[place] = index
    for index, option in enumerate(options):
        if refers_to_others(option, count=len(options)):
            assert order[index] == index
            assert set(order[:index]) == set(range(index)) or not is_about_all(option)


@given(st.lists(st.sampled_from(PLAIN), min_size=2, max_size=8))
def test_plain_options_are_all_free(options):
    assert fixed_positions(options) == frozenset()
