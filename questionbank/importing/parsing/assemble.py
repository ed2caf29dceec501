"""Third stage: blocks in their order become questions. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from questionbank.importing.parsing import labels, verdicts
from questionbank.importing.parsing.blocks import Block, Kind, Style
from questionbank.importing.parsing.drafts import (
    Draft,
    DraftOption,
    is_continuation,
    joined,
    option_of,
)
from questionbank.importing.parsing.lines import Line

_STRONG_HEAD = re.compile(r"^\W*(?:phần|trục|chương|chuyên đề|chủ đề|lĩnh vực)\b", re.IGNORECASE)
_PASSED = (Kind.BLANK, Kind.NOISE, Kind.TEXT)


@dataclass(slots=True)
class Answer:
    """One entry of a table of answers; a run begins where numbers start again."""

    number: str
    letters: list[int]
    run: int
    verdicts: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Assembly:
    drafts: list[Draft] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    verdicts: list[Answer] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)


class Assembler:
    def __init__(self, blocks: Sequence[Block], style: Style) -> None:
        self._blocks = blocks
        self._style = style
        self._current: Draft | None = None
        self._heads: list[str] = []
        self._waiting: list[Line] = []  # text before the first option of a question without a head
        self._section = 0
        self._after_blank = False
        self._done = Assembly()
        paragraphs = [block.whole.text for block in blocks if not block.whole.is_paragraph]
        self.widest = max((len(text) for text in paragraphs if len(text) < 200), default=0)

    def assemble(self) -> Assembly:
        steps = {
            Kind.HEAD: self._head,
            Kind.NUMBERED: self._numbered,
            Kind.OPTION: self._option,
            Kind.BARE_OPTION: self._bare_option,
            Kind.DASH: self._dash,
            Kind.KEY: self._key,
            Kind.KEY_IN_WORDS: self._key_in_words,
            Kind.EXPLANATION: self._explanation,
            Kind.SECTION: self._section_head,
            Kind.ANSWERS: self._answers,
            Kind.ANSWERS_HEAD: self._answers_head,
            Kind.VERDICTS: self._verdicts,
            Kind.TEXT: self._text,
        }
        for at, block in enumerate(self._blocks):
            if step := steps.get(block.kind):
                step(at, block)
            elif block.kind == Kind.NOISE:
                self._done.left_out.append(block.whole)
            self._after_blank = block.kind == Kind.BLANK
        self._done.left_out += self._waiting
        return self._done

    # What comes next decides what many a line is.

    def _next(self, at: int, *, passing: Sequence[Kind] = _PASSED) -> Block | None:
        for block in self._blocks[at + 1 : at + 40]:
            if block.kind not in passing:
                return block
        return None

    def _opens_options(self, block: Block | None) -> bool:
        return block is not None and block.kind == Kind.OPTION and block.label == "A"

    # Questions.

    def _begin(self, block: Block, *, number: str = "", style: str = "") -> Draft:
        self._done.left_out += self._waiting
        self._waiting = []
        draft = Draft(number=number, head_style=style, heads=list(self._heads))
        draft.section = self._section
        if block.line.runs:
            draft.stem.append(block.line)
        draft.source.append(block.whole)
        self._done.drafts.append(draft)
        self._current = draft
        return draft

    def _head(self, _at: int, block: Block) -> None:
        self._begin(block, number=block.label, style=block.style)

    def _numbered(self, at: int, block: Block) -> None:
        current = self._current
        if self._is_head(at, block):
            self._begin(block, number=block.label, style=block.style)
        elif current is None:
            self._text(at, block)
        elif current.options or current.has_answer:
            self._continue(at, block)
        else:
            current.items.append(option_of(block))
            current.source.append(block.whole)

    def _is_head(self, at: int, block: Block) -> bool:
        current, number = self._current, int(block.label)
        following = self._next(at)
        if current is None:
            return not self._style.named_heads or self._opens_options(following)
        if self._style.named_heads:
            return bool(current.options) and self._opens_options(following)
        expected = _number_of(current) + 1
        if current.options:
            if number == expected or self._opens_options(following):
                return True
            asks = block.line.text.rstrip().endswith(("?", ":"))
            return number > expected and (asks or not current.has_answer)
        return self._heads_without_options(at, block, expected)

    def _heads_without_options(self, at: int, block: Block, expected: int) -> bool:
        """The question before has no options yet: a list inside it, or the next question."""
        current, number = self._current, int(block.label)
        assert current is not None  # noqa: S101 -- the caller has asked
        if current.items:
            return number != int(current.items[-1].letter or 0) + 1
        if block.style != current.head_style and number == 1:
            return False
        following = self._next(at)
        goes_on = (
            following is not None
            and following.kind == Kind.NUMBERED
            and following.label == str(number + 1)
        )
        return number == expected or not (number == 1 and goes_on)

    def _option(self, at: int, block: Block) -> None:
        current, index = self._current, labels.LETTERS.index(block.label)
        if self._is_section(at, block):
            self._section_head(at, block)
        elif current is None:
            self._option_without_head(block, index)
        elif not current.options or current.options[-1].style[:1] not in ("A", "a"):
            if current.items or current.options:
                current.demote()
            self._take_option(current, block)
        else:
            self._further_option(at, block, index)

    def _is_section(self, at: int, block: Block) -> bool:
        """ "A. PHẦN CHUNG" above "Câu 1" is a heading."""
        following = self._next(at, passing=(Kind.BLANK, Kind.NOISE))
        opens = following is not None and following.kind in (Kind.HEAD, Kind.NUMBERED, Kind.SECTION)
        options = self._current.options if self._current else []
        if options and labels.LETTERS.find(options[-1].letter) + 1 == labels.LETTERS.index(
            block.label
        ):
            return False
        full = self._current is None or len(self._current.options) >= 2 or not self._current.stem
        return opens and full and labels.is_capitals(block.line.text)

    def _option_without_head(self, block: Block, index: int) -> None:
        if index != 0 or not self._waiting:
            self._waiting.append(block.whole)
            return
        *others, last = self._waiting
        self._waiting = others
        draft = self._begin(Block(Kind.HEAD, last, last))
        self._take_option(draft, block)

    def _further_option(self, at: int, block: Block, index: int) -> None:
        current = self._current
        assert current is not None  # noqa: S101 -- the caller has asked
        last = labels.LETTERS.index(current.options[-1].letter)
        same_case = current.options[-1].style[0] == block.style[0]
        is_next = last < index <= last + 2
        if (
            same_case
            and (is_next or index == last)
            and not self._is_explaining(current, index, last)
        ):
            self._take_option(current, block)
        elif not same_case and index == 0 and not current.has_answer:
            if block.style[0] == self._style.case:
                current.demote()
                self._take_option(current, block)
            else:
                self._continue(at, block)
        elif not same_case and index == last + 1 and len(current.options) < 6:
            # A capital among small letters may mark the key.
            self._take_option(current, block)
        elif index == 0 and same_case:
            self._restart(block)
        else:
            self._continue(at, block)

    def _is_explaining(self, current: Draft, index: int, last: int) -> bool:
        return current.has_answer and (index != last + 1 or current.labelled_explanation)

    def _restart(self, block: Block) -> None:
        """A. again without a question between: its text was taken for part of the last option."""
        current = self._current
        assert current is not None  # noqa: S101 -- the caller has asked
        lines = current.explanation if current.is_explaining else current.options[-1].lines
        stem = lines.pop() if len(lines) > 1 or (current.is_explaining and lines) else None
        draft = self._begin(Block(Kind.HEAD, stem or Line(()), stem or block.whole))
        draft.doubts.append(("option_joined", ""))
        self._take_option(draft, block)

    def _take_option(self, draft: Draft, block: Block) -> None:
        draft.add_option(block)
        draft.source.append(block.whole)

    def _bare_option(self, at: int, block: Block) -> None:
        current = self._current
        if current and current.options and not current.has_answer:
            last = current.options[-1]
            same_case = last.style[:1] == block.style
            if (
                same_case
                and labels.LETTERS.index(block.label) == labels.LETTERS.find(last.letter) + 1
            ):
                self._take_option(current, block)
                return
        self._text(at, block)

    def _dash(self, at: int, block: Block) -> None:
        current = self._current
        if current is None or current.options or current.has_answer:
            self._text(at, block)
        elif current.items and current.items[-1].style != block.style:
            current.demote()
            current.stem.append(block.whole)
        else:
            current.items.append(option_of(block))
            current.source.append(block.whole)

    # Keys and explanations.

    def _key(self, at: int, block: Block) -> None:
        current = self._current
        if current is None:
            self._done.left_out.append(block.whole)
            return
        if not current.options and not current.items and not current.stem[1:]:
            following = self._next(at)
            if self._opens_options(following):  # "Chọn A hay B" inside a question
                self._text(at, block)
                return
        current.keys.append(labels.letters_of(block.label))
        current.source.append(block.whole)
        rest = block.line
        if found := labels.EXPLANATION.match(rest.text):
            current.explanation.append(rest.cut(found.end()))
            current.is_explaining = True
        elif rest.text.strip(" .;)"):
            current.key_words = rest.text.strip()

    def _key_in_words(self, at: int, block: Block) -> None:
        if self._current is None or not (
            self._current.options or self._current.items or self._current.stem
        ):
            self._text(at, block)
            return
        self._current.key_words = block.line.text.strip()
        self._current.key_label = block.label
        self._current.source.append(block.whole)

    def _explanation(self, at: int, block: Block) -> None:
        current = self._current
        if current is None or not (current.options or current.items or current.keys):
            self._text(at, block)
            return
        current.is_explaining = current.labelled_explanation = True
        said = labels.KEY.match(block.line.text)
        if said and not block.line.text[said.end() :].strip(" ."):
            current.keys.append(labels.letters_of(said["letters"]))
        keeps_label = not block.label.startswith(
            ("giải", "lời", "hướng", "explanation", "feedback")
        )
        current.explanation.append(block.whole if keeps_label else block.line)
        current.source.append(block.whole)

    def _answers_head(self, _at: int, block: Block) -> None:
        self._done.left_out.append(block.whole)

    def _answers(self, _at: int, block: Block) -> None:
        self._current = None
        for number, letters in labels.ANSWER_PAIR.findall(block.whole.text):
            self.add_answer(number, letters)
        self._done.left_out.append(block.whole)

    def _verdicts(self, at: int, block: Block) -> None:
        """Of the question above, or of the one that the line names."""
        if block.label:
            numbered = verdicts.numbered_line(block.whole.text)
            said = numbered[1] if numbered else {}
            self._done.verdicts.append(Answer(block.label, [], 0, said))
            self._done.left_out.append(block.whole)
            self._current = None
            return
        current = self._current
        if current is None or not (current.options or current.items):
            self._text(at, block)
            return
        current.verdicts = verdicts.read_line(block.whole.text) or {}
        current.source.append(block.whole)

    def add_answer(self, number: str, letters: str) -> None:
        answers = self._done.answers
        run = answers[-1].run if answers else 0
        if answers and int(number) <= int(answers[-1].number):
            run += 1
        answers.append(Answer(number, labels.letters_of(letters), run))

    def _section_head(self, at: int, block: Block) -> None:
        current = self._current
        if current is not None and not (
            (current.options or current.items) and self._ends_question(at, block)
        ):
            self._text(at, block)
            return
        self._heads = _under(self._heads, block.whole.text.strip())
        self._section += 1
        self._current = None
        self._done.left_out.append(block.whole)

    def _ends_question(self, at: int, block: Block) -> bool:
        """A heading stands above other questions; the same words may be an explanation."""
        following = self._next(at, passing=(Kind.BLANK, Kind.NOISE))
        if following is None or following.kind in (Kind.HEAD, Kind.SECTION):
            return following is not None or _is_strong_head(block.whole.text)
        opening = (Kind.NUMBERED, Kind.ANSWERS, Kind.ANSWERS_HEAD, Kind.TEXT)
        return following.kind in opening and _is_strong_head(block.whole.text)

    # Lines without a label.

    def _text(self, at: int, block: Block) -> None:
        current = self._current
        if current is None:
            if self._after_blank and not self._opens_options(self._next(at)):
                self._done.left_out += self._waiting
                self._waiting = []
            self._waiting.append(block.whole)
        elif not current.options and not current.has_answer:
            if current.items and not self._after_blank:
                current.items[-1].lines.append(block.whole)
            elif current.items and self._opens_options(self._next(at)):
                current.demote()
                current.stem.append(block.whole)
            elif current.items:
                current.explanation.append(block.whole)
                current.is_explaining = True
            else:
                current.stem.append(block.whole)
            current.source.append(block.whole)
        elif self._begins_question(at, block, current):
            self._begin(Block(Kind.HEAD, block.whole, block.whole))
        else:
            self._continue(at, block)

    def _begins_question(self, at: int, block: Block, current: Draft) -> bool:
        """Text above an option A, unless it goes on with what stands before it."""
        if len(current.options) < 2 or not self._opens_options(self._next(at)):
            return False
        if self._goes_on(block, current):
            return False
        if not current.is_explaining:
            return True
        # Of several lines after an explanation the last ones are the question.
        later = self._blocks[at + 1 : at + 40]
        for other in later:
            if other.kind == Kind.OPTION:
                return True
            if other.kind == Kind.TEXT and not other.whole.text[:1].islower():
                return False
        return True

    def _goes_on(self, block: Block, current: Draft) -> bool:
        before = self._last_line(current)
        return is_continuation(
            block.whole.text.strip(),
            before.text.strip(),
            is_paragraph=block.whole.is_paragraph,
            widest=self.widest,
        )

    def _last_line(self, current: Draft) -> Line:
        if current.explanation:
            return current.explanation[-1]
        return current.options[-1].lines[-1] if current.options else current.stem[-1]

    def _continue(self, _at: int, block: Block) -> None:
        """Goes on with the explanation, or with the last option, or begins an explanation."""
        current = self._current
        assert current is not None  # noqa: S101 -- the callers have asked
        current.source.append(block.whole)
        if current.has_answer or not current.options:
            current.explanation.append(block.whole)
            current.is_explaining = True
        elif self._is_explanation(block, current):
            current.explanation.append(block.whole)
            current.is_explaining = True
            current.doubts.append(("maybe_explanation", ""))
        else:
            current.options[-1].lines.append(block.whole)
            if not self._goes_on(block, current):
                current.doubts.append(("option_joined", ""))

    def _is_explanation(self, block: Block, current: Draft) -> bool:
        text = block.whole.text.strip()
        if text[:1].islower() and not labels.EXPLAINS.match(text):
            return False
        if self._goes_on(block, current):
            return False
        if labels.EXPLAINS.match(text) or text.startswith(("(", "=>", "→")):
            return True
        is_full = len(current.options) >= 3 or all(len(one.text) < 20 for one in current.options)
        return is_full and (block.whole.is_paragraph or self._after_blank)


def _is_strong_head(text: str) -> bool:
    return labels.is_capitals(text) or bool(_STRONG_HEAD.match(text))


def _number_of(draft: Draft) -> int:
    found = re.match(r"\d+", draft.number)
    return int(found.group()) if found else 0


def _under(heads: list[str], head: str) -> list[str]:
    """A heading replaces those of its own kind and all below them."""
    kind = _kind_of_head(head)
    kinds = [_kind_of_head(one) for one in heads]
    kept = heads[: kinds.index(kind)] if kind in kinds else heads
    return [*kept, head][-4:]


def _kind_of_head(head: str) -> str:
    word = re.match(r"\W*(\w+)", head)
    first = word.group(1).casefold() if word else ""
    return (
        "roman" if re.fullmatch(r"[ivxlc]+", first) else first if not first.isdigit() else "number"
    )


def usual_count(drafts: Sequence[Draft]) -> int:
    counts = Counter(len(draft.options) for draft in drafts if draft.options)
    return counts.most_common(1)[0][0] if counts else 4


__all__ = ["Answer", "Assembler", "Assembly", "DraftOption", "joined", "usual_count"]
