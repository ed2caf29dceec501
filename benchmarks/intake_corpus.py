"""Makes the corpus of `bin/bench intake`: files of questions, each with the truth about it."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks import intake_files as files
from benchmarks.intake_layouts import HELD_OUT, LETTERS, TUNED, Layout, Truth, written

SAMPLE = Path(__file__).parents[1] / "questionbank" / "sample"
PER_FILE = 24


@dataclass(frozen=True)
class Case:
    path: Path
    truth: list[Truth]
    held_out: bool = False


def raw_questions() -> list[Truth]:
    """The sample's questions, with variants so that a file never has one twice."""
    found = []
    for name in ("axes-1-2.csv", "axes-3-4.csv", "axes-5-6.csv", "practice.csv"):
        with (SAMPLE / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                options = tuple(" ".join(row[letter].split()) for letter in LETTERS if row[letter])
                right = tuple(
                    LETTERS.index(one) for one in row["Đáp án"].replace(" ", "").split(",")
                )
                why = " ".join(row["Giải thích"].split())
                found.append(Truth(" ".join(row["Câu hỏi"].split()), options, right, why))
    return found


def make_corpus(target: Path, *, seed: int = 1) -> list[Case]:
    target.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    pool = raw_questions()
    cases = []
    for layout, held_out in (*((one, False) for one in TUNED), *((one, True) for one in HELD_OUT)):
        for kind in layout.kinds:
            chosen = _chosen(pool, layout, rng)
            path = target / f"{layout.name}.{kind}"
            cases.append(replace(_lines_case(path, layout, kind, chosen, rng), held_out=held_out))
    cases += [make(target, rng.sample(pool, PER_FILE)) for make in (*TABLES, *EXPORTS)]
    for case in cases:
        said = json.dumps([asdict(one) for one in case.truth], ensure_ascii=False)
        case.path.with_suffix(case.path.suffix + ".truth.json").write_text(said, encoding="utf-8")
    return cases


def _chosen(pool: Sequence[Truth], layout: Layout, rng: random.Random) -> list[Truth]:
    """Marks at options name one key alone; so do options that stand in three."""
    single = [one for one in pool if one.right is not None and len(one.right) == 1]
    usable = pool if layout.key == "line" and not layout.three else single
    if not layout.label and layout.key == "none":
        usable = [one for one in usable if one.stem.endswith("?")]
    return rng.sample(list(usable), PER_FILE)


def _lines_case(
    path: Path, layout: Layout, kind: str, chosen: Sequence[Truth], rng: random.Random
) -> Case:
    if kind == "auto":
        path = path.with_suffix(".docx")
        files.write_auto_docx(path, chosen, key=layout.key)
        return Case(path, [replace(one, explanation="") for one in chosen])
    lines, truth = written(layout, chosen, rng)
    if kind == "docx":
        files.write_docx(path, lines)
    elif kind.startswith("pdf"):
        path = path.with_suffix(".pdf")
        columns, stamp = (2, "") if kind == "pdf2" else (1, "Sở Nội vụ" if layout.noise else "")
        files.write_pdf(path, lines, columns=columns, stamp=stamp)
    else:
        text = files.in_letters(files.text_of(lines), layout.legacy)
        encoding = "cp1252" if layout.legacy in ("tcvn3", "vni") else "utf-8"
        path.write_bytes(text.encode(encoding, "ignore"))
    return Case(path, truth)


# Tables.

Maker = Callable[[Path, Sequence[Truth]], Case]
CLERK = ("STT", "Nội dung câu hỏi", "A", "B", "C", "D", "Đáp án")


def _key(question: Truth) -> str:
    return ", ".join(LETTERS[n] for n in question.right or ())


def _wide(questions: Sequence[Truth]) -> list[list[str | int]]:
    """As a clerk lays them out: four columns of options, whatever the number of options."""
    return [
        [n, one.stem, *(*one.options, "", "", "", "")[:4], _key(one)]
        for n, one in enumerate(questions, start=1)
    ]


def _four(questions: Sequence[Truth]) -> list[Truth]:
    return [
        replace(one, options=one.options[:4], explanation="")
        for one in questions
        if one.right is not None and max(one.right) < min(4, len(one.options))
    ]


def clerk(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    files.write_xlsx(target / "clerk.xlsx", {"Sheet1": [CLERK, *_wide(truth)]})
    return Case(target / "clerk.xlsx", truth)


def clerk_titled(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    rows = [["NGÂN HÀNG CÂU HỎI NĂM 2026"], [], [*CLERK], *_wide(truth)]
    files.write_xlsx(target / "titled.xlsx", {"Ngân hàng câu hỏi": rows})
    return Case(target / "titled.xlsx", truth)


def no_header(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    files.write_xlsx(target / "no-header.xlsx", {"Sheet1": _wide(truth)})
    return Case(target / "no-header.xlsx", truth)


def three_columns(target: Path, questions: Sequence[Truth]) -> Case:
    rows = [["STT", "Câu hỏi và phương án", "Đáp án"]]
    for n, one in enumerate(questions, start=1):
        options = [f"{LETTERS[at]}. {said}" for at, said in enumerate(one.options)]
        rows.append([str(n), "\n".join([one.stem, *options]), _key(one)])
    files.write_xlsx(target / "three.xlsx", {"Sheet1": rows})
    return Case(target / "three.xlsx", [replace(one, explanation="") for one in questions])


def key_in_words(target: Path, questions: Sequence[Truth]) -> Case:
    truth = [one for one in _four(questions) if one.right and len(one.right) == 1]
    header = [
        "TT",
        "Câu hỏi",
        "Phương án 1",
        "Phương án 2",
        "Phương án 3",
        "Phương án 4",
        "Đáp án đúng",
    ]
    rows = [
        [*row[:-1], one.options[one.right[0]]]
        for row, one in zip(_wide(truth), truth, strict=True)
        if one.right
    ]
    files.write_xlsx(target / "words.xlsx", {"Sheet1": [header, *rows]})
    return Case(target / "words.xlsx", truth)


def key_by_number(target: Path, questions: Sequence[Truth]) -> Case:
    truth = [one for one in _four(questions) if one.right and len(one.right) == 1]
    header = ["STT", "Nội dung", "Đáp án 1", "Đáp án 2", "Đáp án 3", "Đáp án 4", "Đáp án"]
    rows = [
        [*row[:-1], one.right[0] + 1]
        for row, one in zip(_wide(truth), truth, strict=True)
        if one.right
    ]
    files.write_xlsx(target / "by-number.xlsx", {"Sheet1": [header, *rows]})
    return Case(target / "by-number.xlsx", truth)


def six_sheets(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    sheets = {
        f"Trục {n + 1}": [CLERK, *_wide(truth[n * 4 : n * 4 + 4])]
        for n in range(-(-len(truth) // 4))
    }
    files.write_xlsx(target / "sheets.xlsx", sheets)
    return Case(target / "sheets.xlsx", truth)


def two_row_header(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    rows = [
        ["STT", "Nội dung câu hỏi", "Phương án trả lời", "", "", "", "Đáp án"],
        ["", "", "A", "B", "C", "D", ""],
    ]
    files.write_xlsx(target / "two-rows.xlsx", {"Sheet1": [*rows, *_wide(truth)]})
    return Case(target / "two-rows.xlsx", truth)


def separated(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    with (target / "clerk.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([CLERK, *_wide(truth)])
    return Case(target / "clerk.csv", truth)


def tabs(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    with (target / "clerk.tsv").open("w", encoding="utf-16", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows([CLERK, *_wide(truth)])
    return Case(target / "clerk.tsv", truth)


def open_sheet(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    files.write_ods(target / "clerk.ods", [CLERK, *_wide(truth)])
    return Case(target / "clerk.ods", truth)


def word_table(target: Path, questions: Sequence[Truth]) -> Case:
    truth = _four(questions)
    files.write_docx_table(
        target / "table.docx", CLERK, [[str(cell) for cell in row] for row in _wide(truth)]
    )
    return Case(target / "table.docx", truth)


def word_cells(target: Path, questions: Sequence[Truth]) -> Case:
    rows = []
    for n, one in enumerate(questions, start=1):
        options = [f"{LETTERS[at]}. {said}" for at, said in enumerate(one.options)]
        rows.append([str(n), one.stem, "\n".join(options), _key(one)])
    files.write_docx_table(target / "cells.docx", ["TT", "Câu hỏi", "Phương án", "Đáp án"], rows)
    return Case(target / "cells.docx", [replace(one, explanation="") for one in questions])


# Exports of other systems.


def aiken(target: Path, questions: Sequence[Truth]) -> Case:
    truth = [replace(one, explanation="") for one in questions if one.right and len(one.right) == 1]
    blocks = []
    for one in truth:
        options = [f"{LETTERS[at]}. {said}" for at, said in enumerate(one.options)]
        blocks.append("\n".join([one.stem, *options, f"ANSWER: {_key(one)}"]))
    (target / "aiken.txt").write_text("\n\n".join(blocks), encoding="utf-8")
    return Case(target / "aiken.txt", truth)


def gift(target: Path, questions: Sequence[Truth]) -> Case:
    def said(text: str) -> str:
        return "".join(f"\\{c}" if c in "~=#{}:" else c for c in text)

    blocks = []
    for n, one in enumerate(questions, start=1):
        right = one.right or ()
        lead = "=" if len(right) == 1 else "~%50%"
        options = [
            f"\t{lead if at in right else '~'}{said(text)}" for at, text in enumerate(one.options)
        ]
        blocks.append(
            "\n".join(
                [f"::Câu {n}::{said(one.stem)} {{", *options, f"\t####{said(one.explanation)}", "}"]
            )
        )
    (target / "moodle.gift").write_text("\n\n".join(blocks), encoding="utf-8")
    return Case(target / "moodle.gift", list(questions))


def moodle(target: Path, questions: Sequence[Truth]) -> Case:
    blocks = []
    for n, one in enumerate(questions, start=1):
        right = one.right or ()
        answers = "".join(
            f'<answer fraction="{100 / len(right) if at in right else 0}">'
            f"<text><![CDATA[<p>{escape(text)}</p>]]></text></answer>"
            for at, text in enumerate(one.options)
        )
        stem = f"<text><![CDATA[<p>{escape(one.stem)}</p>]]></text>"
        blocks.append(
            f'<question type="multichoice"><name><text>C{n}</text></name>'
            f'<questiontext format="html">{stem}</questiontext>'
            f"<generalfeedback><text>{escape(one.explanation)}</text></generalfeedback>"
            f"{answers}</question>"
        )
    whole = f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(blocks)}</quiz>'
    (target / "moodle.xml").write_text(whole, encoding="utf-8")
    return Case(target / "moodle.xml", list(questions))


def _qti_items(questions: Sequence[Truth], *, version: int) -> Iterator[tuple[str, str]]:
    def tag(name: str) -> str:
        if version == 2:
            return name
        return "qti-" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)

    space = "imsqti_v2p1" if version == 2 else "imsqtiasi_v3p0"
    for n, one in enumerate(questions, start=1):
        values = "".join(f"<{tag('value')}>c{at}</{tag('value')}>" for at in one.right or ())
        choices = "".join(
            f'<{tag("simpleChoice")} identifier="c{at}">{escape(text)}</{tag("simpleChoice")}>'
            for at, text in enumerate(one.options)
        )
        response = tag("responseDeclaration")
        correct = f"<{tag('correctResponse')}>{values}</{tag('correctResponse')}>"
        prompt = f"<{tag('prompt')}>{escape(one.stem)}</{tag('prompt')}>"
        interaction, item = tag("choiceInteraction"), tag("assessmentItem")
        said = (
            f'<{item} xmlns="http://www.imsglobal.org/xsd/{space}" identifier="i{n}">'
            f'<{response} identifier="R">{correct}</{response}><{tag("itemBody")}>'
            f'<{interaction} responseIdentifier="R">{prompt}{choices}</{interaction}>'
            f"</{tag('itemBody')}></{item}>"
        )
        yield f"items/item-{n}.xml", said


def _qti(target: Path, questions: Sequence[Truth], *, version: int) -> Case:
    path = target / f"qti{version}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        for name, said in _qti_items(questions, version=version):
            archive.writestr(name, said)
    return Case(path, [replace(one, explanation="") for one in questions])


def qti2(target: Path, questions: Sequence[Truth]) -> Case:
    return _qti(target, questions, version=2)


def qti3(target: Path, questions: Sequence[Truth]) -> Case:
    return _qti(target, questions, version=3)


TABLES: tuple[Maker, ...] = (
    *(clerk, clerk_titled, no_header, three_columns, key_in_words, key_by_number, six_sheets),
    *(two_row_header, separated, tabs, open_sheet, word_table, word_cells),
)
EXPORTS: tuple[Maker, ...] = (aiken, gift, moodle, qti2, qti3)
