"""How offices lay out sets of questions: each layout writes the same questions in its own way."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

LETTERS = "ABCDEFGH"
Piece = tuple[str, str]  # a text and its marks
Written = list[Piece]


@dataclass(frozen=True)
class Truth:
    """`right` is None where the layout says nothing of it."""

    stem: str
    options: tuple[str, ...]
    right: tuple[int, ...] | None
    explanation: str = ""


@dataclass(frozen=True)
class Layout:
    """One way to write questions as lines. `head` and `label` say where numbers and letters go."""

    name: str
    head: str = "Câu {n}: "
    label: str = "{A}. "
    arrange: str = "lines"  # lines, row, pairs, blank
    key: str = "line"  # line, plain, bracket, star, here, table, list, none or a mark: bold, …
    key_words: str = "Đáp án: {A}"
    explain: str = ""  # "", labelled, unlabelled
    width: int = 0
    noise: bool = False
    sections: str = ""  # a template, as "PHẦN {R}. {name}"
    restart: bool = False
    first: int = 1
    gaps: bool = False
    glue: bool = False
    no_dot: bool = False
    stem_below: bool = False
    three: bool = False
    legacy: str = ""
    blank_between: bool = True
    kinds: tuple[str, ...] = ("txt",)


TUNED = (
    Layout("plain"),
    Layout("dot", head="Câu {n}. ", key_words="Đáp án {A}"),
    Layout("zero", head="Câu {n:02}: ", label="{a}. ", key_words="Đáp án: {A}"),
    Layout("hoi", head="Câu hỏi {n}. ", label="{a}) ", key_words="ĐA: {A}"),
    Layout("number", head="{n}. ", key_words="Đáp án: {A}", kinds=("txt", "docx")),
    Layout("slash", head="{n}/", label="{a}. ", key_words="=> {A}"),
    Layout("bullet", head="• {n}. ", label="• {a}) ", key_words="Đáp án {A}"),
    Layout("bullet-cau", head="•Câu {n}. ", label="•{A}) ", key_words="(Đáp án: {A})"),
    Layout("space", head=" Câu {n}.\u00a0", label="{A}.", key_words="Trả lời: {A}"),
    Layout("row", arrange="row", key_words="Chọn {A}"),
    Layout("pairs", arrange="pairs", key_words="Đáp án: {A}."),
    Layout("blank", arrange="blank", head="Câu {n}. "),
    Layout("star", key="star"),
    Layout("here", key="here", label="{a}. "),
    Layout("table", key="table"),
    Layout("table-number", key="table", head="{n}. "),
    Layout("list", key="list", head="{n}. ", label="{a}) "),
    Layout("none", key="none"),
    Layout("bold", key="b", kinds=("docx", "pdf")),
    Layout("red", key="r", head="{n}. ", kinds=("docx", "pdf")),
    Layout("underline", key="u", label="{a}. ", kinds=("docx",)),
    Layout("highlight", key="h", kinds=("docx",)),
    Layout("green", key="g", arrange="row", kinds=("docx",)),
    Layout("explained", explain="labelled"),
    Layout("unlabelled-why", explain="unlabelled", key="line"),
    Layout("why-bold", explain="unlabelled", key="b", kinds=("docx",)),
    Layout("wrapped", width=70, kinds=("txt", "pdf")),
    Layout("wrapped-number", width=64, head="{n}. ", label="{a}) ", key_words="Đáp án: {A}"),
    Layout("noise", noise=True, kinds=("txt",)),
    Layout("noise-number", noise=True, head="{n}. ", key="table"),
    Layout("sections", sections="PHẦN {R}. {name}"),
    Layout("restart", sections="PHẦN {R}. {name}", restart=True, kinds=("txt", "docx")),
    Layout("restart-table", sections="Phần {R}: {name}", restart=True, key="table"),
    Layout("trục", sections="Trục {k}: {name}", head="{n}. ", explain="labelled"),
    Layout("121", first=121, gaps=True),
    Layout("gaps", head="{n}. ", gaps=True, key="table"),
    Layout("glue", glue=True),
    Layout("no-dot", no_dot=True, label="{a}. "),
    Layout("stem-below", head="Câu {n}", stem_below=True),
    Layout("three", three=True, label="{A}) "),
    Layout("bare-lines", label="", key="none"),
    Layout("dashes", label="- ", key="none"),
    Layout("numbers", label="{k}. ", key="none"),
    Layout("tcvn3", legacy="tcvn3"),
    Layout("vni", legacy="vni", head="{n}. ", key_words="Đáp án: {A}"),
    Layout("uo", legacy="uo"),
    Layout("nfd", legacy="nfd"),
    Layout("swap", legacy="swap"),
    Layout("auto", head="", label="", key="b", kinds=("auto",)),
    Layout("auto-line", head="", label="", key="line", kinds=("auto",)),
    Layout("columns", width=44, kinds=("pdf2",)),
    Layout("stamped", kinds=("pdf",), noise=True),
    Layout(
        "tight", blank_between=False, head="Câu {n}. ", label="{A}. ", kinds=("docx",), key="line"
    ),
)
# Nobody looked at these while the parser was written.
HELD_OUT = (
    Layout("h-paren", head="Câu {n}) ", label="({A}) ", key_words="Đáp án đúng: {A}"),
    Layout("h-mixed", head="Câu {n}. ", label="{a}/ ", key_words="Phương án đúng: {A}"),
    Layout("h-dash-key", head="{n}- ", label="{A}- ", key_words="Đáp án - {A}"),
    Layout("h-upper", head="CÂU {n}: ", label="{A}: ", key_words="ĐÁP ÁN: {A}", kinds=("docx",)),
    Layout("h-answer", head="Question {n}: ", label="{A}. ", key_words="ANSWER: {A}"),
    Layout("h-red-row", head="Câu {n}. ", key="r", arrange="pairs", kinds=("docx",)),
    Layout("h-list-cau", head="Câu {n}. ", key="list", width=80),
    Layout("h-underline-noise", head="{n}. ", key="u", noise=True, kinds=("docx",)),
    Layout(
        "h-chapter",
        head="{n}. ",
        label="{a}) ",
        sections="Chương {R}. {name}",
        restart=True,
        key="line",
    ),
    Layout("h-wrap-why", width=72, explain="labelled", key_words="Đáp án: {A}", kinds=("pdf",)),
    Layout("h-glue-number", head="{n}. ", glue=True, key="table", blank_between=False),
    Layout("h-check", head="Câu {n}: ", label="{A}. ", key="tick"),
)
SECTIONS = ("CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "CHUYỂN ĐỔI SỐ")
_ROMAN = ("I", "II", "III", "IV")
_NOISE = (
    "07/31/2021",
    "Trang {p}/23",
    "You are on page {p}of 23",
    "22 July 2021",
    "In bài",
    "Lượt xem: 1.204",
)


def written(
    layout: Layout, questions: Sequence[Truth], rng: random.Random
) -> tuple[list[Written], list[Truth]]:
    """The lines of a file, and what is true of it."""
    lines: list[Written] = [[("BỘ CÂU HỎI TÌM HIỂU CẢI CÁCH HÀNH CHÍNH", "b")], []]
    truth: list[Truth] = []
    answers: list[tuple[int, str]] = []
    number, parts = layout.first - 1, 3 if layout.sections else 1
    for at, one in enumerate(questions):
        question = _with_three(one) if layout.three else one
        if layout.sections and at % (len(questions) // parts + 1) == 0:
            lines += _section(layout, at // (len(questions) // parts + 1))
            number = 0 if layout.restart else number
        number += rng.choice((1, 1, 1, 3)) if layout.gaps and at else 1
        question = replace(question, right=None) if layout.key == "none" else question
        lines += _question(layout, question, number, rng)
        truth.append(question if layout.explain else replace(question, explanation=""))
        if question.right is not None:
            answers.append((number, "".join(LETTERS[n] for n in question.right)))
        if layout.noise and at % 4 == 3:
            lines += [[(rng.choice(_NOISE).format(p=at), "")]]
    lines += _answers(layout, answers)
    if layout.glue:
        lines = _glued(lines)
    return [piece for line in lines for piece in _broken(layout, line)], truth


def _section(layout: Layout, index: int) -> list[Written]:
    said = layout.sections.format(R=_ROMAN[index], k=index + 1, name=SECTIONS[index])
    return [[], [(said, "b")], []]


def _with_three(question: Truth) -> Truth:
    """Options A, B, C alone, as some sets have."""
    if question.right is None or len(question.options) < 4:
        return question
    right = question.options[question.right[0]]
    others = [one for one in question.options if one != right][:2]
    options = (*others, right)
    return replace(question, options=options, right=(2,))


def _question(
    layout: Layout, question: Truth, number: int, rng: random.Random
) -> Iterator[Written]:
    head = layout.head.format(n=number)
    if layout.stem_below:
        yield [(head, "b")]
        yield [(question.stem, "")]
    else:
        yield [(head, "b" if rng.random() < 0.5 else ""), (question.stem, "")]
    options = [_option(layout, question, n) for n in range(len(question.options))]
    yield from _arranged(layout, options)
    key = "".join(LETTERS[n] for n in question.right or ())
    said = ", ".join(key)
    if layout.key == "line" and key:
        lower = layout.label.startswith("{a}") and "{a}" in layout.key_words
        yield [(layout.key_words.format(A=said, a=said.lower() if lower else said), "")]
    if layout.explain and question.explanation:
        lead = "Giải thích: " if layout.explain == "labelled" else ""
        yield [(lead + question.explanation, "i" if not lead else "")]
    if layout.blank_between:
        yield []


def _option(layout: Layout, question: Truth, n: int) -> Written:
    is_right = question.right is not None and n in question.right
    label = layout.label.format(A=LETTERS[n], a=LETTERS[n].lower(), k=n + 1)
    if layout.no_dot and n == 1:
        label = label.replace(".", "")
    mark = layout.key if is_right and len(layout.key) == 1 else ""
    text = question.options[n]
    if is_right and layout.key == "star":
        label = "*" + label
    if is_right and layout.key == "tick":
        label = "✓ " + label
    if is_right and layout.key == "here":
        text += " (đáp án đúng – căn cứ Điều 5)"
    return [(label, mark), (text, mark)] if label else [(text, mark)]


def _arranged(layout: Layout, options: list[Written]) -> Iterator[Written]:
    if layout.arrange == "row" and sum(len(t) for one in options for t, _m in one) < 220:
        yield _side_by_side(options)
    elif layout.arrange == "pairs":
        for n in range(0, len(options), 2):
            yield _side_by_side(options[n : n + 2])
    else:
        for option in options:
            yield option
            if layout.arrange == "blank":
                yield []


def _side_by_side(options: list[Written]) -> Written:
    line: Written = []
    for option in options:
        line += [("   ", ""), *option] if line else option
    return line


def _answers(layout: Layout, answers: list[tuple[int, str]]) -> list[Written]:
    if layout.key == "table":
        rows = [answers[n : n + 10] for n in range(0, len(answers), 10)]
        lines = [[("  ".join(f"{n}{letter}" for n, letter in row), "")] for row in rows]
        return [[], [("ĐÁP ÁN", "b")], *lines]
    if layout.key == "list":
        return [
            [],
            [("BẢNG ĐÁP ÁN", "b")],
            *([(f"Câu {n}: {letter}", "")] for n, letter in answers),
        ]
    return []


def _glued(lines: list[Written]) -> list[Written]:
    """Each third question stands in the line of the option before it."""
    glued: list[Written] = []
    count = 0
    for line in lines:
        text = "".join(said for said, _mark in line)
        is_head = (
            text.lstrip("•* ").startswith(("Câu ", "Question")) or text[:3].rstrip(". ").isdigit()
        )
        count += is_head
        if is_head and count % 3 == 0 and count > 1:
            while glued and not glued[-1]:
                glued.pop()
            glued[-1] = [*glued[-1], (" ", ""), *line]
        else:
            glued.append(line)
    return glued


def _broken(layout: Layout, line: Written) -> list[Written]:
    if not layout.width or (len(line) > 2 and layout.arrange != "lines"):
        return [line]
    text = "".join(said for said, _mark in line)
    if len(text) <= layout.width:
        return [line]
    mark = line[-1][1]
    return [
        [(piece, mark)]
        for piece in textwrap.wrap(
            text, layout.width, break_long_words=False, break_on_hyphens=False
        )
    ]
