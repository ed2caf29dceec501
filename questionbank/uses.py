"""Where questions were asked. The bank knows no contest; contests tell it when they are ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from questionbank.models import Revision


@dataclass(frozen=True, slots=True)
class Use:
    """A round that could draw a revision, and is over: until then its questions are secret."""

    label: str
    began_at: datetime
    revisions: frozenset[int]


Reader = Callable[[datetime], Iterable[Use]]
_readers: list[Reader] = []


def add_reader(reader: Reader) -> None:
    if reader not in _readers:
        _readers.append(reader)


def all_uses(*, at: datetime) -> list[Use]:
    """The newest first."""
    found = [use for reader in _readers for use in reader(at)]
    return sorted(found, key=lambda use: use.began_at, reverse=True)


def uses_by_question(*, at: datetime) -> dict[int, list[Use]]:
    """Find for each question the rounds that could ask one of its revisions."""
    uses = all_uses(at=at)
    ids = {pk for use in uses for pk in use.revisions}
    questions = dict(
        Revision.objects.filter(pk__among=ids).order_by().values_list("pk", "question")
    )
    found: dict[int, list[Use]] = defaultdict(list)
    for use in uses:
        for question in {questions[pk] for pk in use.revisions if pk in questions}:
            found[question].append(use)
    return dict(found)
