"""Any layout of the grammar comes back as the questions that were laid out."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.intake_files import text_of
from benchmarks.intake_layouts import Layout, Truth, written
from questionbank.importing.parsing.lines import Line, Run
from questionbank.importing.parsing.pipeline import lines_of, parse, parse_text
from questionbank.importing.parsing.questions import SURE, Source

WORDS = [
    "hồ",
    "sơ",
    "thủ",
    "tục",
    "cải",
    "cách",
    "một",
    "cửa",
    "dịch",
    "vụ",
    "công",
    "trực",
    "tuyến",
    "cơ",
    "quan",
    "người",
    "dân",
    "xã",
    "phường",
]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(
    lambda words: " ".join(words).capitalize()
)
QUESTION = st.builds(
    lambda stem, options, right: Truth(f"{stem}?", tuple(options), (right % len(options),)),
    SENTENCE,
    st.lists(SENTENCE, min_size=2, max_size=5, unique=True),
    st.integers(0, 4),
)
LAYOUT = st.builds(
    Layout,
    name=st.just("any"),
    head=st.sampled_from(
        ["Câu {n}: ", "Câu {n}. ", "Câu {n:02}: ", "Câu hỏi {n}. ", "{n}. ", "{n}/", "•Câu {n}. "]
    ),
    label=st.sampled_from(["{A}. ", "{a}. ", "{a}) ", "{A}) ", "{A}.", "• {a}) ", "({A}) "]),
    arrange=st.sampled_from(["lines", "row", "pairs", "blank"]),
    key=st.sampled_from(["line", "star", "here", "table", "list", "none"]),
    key_words=st.sampled_from(["Đáp án: {A}", "Đáp án {A}", "(Đáp án: {A})", "ĐA: {A}", "=> {A}"]),
    noise=st.booleans(),
    sections=st.sampled_from(["", "PHẦN {R}. {name}", "Trục {k}: {name}"]),
    gaps=st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(LAYOUT, st.lists(QUESTION, min_size=2, max_size=8, unique_by=lambda one: one.stem))
def test_any_layout_comes_back_the_same(layout, questions):
    lines, truth = written(layout, questions, random.Random(1))
    found = parse_text(text_of(lines)).questions
    assert [one.stem for one in found] == [one.stem for one in truth]
    assert [tuple(one.options) for one in found] == [one.options for one in truth]
    keys = [tuple(one.right) if one.right else None for one in found]
    assert keys == [one.right for one in truth]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_read_without_stumbling(text):
    for question in parse_text(text).questions:
        assert 0 <= question.confidence <= 100
        assert all(0 <= n < len(question.options) for n in question.right or [])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["Câu 1: a", "A. b", "B) c", "1. d", "- e", "Đáp án: B", "x", ""])))
def test_any_order_of_lines_is_read_without_stumbling(lines):
    for question in parse_text("\n".join(lines)).questions:
        assert all(0 <= n < len(question.options) for n in question.right or [])


def one(text):
    [question] = parse_text(text).questions
    return question


def codes(question):
    return [doubt.code for doubt in question.doubts]


HEADS = [
    "Câu 1:",
    "Câu 01.",
    "Câu hỏi 1.",
    "1.",
    "1/",
    "• 1.",
    "•Câu 2.",
    "\u00a0Câu 1.",
    "Câu 19a/19b:",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("label", ["{A}.", "{a}.", "{a})", "{A})", "•{A})", "• {a}."])
def test_heads_and_labels(head, label):
    options = "\n".join(f"{label.format(A=x, a=x.lower())} {x}x" for x in "ABCD")
    question = one(f"{head} Thi tuyển thế nào?\n{options}")
    assert (question.stem, question.options) == ("Thi tuyển thế nào?", ["Ax", "Bx", "Cx", "Dx"])


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Đáp án A", [0]),
        ("Đáp án: b", [1]),
        ("ĐA: A", [0]),
        ("(Đáp án: B)", [1]),
        ("Đáp án đúng là: A", [0]),
        ("ANSWER: B", [1]),
        ("Đáp án: Có", [0]),
        ("Chọn B", [1]),
        ("Đáp án: A, B, C", [0, 1, 2]),
    ],
)
def test_lines_that_say_the_key(line, right):
    question = one(f"Câu 1: Được không?\nA. Có\nB. Không\nC. Tùy\nD. Chưa rõ\n{line}")
    assert (question.right, question.confidence >= SURE) == (right, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Câu 1: Đ?\n*A. a\nB. b\nĐáp án: B", "key_conflict"),
        ("Câu 1: Đ?\nA. a\nB. b\nĐáp án: D", "key_outside"),
        ("Câu 1: Đ?\nA. a\nB. b\nC. c\nC. d\nĐáp án: C", "key_label_twice"),
        ("Câu 1: Đ?\nA. a\nB. b\nĐáp án: B. a", "key_text_unlike"),
        ("Câu 1: Đ?\na. x\nB. y\nc. z\nd. t", "key_by_capital"),
    ],
)
def test_a_doubtful_key_is_never_sure(text, code):
    question = one(text)
    assert code in codes(question)
    assert question.right is None or question.confidence < SURE


def bold_question(number, right, *, key=""):
    lines = [Line((Run(f"Câu {number}. Ai ký số {number}?"),), is_paragraph=True)]
    for letter in "ABCD":
        marks = "b" if letter == right else ""
        lines.append(Line((Run(f"{letter}. x{letter}{number}", marks),), is_paragraph=True))
    return [*lines, *([Line((Run(key),), is_paragraph=True)] if key else [])]


def test_bold_is_the_key_where_most_questions_have_one():
    lines = [line for n, right in enumerate("ABCD", 1) for line in bold_question(n, right)]
    found = parse(Source(lines)).questions
    assert [question.right for question in found] == [[0], [1], [2], [3]]
    assert all(question.confidence >= SURE for question in found)


def test_a_lone_bold_option_among_written_keys_is_a_doubt():
    lines = [
        *bold_question(1, "", key="Đáp án: A"),
        *bold_question(2, "", key="Đáp án: B"),
        *bold_question(3, "C"),
    ]
    last = parse(Source(lines)).questions[-1]
    assert (last.right, last.confidence < SURE) == ([2], True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ngƣời dân nộp hồ sơ", "người dân nộp hồ sơ"),
        ("cơ quan cơng quyền khơng được", "cơ quan công quyền không được"),
        ("ho\u0302\u0300 so\u031b", "hồ sơ"),
        ("Ðiều kiện", "Điều kiện"),
        ("chu\u00adyển đổi", "chuyển đổi"),
    ],
)
def test_letters_that_are_mended(said, meant):
    assert one(f"Câu 1: {said}?\nA. có\nB. không").stem == f"{meant}?"


def test_what_a_scan_may_have_read_wrong_is_shown():
    assert "suspect_words" in codes(one("Câu 1: Tồ án nào xử?\nA. một\nB. hai"))


def test_the_same_question_with_options_in_another_order_is_told():
    text = "Câu 1: Ai ký?\nA. một\nB. hai\nCâu 2: Ai ký?\nA. hai\nB. một"
    assert codes(parse_text(text).questions[1]) == ["twice_here"]


def test_pages_stamps_and_contents_are_no_questions():
    text = (
        "MỤC LỤC\nCâu 1. Mở đầu ........ 3\n07/31/2021\nTrang 2/23\n"
        "Câu 1: Ai ký?\nA. một\nYou are on page 1of 23\nB. hai\n"
    )
    assert one(text).options == ["một", "hai"]


def test_a_line_of_answers_that_restarts_follows_its_section():
    part = "Câu 1: {0} một?\nA. a\nB. b\nCâu 2: {0} hai?\nA. a\nB. b\n"
    text = f"PHẦN I. X\n{part.format('P')}PHẦN II. Y\n{part.format('Q')}ĐÁP ÁN\n1A 2B\n1B 2A\n"
    assert [question.right for question in parse_text(text).questions] == [[0], [1], [1], [0]]


def test_numbered_lists_inside_a_question_stay_there():
    text = (
        "5. Xét các ý:\n1. Một cửa\n2. Liên thông\nA. Chỉ 1\nB. Chỉ 2\n6. Ai ký?\nA. một\nB. hai\n"
    )
    found = parse_text(text).questions
    assert [question.number for question in found] == ["5", "6"]
    assert found[0].options == ["Chỉ 1", "Chỉ 2"]
    assert "2. Liên thông" in found[0].stem


def test_blanks_without_end_are_cut_before_patterns_meet_them():
    """20,000 of them in the box of one question held the server for 40 s."""
    assert lines_of(f"A. x{' ' * 20_000}y\nB.\t\tz") == [f"A. x{' ' * 20}y", "B.\t\tz"]
    text = f"Câu 1: Bao lâu?\nA. 5 ngày{' ' * 20_000}\nB.{' ' * 20} 6 ngày"
    assert [one.options for one in parse_text(text).questions] == [["5 ngày", "6 ngày"]]
