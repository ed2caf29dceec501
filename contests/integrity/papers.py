"""Closed papers of one round as columns of numbers: 300,000 fit in memory, and no name is read.

Everything that compares them is pure and reads only this."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Given(NamedTuple):
    """One answer, as a paper in bank order would store it, and when that was."""

    revision: int
    position: int
    choice: int
    saved_s: int
    is_right: bool


def _numbers() -> array[int]:
    return array("q")


def _medium() -> array[int]:
    return array("I")


def _short() -> array[int]:
    return array("H")


def _bytes() -> array[int]:
    return array("B")


def _from_zero() -> array[int]:
    return array("q", [0])


@dataclass(slots=True)
class Papers:
    """A row for each paper, and from `first[n]` to `first[n + 1]` a row for each of its answers.

    Moments are whole seconds since 1970. `ended` is when the last answer was stored."""

    entry: array[int] = field(default_factory=_numbers)
    attempt: array[int] = field(default_factory=_numbers)
    unit: array[int] = field(default_factory=_numbers)
    started: array[int] = field(default_factory=_numbers)
    ended: array[int] = field(default_factory=_numbers)
    correct: array[int] = field(default_factory=_short)
    first: array[int] = field(default_factory=_from_zero)
    revision: array[int] = field(default_factory=_numbers)
    position: array[int] = field(default_factory=_short)
    choice: array[int] = field(default_factory=_medium)
    saved: array[int] = field(default_factory=_medium)
    is_right: array[int] = field(default_factory=_bytes)
    # Letters that somebody reads to answer: question and options.
    letters: Mapping[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entry)

    def add(
        self, *, entry: int, attempt: int, unit: int, started_s: int, given: Iterable[Given]
    ) -> None:
        """Add a paper; answers that were taken back are not among `given`."""
        ended, correct = started_s, 0
        for one in given:
            self.revision.append(one.revision)
            self.position.append(one.position)
            self.choice.append(one.choice)
            self.saved.append(one.saved_s)
            self.is_right.append(one.is_right)
            ended, correct = max(ended, one.saved_s), correct + one.is_right
        self.entry.append(entry)
        self.attempt.append(attempt)
        self.unit.append(unit)
        self.started.append(started_s)
        self.ended.append(ended)
        self.correct.append(correct)
        self.first.append(len(self.revision))

    def answers(self, paper: int) -> range:
        return range(self.first[paper], self.first[paper + 1])

    def letters_of(self, paper: int) -> int:
        return sum(self.letters[self.revision[one]] for one in self.answers(paper))

    def seconds(self, paper: int) -> int:
        return max(self.ended[paper] - self.started[paper], 1)

    def pace(self, paper: int) -> float:
        """Letters answered a second, from the start to the last answer.

        Answers that come late and together, as from a telephone without a network, change it
        little: the time before them counts."""
        return self.letters_of(paper) / self.seconds(paper)

    def by_unit(self) -> list[int]:
        return sorted(range(len(self)), key=lambda one: (self.unit[one], self.started[one]))


@dataclass(slots=True)
class Marks:
    """Which papers share a device or a network within ten minutes, by digest.

    `one_device` lists papers of entries that came with one device at registration and start alike:
    who was registered by a colleague and came with an own one is not among them."""

    device: dict[int, list[int]] = field(default_factory=dict)
    network: dict[int, list[int]] = field(default_factory=dict)
    one_device: set[int] = field(default_factory=set)
    devices: int = 0


class Registered(NamedTuple):
    """When an entry was registered, and its address: letters before the @, without digits."""

    paper: int
    at_s: int
    name: str
    domain: str
