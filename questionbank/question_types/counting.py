"""How answers are counted after a round: put into bank order, and told in words. Pure."""

from collections.abc import Sequence

from questionbank.question_types.registry import QUESTION_TYPES

GIVEN = 1
# What people wrote is listed where organisers rule on it; here it is right, wrong or blank.
_UNTOLD = frozenset({"text"})


def has_options(kind: str) -> bool:
    """Whether an answer is a bit set over options, each of which is counted for itself."""
    return kind == "choice"


def is_counted(kind: str) -> bool:
    """Whether equal answers are counted and told, and not only right ones."""
    return kind not in _UNTOLD


def in_bank_order(kind: str, order: Sequence[int], answer: int) -> int:
    """Return what the answer would be on a paper that shuffles nothing; 0 is blank."""
    if not answer:
        return 0
    return QUESTION_TYPES[kind].bank_answer(order, answer) if is_counted(kind) else GIVEN


def words(kind: str, options: Sequence[str], answer: int) -> str:
    """Tell an answer in bank order as people read it."""
    of_kind = QUESTION_TYPES[kind]
    prompts = of_kind.prompts(options)
    shuffled = range(len(prompts) + 1 if prompts else 0, len(options))
    return "; ".join(of_kind.answer_texts(options, shuffled, answer))
