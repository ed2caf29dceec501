"""Gives a parsed question its kind, with options and key as a revision of that kind has them. Pure.

`NotTaken` says why the bank has no question like it: its reader tells that, and takes the rest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.question_types.grid import FALSE, TRUE
from questionbank.question_types.matching import BETWEEN
from questionbank.question_types.number import MOST, MOST_DECIMALS
from questionbank.question_types.text import MOST_ACCEPTED, comparable
from questionbank.question_types.written import MOST_LETTERS

MOST_ROWS = 8


class NotTaken(Exception):
    """`why` is a code of `intake.words.NOT_TAKEN`."""

    def __init__(self, why: str, detail: str = "") -> None:
        self.why, self.detail = why, detail
        super().__init__(why)


def make_grid(
    question: ParsedQuestion, statements: Sequence[str], verdicts: Sequence[bool | None]
) -> None:
    """Keys are as sure as their weakest verdict: one that is missing leaves the grid without."""
    if len(statements) > MOST_ROWS:
        raise NotTaken("too_many_rows", str(len(statements)))
    question.kind, question.options = "grid", list(statements)
    question.right = [TRUE if one else FALSE for one in verdicts]
    if None in verdicts or len(verdicts) != len(statements) or not verdicts:
        question.right = None


def make_matching(
    question: ParsedQuestion, pairs: Sequence[tuple[str, str]], extra: Sequence[str] = ()
) -> None:
    """A pair whose target is "" has none in the file: then no key is known."""
    targets = list(dict.fromkeys([*(target for _prompt, target in pairs if target), *extra]))
    if len(pairs) > MOST_ROWS or len(targets) > MOST_ROWS:
        raise NotTaken("too_many_rows", str(max(len(pairs), len(targets))))
    question.kind = "matching"
    question.options = [*(prompt for prompt, _target in pairs), BETWEEN, *targets]
    question.right = None
    if pairs and all(target for _prompt, target in pairs):
        question.right = [targets.index(target) + 1 for _prompt, target in pairs]


def make_ordering(
    question: ParsedQuestion, items: Sequence[str], *, is_in_order: bool = True
) -> None:
    if len(items) > MOST_ROWS:
        raise NotTaken("too_many_rows", str(len(items)))
    question.kind, question.options = "ordering", list(items)
    question.right = list(range(1, len(items) + 1)) if is_in_order else None
    if not is_in_order:
        question.doubt("order_unknown")


def make_number(
    question: ParsedQuestion,
    value: Decimal | None,
    *,
    tolerance: Decimal = Decimal(0),
    unit: str = "",
) -> None:
    known = [one.normalize() for one in (value, tolerance) if one is not None]
    decimals = max((_decimals_of(one) for one in known), default=0)
    if decimals > MOST_DECIMALS or tolerance < 0:
        raise NotTaken("number_too_fine" if tolerance >= 0 else "tolerance_unclear")
    question.kind, question.options = "number", [unit, str(decimals)]
    question.right = None
    if value is not None:
        scaled = [int(one.scaleb(decimals)) for one in (value, tolerance)]
        if abs(scaled[0]) + scaled[1] > MOST:
            raise NotTaken("number_too_large")
        question.right = scaled


def _decimals_of(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else MOST_DECIMALS + 1


def make_text(question: ParsedQuestion, accepted: Sequence[str], *, folds: bool) -> None:
    said = {comparable(one, folds=folds): one for one in reversed(accepted)}
    texts = [text for like, text in reversed(said.items()) if like]
    if len(texts) > MOST_ACCEPTED:
        raise NotTaken("too_many_accepted", str(len(texts)))
    if any(len(one) > MOST_LETTERS for one in texts):
        raise NotTaken("answer_too_long", str(MOST_LETTERS))
    question.kind, question.options = "text", [str(int(folds))]
    question.right = [int(folds), *texts] if texts else None


def rows_as_said(question: ParsedQuestion) -> list[str]:
    """The lines in which a file without lines of its own is shown beside what was read."""
    options, right = question.options, question.right or []
    if question.kind == "text":
        return [str(one) for one in right[1:]]
    if question.kind == "number":
        unit, decimals = options
        figures = [f"{Decimal(one).scaleb(-int(decimals)):f}" for one in right]
        return [f"{' ± '.join(figures)} {unit}".strip()] if figures else []
    if question.kind == "matching":
        between = options.index(BETWEEN)
        prompts, targets = options[:between], options[between + 1 :]
        said = [targets[n - 1] for n in right] or [""] * len(prompts)
        pairs = [f"{prompt} → {target}" for prompt, target in zip(prompts, said, strict=True)]
        return pairs + [target for target in targets if target not in said]
    return options


def decimal_of(said: str) -> Decimal | None:
    """Read a number as programs write it: "3.14", "-2", "1e3"."""
    text = said.strip()
    if not text or len(text) > 40 or not text.isascii():
        return None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None
