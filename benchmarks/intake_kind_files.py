"""Files of the other kinds of question, made of the sample's, each with the truth about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx

from benchmarks import intake_files as files
from benchmarks.intake_layouts import LETTERS, Truth

Neutral = Mapping[str, Any]
Made = tuple[Path, list[Neutral], list[str]]
PER_FILE = 12


def make_kinds(target: Path, pool: Sequence[Truth], *, seed: int) -> list[Made]:
    rng = random.Random(seed)
    four = [one for one in pool if len(one.options) == 4 and one.right]
    return [make(target, rng.sample(four, PER_FILE)) for make in _MAKERS]


def _grid(one: Truth) -> Neutral:
    truth = [n in (one.right or ()) for n in range(len(one.options))]
    return {
        "kind": "grid",
        "stem": one.stem,
        "statements": list(one.options),
        "truth": truth,
    }


def _of_kind(one: Truth, n: int) -> Neutral:
    rows = list(one.options)
    return (
        {"kind": "ordering", "stem": one.stem, "items": rows},
        {
            "kind": "matching",
            "stem": one.stem,
            "pairs": [[f"Vế {n}.{at}", text] for at, text in enumerate(rows)],
            "extra": [],
        },
        {"kind": "number", "stem": one.stem, "value": f"{n}.5", "tolerance": "0.5", "unit": ""},
        {"kind": "text", "stem": one.stem, "accepted": rows[:2]},
    )[n % 4]


def _mixed(questions: Sequence[Truth]) -> list[Neutral]:
    return [_of_kind(one, n) for n, one in enumerate(questions)]


# Word, in the ways of schools.


def _word(target: Path, name: str, questions: Sequence[Truth], lines: Callable[..., Any]) -> Made:
    made = docx.Document()
    made.add_paragraph("PHẦN II. CÂU TRẮC NGHIỆM ĐÚNG SAI")
    truth = [_grid(one) for one in questions]
    for n, one in enumerate(truth, start=1):
        made.add_paragraph(f"Câu {n}. {one['stem']}")
        lines(made, one)
    if lines is _plain_lines:
        rows = [
            [str(n), *("Đ" if said else "S" for said in one["truth"])]
            for n, one in enumerate(truth, start=1)
        ]
        table = made.add_table(rows=0, cols=5)
        for row in [["Câu", "a", "b", "c", "d"], *rows]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    made.save(str(target / name))
    return target / name, truth, []


def _plain_lines(made: Any, one: Neutral) -> None:
    for letter, text in zip(LETTERS, one["statements"], strict=False):
        made.add_paragraph(f"{letter.lower()}) {text}")


def _keyed_lines(made: Any, one: Neutral) -> None:
    _plain_lines(made, one)
    pairs = zip(LETTERS, one["truth"], strict=False)
    said = "; ".join(
        f"{letter.lower()}) {'Đúng' if is_true else 'Sai'}" for letter, is_true in pairs
    )
    made.add_paragraph(f"Đáp án: {said}")


def _marked_lines(made: Any, one: Neutral) -> None:
    for letter, text, said in zip(LETTERS, one["statements"], one["truth"], strict=False):
        made.add_paragraph(f"{letter.lower()}) {text} ({'Đ' if said else 'S'})")


def _ticked_lines(made: Any, one: Neutral) -> None:
    table = made.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Ý", "Đúng", "Sai"), strict=True):
        cell.text = text
    for text, said in zip(one["statements"], one["truth"], strict=True):
        row = table.add_row().cells
        row[0].text, row[1 if said else 2].text = text, "x"


# Exports.


def gift(target: Path, questions: Sequence[Truth]) -> Made:
    def said(text: str) -> str:
        return "".join(f"\\{c}" if c in "~=#{}:" else c for c in text)

    def answers(one: Neutral) -> str:
        if one["kind"] == "matching":
            return "\n".join(f"={said(a)} -> {said(b)}" for a, b in one["pairs"])
        if one["kind"] == "number":
            return f"#{one['value']}:{one['tolerance']}"
        return "\n".join(f"={said(text)}" for text in one["accepted"])

    truth = [one for one in _mixed(questions) if one["kind"] != "ordering"]
    blocks = [f"{said(one['stem'])} {{{answers(one)}}}" for one in truth]
    blocks.append("Anh chị hãy viết một đoạn văn. {}")
    path = target / "kinds.gift"
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    return path, truth, ["Anh chị hãy viết"]


def moodle(target: Path, questions: Sequence[Truth]) -> Made:
    def answer(text: str, fraction: object = 100, more: str = "") -> str:
        return f'<answer fraction="{fraction}"><text>{escape(text)}</text>{more}</answer>'

    def body(one: Neutral) -> tuple[str, str]:
        if one["kind"] == "ordering":
            items = enumerate(one["items"], start=1)
            return "ordering", "".join(answer(text, n) for n, text in items)
        if one["kind"] == "matching":
            pair = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"
            return "matching", "".join(pair.format(*map(escape, both)) for both in one["pairs"])
        if one["kind"] == "number":
            within = f"<tolerance>{one['tolerance']}</tolerance>"
            return "numerical", answer(one["value"], more=within)
        return "shortanswer", "".join(answer(text) for text in one["accepted"])

    truth = _mixed(questions)
    blocks = []
    for one in truth:
        kind, rows = body(one)
        stem = (
            f"<questiontext format='plain_text'><text>{escape(one['stem'])}</text></questiontext>"
        )
        blocks.append(f'<question type="{kind}">{stem}{rows}</question>')
    path = target / "kinds.xml"
    path.write_text(f"<quiz>{''.join(blocks)}</quiz>", encoding="utf-8")
    return path, truth, []


def sheet(target: Path, questions: Sequence[Truth]) -> Made:
    truth = [one for one in _mixed(questions) if one["kind"] in ("ordering", "number")]
    truth = [{**one, **({"tolerance": "0"} if "tolerance" in one else {})} for one in truth]
    grids = [_grid(one) for one in questions if all(one.stem != t["stem"] for t in truth)]
    rows: list[list[str | int]] = [["STT", "Dạng", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]]
    for n, one in enumerate([*truth, *grids], start=1):
        if one["kind"] == "ordering":
            rows.append([n, "Sắp xếp", one["stem"], *one["items"], ""])
        elif one["kind"] == "number":
            said = one["value"].replace(".", ",")
            rows.append([n, "Trả lời ngắn", one["stem"], "", "", "", "", said])
        else:
            said = ", ".join("Đ" if is_true else "S" for is_true in one["truth"])
            rows.append([n, "Đúng/Sai", one["stem"], *one["statements"], said])
    files.write_xlsx(target / "kinds.xlsx", {"Sheet1": rows})
    return target / "kinds.xlsx", [*truth, *grids], []


_MAKERS: tuple[Callable[[Path, Sequence[Truth]], Made], ...] = (
    lambda target, some: _word(target, "grid-table.docx", some, _plain_lines),
    lambda target, some: _word(target, "grid-line.docx", some, _keyed_lines),
    lambda target, some: _word(target, "grid-marks.docx", some, _marked_lines),
    lambda target, some: _word(target, "grid-ticks.docx", some, _ticked_lines),
    gift,
    moodle,
    sheet,
)
