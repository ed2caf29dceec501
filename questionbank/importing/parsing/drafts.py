"""A question while its blocks come in, and what is made of it once they all are there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.blocks import Block
from questionbank.importing.parsing.kinds import NotTaken, make_grid
from questionbank.importing.parsing.lines import Line, Run
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.importing.parsing.short_answers import says_short, take_written
from questionbank.importing.parsing.verdicts import at_the_end, is_verdict, says_grid

MOST_OPTIONS = 8
_STEM_ENDS = re.compile(r"(?:[?:…]|\.{3}|là|gồm|sau đây|dưới đây)\W*$", re.IGNORECASE)
_UNFINISHED = re.compile(r"[^.;:?!…)\"”]$")
_EDGE = re.compile(r"^[\s\u00a0]+|[\s\u00a0]+$")


@dataclass(slots=True)
class DraftOption:
    letter: str
    style: str
    lines: list[Line]
    label_line: Line | None = None
    ticked: bool = False
    right_here: bool = False

    @property
    def text(self) -> str:
        return joined(self.lines)


@dataclass(slots=True)
class Draft:
    number: str = ""
    head_style: str = ""
    stem: list[Line] = field(default_factory=list)
    options: list[DraftOption] = field(default_factory=list)
    items: list[DraftOption] = field(default_factory=list)  # numbered or with dashes, undecided
    keys: list[list[int]] = field(default_factory=list)
    key_words: str = ""
    key_label: str = ""  # what stood before these words
    verdicts: dict[str, bool] = field(default_factory=dict)  # of statements, by their letters
    explanation: list[Line] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    source: list[Line] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    section: int = 0
    is_explaining: bool = False
    labelled_explanation: bool = False

    @property
    def has_answer(self) -> bool:
        return bool(self.keys or self.key_words or self.verdicts or self.is_explaining)

    def add_option(self, block: Block) -> None:
        self.options.append(option_of(block))

    def demote(self) -> None:
        """What looked like options was a list inside the question."""
        for option in (*self.options, *self.items):
            self.stem += [_with_label(option), *option.lines[1:]]
        self.options, self.items = [], []


def _with_label(option: DraftOption) -> Line:
    first, label = option.lines[0], option.label_line
    if label is None or not label.runs:
        return first
    return replace(first, runs=(*label.runs, Run(" "), *first.runs))


def option_of(block: Block) -> DraftOption:
    return DraftOption(
        block.label, block.style, [block.line], label_line=block.label_line, ticked=block.ticked
    )


def joined(lines: list[Line]) -> str:
    """Lines of one paragraph: wrapped ones with a space, an author's own on lines of their own."""
    said = ""
    for line in lines:
        text = _EDGE.sub("", line.text)
        if not text:
            continue
        if not said:
            said = text
        elif line.is_paragraph or _begins_item(text):
            said += "\n" + text
        else:
            said += " " + text
    return said


def _begins_item(text: str) -> bool:
    return bool(labels.NUMBER_HEAD.match(text) or re.match(r"^(?:[-–•+]\s|\(\d\)|[a-h]\)\s)", text))


def is_continuation(text: str, before: str, *, is_paragraph: bool, widest: int) -> bool:
    """Whether a line goes on with the one before it: it begins small, or that one broke off."""
    if text[:1].islower() or text[:1] in ",;.)…%":
        return True
    if is_paragraph:
        return False
    return bool(_UNFINISHED.search(before)) and len(before) > 0.72 * widest


def options_without_labels(draft: Draft, usual: int, widest: int) -> bool:
    """Take the lines below the question as its options, if there are two to eight of them."""
    lines = _merged([line for line in draft.stem if line.text.strip()], widest)
    ends = [n for n, group in enumerate(lines[:-2]) if _STEM_ENDS.search(group[-1].text)]
    for end in (*ends, *([0] if len(lines) >= 3 else [])):
        below = lines[end + 1 :]
        tail: list[list[Line]] = []
        while len(below) > 2 and labels.EXPLAINS.match(below[-1][0].text) and len(below) > usual:
            tail.insert(0, below.pop())
        if 2 <= len(below) <= MOST_OPTIONS and (end in ends or len(below) == usual):
            draft.stem = [line for group in lines[: end + 1] for line in group]
            draft.options = [
                DraftOption(labels.LETTERS[n], "", group) for n, group in enumerate(below)
            ]
            draft.explanation += [line for group in tail for line in group]
            draft.doubts.append(("unlabelled_options", ""))
            return True
    return False


def _merged(lines: list[Line], widest: int) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        before = groups[-1][-1].text if groups else ""
        if groups and is_continuation(
            line.text.strip(), before, is_paragraph=line.is_paragraph, widest=widest
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def take_right_here(option: DraftOption, draft: Draft) -> None:
    """Take off "(đáp án đúng – căn cứ Điều 5)"; its reason is the explanation."""
    last = option.lines[-1]
    found = labels.RIGHT_HERE.search(last.text)
    if not found or not last.cut(0, found.start()).runs:
        return
    option.right_here = True
    option.lines[-1] = last.cut(0, found.start())
    if found["why"] and found["why"].strip(" –-:,;."):
        start = found.start("why") + len(found["why"]) - len(found["why"].lstrip(" –-:,;."))
        draft.explanation.append(last.cut(start, found.end("why")))


def take_verdicts(draft: Draft) -> dict[str, bool] | None:
    """Take marks off the statements; None if nothing says that these are statements."""
    if len(draft.options) < 2 or any(is_verdict(option.text) for option in draft.options):
        return None  # "A. Đúng", "B. Sai" are options to choose from
    marked = [at_the_end(option.lines[-1]) for option in draft.options]
    found = [one for one in marked if one]
    # "(Đ)" at one option marks the key of a choice; "(S)" is said of statements alone.
    if any(not is_true for _line, is_true in found) or (
        found and len(found) == len(marked) and is_of_statements(draft)
    ):
        said = {}
        for letter, option, one in zip(labels.LETTERS, draft.options, marked, strict=False):
            if one:
                option.lines[-1], said[letter] = one
        return said
    letters = set(labels.LETTERS[: len(draft.options)])
    if draft.verdicts and set(draft.verdicts) <= letters:
        return draft.verdicts
    is_keyed = draft.keys or any(option.ticked for option in draft.options) or draft.key_words
    return {} if is_of_statements(draft) and not is_keyed else None


def is_of_statements(draft: Draft) -> bool:
    """The nearest heading or the question says "đúng/sai", and letters are small."""
    is_small = all(option.style[:1] == "a" for option in draft.options)
    near = draft.heads[-1:] if draft.heads else []
    return is_small and any(says_grid(said) for said in (*near, joined(draft.stem)))


def take_grid(question: ParsedQuestion, said: dict[str, bool]) -> None:
    """What some statements lack is told: nothing that is not said is false."""
    wanted = labels.LETTERS[: len(question.options)]
    try:
        make_grid(question, question.options, [said.get(letter) for letter in wanted])
    except NotTaken as refused:
        question.said |= {"not_taken": refused.why, "not_taken_detail": refused.detail}
        return
    question.key_from = "verdicts" if said else ""
    if said and question.right is None:
        missing = [letter.lower() for letter in wanted if letter not in said]
        question.doubt("grid_gap", ", ".join(missing))


def is_written(draft: Draft) -> bool:
    """Asks for a number or a few words: nothing to choose from, and the file says so."""
    if draft.options or draft.items:
        return False
    heads = draft.heads[-1:] if draft.heads else []
    return draft.key_label.startswith("dap so") or any(says_short(head) for head in heads)


def finished(draft: Draft, *, usual: int, widest: int) -> ParsedQuestion:
    """Decide what were options, and note what is odd about them."""
    if not draft.options and len(draft.items) >= 2:
        draft.options, draft.items = draft.items, []
    elif draft.items and not draft.options:
        draft.demote()
    asks_in_words = is_written(draft)
    if not draft.options and not asks_in_words:
        options_without_labels(draft, usual, widest)
    said = take_verdicts(draft)
    if said is None:
        for option in draft.options:
            take_right_here(option, draft)
    question = ParsedQuestion(
        stem=joined(draft.stem),
        options=[option.text for option in draft.options],
        explanation=joined(draft.explanation),
        number=draft.number,
        heads=list(draft.heads),
        source=list(draft.source),
    )
    for code, detail in draft.doubts:
        question.doubt(code, detail)
    if said is not None:
        take_grid(question, said)
    elif asks_in_words:
        take_written(question, draft.key_words)
    if question.kind in ("choice", "grid"):
        _note_oddities(question, draft)
    return question


def _note_oddities(question: ParsedQuestion, draft: Draft) -> None:
    if not question.stem:
        question.doubt("no_stem")
    if len(question.options) < 2:
        question.doubt("few_options", str(len(question.options)))
    if len(question.options) > MOST_OPTIONS:
        question.doubt("many_options", str(len(question.options)))
    folded = [" ".join(option.casefold().split()).rstrip(" .;") for option in question.options]
    if len(set(folded)) < len(folded):
        question.doubt("same_options")
    letters = [option.letter for option in draft.options if option.style[:1] in ("A", "a")]
    if letters and letters != list(labels.LETTERS[: len(letters)]):
        is_twice = len(set(letters)) < len(letters)
        question.doubt("label_twice" if is_twice else "label_gap", ", ".join(letters))
    if any(line.marked("s") > 0 for option in draft.options for line in option.lines):
        question.doubt("struck")
    if any(line.marked("s") > 0 for line in draft.stem):
        question.doubt("struck")
    if any(
        line.marked("^") or line.marked("_")
        for line in (*draft.stem, *(line for option in draft.options for line in option.lines))
    ):
        question.doubt("raised")
