"""The different answers in words to a round's sub-question, without who gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from contests.models import Attempt, Round
from questionbank.question_types.text import comparable


class MarkState(StrEnum):
    UNMARKED = "chua"
    WAITING = "cho"  # for the second organiser
    CONFIRMED = "xong"


@dataclass(slots=True)
class GivenWords:
    """Answers that count as one; `text` is how most people wrote it, "" once all were erased."""

    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    papers: list[int] = field(default_factory=list)
    marks: list[int | None] = field(default_factory=list)
    waiting: list[int | None] = field(default_factory=list)  # who gave marks not yet confirmed
    newest: datetime | None = None
    counting: int | None = None  # the mark that papers with these words have confirmed
    unsettled: list[int] = field(default_factory=list)  # papers without a confirmed mark

    @property
    def text(self) -> str:
        (found,) = self.spellings.most_common(1) or (("", 0),)
        return found[0]

    @property
    def others(self) -> list[str]:
        return [text for text, _papers in self.spellings.most_common(6)[1:]]

    @property
    def mark(self) -> int | None:
        """A paper that came back after the marking has none yet."""
        return self.marks[0] if None not in self.marks else None

    @property
    def state(self) -> MarkState:
        if self.mark is None:
            return MarkState.UNMARKED
        return MarkState.WAITING if self.waiting else MarkState.CONFIRMED


def words_given(round: Round) -> list[GivenWords]:
    """List them, those of most papers first; open papers are left out."""
    found: dict[str, GivenWords] = {}
    for pk, text, mark, confirmed_at, given_by, given_at in _rows(round):
        key = key_of(text)
        words = found.get(key) or found.setdefault(key, GivenWords(key))
        if text:
            words.spellings[text] += 1
        words.papers.append(pk)
        words.marks.append(mark)
        if confirmed_at is not None:
            words.counting = mark
        else:
            words.unsettled.append(pk)
        if mark is not None and confirmed_at is None:
            words.waiting.append(given_by)
            words.newest = max(words.newest or given_at, given_at)
    return sorted(found.values(), key=lambda one: (-len(one.papers), one.text, one.key))


def _rows(round: Round) -> Iterable[Any]:
    closed = Attempt.objects.closed().filter(round=round, prediction__isnull=False)
    own = closed.filter(answers__position=0).order_by("pk")
    columns = ("mark", "confirmed_at", "given_by", "given_at")
    return own.values_list(
        "pk", "answers__text", *(f"text_mark__{name}" for name in columns)
    ).iterator(chunk_size=2000)


def key_of(text: str | None) -> str:
    """Name equal texts; case, blanks and marks at the end do not matter, accents do.

    Words of people who were erased are gone, and stand together."""
    like = "" if text is None else f"={comparable(text, folds=False)}"
    return sha256(like.encode()).hexdigest()[:16]
