"""Scores a paper. It is pure: it asks no database, no clock and no Django."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import Written


class Ruling(NamedTuple):
    """What was decided about a question in one round, after papers had asked it.

    `accepted` lists further right answers, each as bank indexes of options."""

    is_annulled: bool = False
    is_given: bool = False
    accepted: Sequence[Collection[int]] = ()


class Item(NamedTuple):
    """One question as drawn: its options as bank indexes in the order shown, key and kind."""

    order: Sequence[int]
    right: Collection[int]
    kind: str
    ruling: Ruling | None = None


class Score(NamedTuple):
    """Named in the order of `SCORED`; points are hundredths, None where the round gives none."""

    correct: int
    total: int
    unanswered: int
    points: int | None = None
    most_points: int | None = None

    def is_stored(self, stored: Sequence[int | None]) -> bool:
        """Papers closed before blanks were counted have none stored, and need none."""
        correct, total, unanswered, *points = stored
        is_scored = (correct, total, *points) == (self.correct, self.total, *self[3:])
        return is_scored and unanswered in {None, self.unanswered}


# The columns of an attempt that hold its score.
SCORED = ("correct_count", "question_count", "unanswered_count", "points", "most_points")


def predicted(answer: int, *, asks_words: bool) -> int | None:
    """Say what a paper predicts, None for nothing; a device may have sent the other kind.

    Words are 0: the mark that organisers give them stands in the number's place."""
    is_in_words = isinstance(answer, Written)
    if not answer or is_in_words != asks_words:
        return None
    return 0 if is_in_words else answer - 1


def is_right(item: Item, choice: int) -> bool:
    judge = QUESTION_TYPES[item.kind].is_right
    if judge(item.order, item.right, choice):
        return True
    ruling = item.ruling
    return ruling is not None and (
        ruling.is_given or any(judge(item.order, key, choice) for key in ruling.accepted)
    )


def score_paper(items: Sequence[Item], choices: Mapping[int, int]) -> Score:
    """`choices` maps positions from 1 to answers; a missing position is unanswered.

    An annulled question counts neither as right nor as asked, and one whose point is given to
    everybody asks for no answer."""
    counted = [
        (position, item)
        for position, item in enumerate(items, start=1)
        if item.ruling is None or not item.ruling.is_annulled
    ]
    correct = sum(is_right(item, choices.get(position, 0)) for position, item in counted)
    unanswered = sum(
        not choices.get(position) and not (item.ruling and item.ruling.is_given)
        for position, item in counted
    )
    return Score(correct=correct, total=len(counted), unanswered=unanswered)
