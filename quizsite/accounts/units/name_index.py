"""An index of units' names in memory, and the hits of one reading of a query in it. Pure.

A name is found by its words whole or just begun, by its initials and, if the reading asks for it,
by words that differ in a letter or two. Words of the units above help, but find nothing alone."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from quizsite.accounts.units.name_fit import (
    BEGUN,
    BEING_TYPED,
    EDIT,
    UNASKED_DISTRICT,
    Entry,
    Hit,
    Letters,
    Name,
    Reading,
    Wanted,
    hit_of,
)
from quizsite.accounts.units.name_words import Words, initials, name_words, titled
from quizsite.language.spelling import sound

_VOWELS = frozenset("aeiouy")
_SHORTEST_MISTAKEN = 3
_LONG = 6  # letters from which a word may differ in two
_MOST_CANDIDATES = 300
_MOST_JOINED = 100
_SHORTEST_JOINED = 4  # letters with which a name written together may begin
_WORDS_KEPT = 16


class NameIndex:
    """Never changed once made, so threads share it."""

    def __init__(self, names: Iterable[Name]) -> None:
        # In the order of preference between equals; the first of too many candidates are graded.
        ordered = sorted(names, key=lambda one: (one.depth, len(one.text), one.text, one.unit))
        self._entries: list[Entry] = []
        self._of_word: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._of_initials: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._above_of_word: dict[str, set[int]] = defaultdict(set)
        self._above_of_initials: dict[str, set[int]] = defaultdict(set)
        self._within: list[array[int]] = []
        self._joined: dict[str, list[int]] = defaultdict(list)
        of_above: dict[str, int] = {}
        for at, name in enumerate(ordered):
            place = of_above.setdefault(name.above, len(of_above))
            if place == len(self._within):
                self._add_above(name_words(name.above))
            self._add(at, name, place)
        self._words = sorted({*self._of_word, *self._above_of_word} - {""})
        self._of_sound: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._of_sound[sound(word)].append(word)
        self._joined_order = sorted(self._joined)
        self._counts = [len(within) for within in self._within]
        # A query is read in several ways that share most of their words.
        self._wanted = lru_cache(maxsize=_WORDS_KEPT)(self._look_up)

    def _add_above(self, words: Words) -> None:
        for word in set(words):
            self._above_of_word[word].add(len(self._within))
        self._above_of_initials[initials(words)].add(len(self._within))
        self._within.append(array("I"))

    def _add(self, at: int, name: Name, above: int) -> None:
        words = name_words(name.text)
        title, rest = titled(words)
        letters = initials(words)
        self._entries.append(Entry(name, words, title, len(words) - len(rest), above, letters))
        self._of_initials[letters].append(at)
        self._within[above].append(at)
        for word in set(words):
            self._of_word[word].append(at)
        for form in {"".join(words), "".join(rest)}:
            self._joined[form].append(at)

    def __len__(self) -> int:
        return len(self._entries)

    def knows(self, word: str) -> bool:
        return word in self._of_word or word in self._above_of_word

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Grade the names that have every word of the reading, at least one in the name itself."""
        if not reading.words:
            return
        *before, last = reading.words
        wanted = [self._wanted(word, reading.edits, BEGUN) for word in before]
        wanted.append(self._wanted(last, reading.edits, BEING_TYPED))
        for at in self._candidates(wanted):
            hit = hit_of(self._entries[at], at, reading, wanted)
            if hit is not None:
                yield hit

    def find_joined(self, text: str, *, edits: int) -> Iterator[Hit]:
        """Find names by all their letters without the spaces, begun or with letters changed."""
        begun = bisect_left(self._joined_order, text)
        for form in islice(self._joined_order, begun, begun + _MOST_JOINED):
            if not form.startswith(text) or (form != text and len(text) < _SHORTEST_JOINED):
                break
            yield from self._joined_hits(form, 0 if form == text else 2, near=False)
        if edits:
            near = extract_iter(
                text, self._joined_order, scorer=OSA.distance, score_cutoff=edits, processor=None
            )
            for form, distance, _at in islice(near, _MOST_JOINED):
                yield from self._joined_hits(form, EDIT * int(distance), near=True)

    def _joined_hits(self, form: str, badness: int, *, near: bool) -> Iterator[Hit]:
        for at in self._joined[form]:
            name = self._entries[at].name
            aside = (0, 1, UNASKED_DISTRICT)[name.kind]
            yield Hit.of(name, at, badness + 1 + aside, near=near, grade=0 if not badness else 1)

    def _look_up(self, word: str, edits: int, begun: int) -> Wanted:
        words = dict.fromkeys(self._beginning_with(word), begun)
        if edits:
            self._add_mistaken(words, word, edits)
        if word in words:
            words[word] = 0
        names: set[int] = set()
        above: dict[int, int] = {}
        for other, price in words.items():
            names.update(self._of_word.get(other, ()))
            for at in self._above_of_word.get(other, ()):
                above[at] = min(price, above.get(at, price))
        letters = Letters(word if self._may_be_initials(word) else "", may_skip=edits > 0)
        if letters.text:
            for text in letters.found_in(self._of_initials):
                names.update(self._of_initials[text])
            for text in letters.found_in(self._above_of_initials):
                for at in self._above_of_initials[text]:
                    above.setdefault(at, letters.price(text))
        count = len(names) + sum(map(self._counts.__getitem__, above))
        return Wanted(words, letters, frozenset(names), above, count)

    def _add_mistaken(self, words: dict[str, int], word: str, edits: int) -> None:
        if len(word) >= _SHORTEST_MISTAKEN:
            most = edits if len(word) >= _LONG else 1
            nearby = extract_iter(
                word, self._words, scorer=OSA.distance, score_cutoff=most, processor=None
            )
            for other, distance, _at in nearby:
                words.setdefault(other, EDIT * int(distance))
        for other in self._of_sound.get(sound(word), ()):
            words[other] = min(words.get(other, EDIT), EDIT)

    def _beginning_with(self, word: str) -> Iterator[str]:
        for at in range(bisect_left(self._words, word), len(self._words)):
            if not self._words[at].startswith(word):
                return
            yield self._words[at]

    def _may_be_initials(self, word: str) -> bool:
        if not 2 <= len(word) <= 10 or not word.isalpha():
            return False
        return not _VOWELS & set(word) or not self.knows(word)

    def _candidates(self, wanted: Sequence[Wanted]) -> list[int]:
        first, *others = sorted(wanted, key=lambda one: one.count)
        found: set[int] = set(first.names)
        for above in first.above:
            found.update(self._within[above])
        entries = self._entries
        for one in others:
            names, places = one.names, one.above
            if places:
                found = {at for at in found if at in names or entries[at].above in places}
            else:
                found &= names
        return nsmallest(_MOST_CANDIDATES, found)
