"""How well a name fits what a person typed, and the hits that sort by it. Pure.

Badness is counted in half grades: 0 is the whole name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from quizsite.accounts.units.name_words import Words

BEGUN = 2  # what a word costs that is only begun
BEING_TYPED = 1  # and the last one
EDIT = 4  # and one that differs in a letter
_TWICE = 3  # what it costs that two words of a query stand at one word of a name
_FEWEST_SKIPPING = 4  # letters that may stand for a name with words between
UNASKED_DISTRICT = 5


class NameKind(IntEnum):
    """Whose name it is; of equals the lower one comes first."""

    OWN = 0
    COMMUNE = 1  # of a former place that this unit took over, whole or in part
    DISTRICT = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name by which one unit is found. `above` says in words where it lies."""

    text: str
    unit: int
    above: str = ""
    kind: NameKind = NameKind.OWN
    depth: int = 0
    share: int = 0  # how much of the former place the unit has; more comes first
    place: int = -1  # which former place it is


@dataclass(frozen=True, slots=True)
class Entry:
    name: Name
    words: Words
    title: str
    lead: int  # so many words are the title, with the committee's before it
    above: int
    initials: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a query. `penalty` counts against all that it finds."""

    words: Words
    title: str = ""
    penalty: int = 0
    edits: int = 0  # how many letters a word may differ in


class Hit(NamedTuple):
    """Sorts best first. `is_near`: only with letters changed."""

    badness: int
    kind: NameKind
    share: int
    depth: int
    length: int
    text: str
    at: int  # no two names have the same, so nothing after it is ever compared
    name: Name
    is_near: bool
    is_begun: bool  # the name begins with the query
    is_whole: bool

    @classmethod
    def of(cls, name: Name, at: int, badness: int, *, near: bool, grade: int) -> Hit:
        return cls(
            badness,
            name.kind,
            -name.share,
            name.depth,
            len(name.text),
            name.text,
            at,
            name,
            is_near=near,
            is_begun=not near and grade < 2,
            is_whole=not near and grade == 0,
        )


@dataclass(frozen=True, slots=True)
class Letters:
    """A word read as first letters of a name's words; they may skip some of these."""

    text: str
    may_skip: bool

    def price(self, initials: str) -> int:
        """Return 0 if they do not stand for the name."""
        if self.text in initials:
            return BEGUN
        return EDIT if self.may_skip and self._skips(initials) else 0

    def found_in(self, many: Iterable[str]) -> list[str]:
        text = self.text
        if self.may_skip and len(text) >= _FEWEST_SKIPPING:
            return [one for one in many if text in one or self._skips(one)]
        return [one for one in many if text in one]

    def _skips(self, initials: str) -> bool:
        if len(self.text) < _FEWEST_SKIPPING or not initials.startswith(self.text[0]):
            return False
        rest = iter(initials)
        return all(letter in rest for letter in self.text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands for one word of a query: words of names with what they cost, or initials."""

    words: dict[str, int]
    letters: Letters
    names: frozenset[int]
    above: dict[int, int]
    count: int  # of all names that it may lead to


def hit_of(entry: Entry, at: int, reading: Reading, wanted: Sequence[Wanted]) -> Hit | None:
    """Grade 0 the whole name, 1 its beginning, 2 its words in order, 3 in any order."""
    fit = _fit(wanted, entry)
    if fit is not None and fit.grade and len(set(reading.words)) < len(reading.words):
        # "hà nội sở nội vụ": which "nội" is the name's own shows from behind alone.
        fit = min(fit, _fit(wanted[::-1], entry, is_reversed=True) or fit)
    if fit is None:
        return None
    badness = fit.cost + reading.penalty + _aside(reading, entry)
    is_whole = fit.grade == fit.changed == 0
    grade = 0 if is_whole else max(fit.grade, 1)
    return Hit.of(entry.name, at, badness, near=fit.changed >= EDIT, grade=grade)


class _Fit(NamedTuple):
    """How words stand for a name: all that it costs, and what differs in letters."""

    cost: int
    grade: int
    changed: int


def _fit(wanted: Sequence[Wanted], entry: Entry, *, is_reversed: bool = False) -> _Fit | None:
    """Find each word in the name, once if it can be, else in the names above it."""
    changed, aside = 0, 0
    places: list[int] = []
    for one in wanted:
        place, price = _match(one, entry, taken=places)
        if (place is None or place in places) and entry.above in one.above:
            price, aside = one.above[entry.above], max(aside, 1)
        elif place is None:
            return None
        else:
            aside += _TWICE if place in places else 0
            places.append(place)
        changed += price
    if not places:
        return None
    grade = _grade(entry, places[::-1] if is_reversed else places)
    return _Fit(changed + aside + 2 * grade, grade, changed)


def _match(one: Wanted, entry: Entry, *, taken: Sequence[int]) -> tuple[int | None, int]:
    """Say at which word of the name it stands, and what that costs.

    A word of the name itself goes before one of its title, which the reading has taken off."""
    best: tuple[bool, int, bool, int] | None = None
    for place, word in enumerate(entry.words):
        price = one.words.get(word)
        if price is not None:
            this = (place in taken, price, place < entry.lead, place)
            if best is None or this < best:
                best = this
    if best is not None:
        return best[3], best[1]
    price = one.letters.price(entry.initials) if one.letters.text else 0
    return (entry.initials.index(one.letters.text[0]), price) if price else (None, 0)


def _grade(entry: Entry, places: Sequence[int]) -> int:
    own = [place for place in places if place >= entry.lead] or list(places)
    if own == list(range(own[0], own[0] + len(own))) and own[0] in {0, entry.lead}:
        return 0 if own[-1] == len(entry.words) - 1 else 1
    return 2 if own == sorted(own) else 3


def _aside(reading: Reading, entry: Entry) -> int:
    """Count against a name that its title is another one than was asked for."""
    if entry.name.kind == NameKind.DISTRICT:
        return 0 if reading.title == entry.title else UNASKED_DISTRICT
    if reading.title and reading.title != entry.title:
        return 2
    return 1 if entry.name.kind and not reading.title else 0
