"""Understands what a person typed in several ways, and asks the index of names for each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quizsite.accounts.units.name_fit import EDIT, Hit, Reading
from quizsite.accounts.units.name_index import NameIndex
from quizsite.accounts.units.name_words import (
    TITLES,
    Words,
    meanings,
    name_words,
    of_the_place,
    titled,
)
from quizsite.language.spelling import without_keystrokes

_MOST_WORDS = 12
_MOST_READINGS = 8
_SHORT_FORM = 4
_LONG_FORM = 8  # letters from which two of them may be wrong
_ONE_LETTER_WRONG = EDIT + 2
_LONGEST_SYLLABLE = 7
_MOST_PIECES = 6
_TITLE_WORDS = frozenset(word for title in TITLES for word in title)


def find_names(query: str, index: NameIndex) -> list[Hit]:
    """Return what the query may mean, best first; far-fetched readings only if the near find
    nothing whose name begins so."""
    words = name_words(query)[:_MOST_WORDS]
    if not words:
        return []
    plain = [words, *meanings(words)]
    hits = list(_as_written(plain, index))
    if not _any_begins(hits):
        hits += _around_the_place(plain, index)
        # An office that was left out may be a unit whose name has a letter wrong.
        hits += _with_letters_changed(plain[:1] if _any_begins(hits) else plain, index)
    return sorted(hits)


def _any_begins(hits: Iterable[Hit]) -> bool:
    return any(hit.is_begun for hit in hits)


def _as_written(plain: list[Words], index: NameIndex) -> Iterator[Hit]:
    written, *meant = plain
    literal = list(_find(_with_title(written), index))
    yield from literal
    if any(hit.is_whole for hit in literal):
        return
    for words in meant:
        yield from _find(_with_title(words), index)
    for words in _taken_apart(plain[0], index):
        yield from _find([replace(one, penalty=1) for one in _with_title(words)], index)
    yield from index.find_joined("".join(plain[0]), edits=0)


def _around_the_place(plain: list[Words], index: NameIndex) -> Iterator[Hit]:
    """Leave out an office that is no unit, or the titles in the middle."""
    for words in plain:
        for place in of_the_place(words):
            for reading in _with_title(place):
                yield from index.find(replace(reading, penalty=4))
        bare = tuple(word for word in words if word not in _TITLE_WORDS)
        if bare and bare != words:
            yield from index.find(Reading(bare, titled(words).title, penalty=3))


def _with_letters_changed(plain: list[Words], index: NameIndex) -> Iterator[Hit]:
    """Change letters; once a reading finds a whole name so, the others are more far-fetched."""
    for form in {"".join(plain[0]): 0, "".join(titled(plain[0]).rest): 0}:
        if len(form) > _SHORT_FORM:
            yield from index.find_joined(form, edits=1 if len(form) < _LONG_FORM else 2)
    ways = [*plain, *_taken_apart(plain[0], index), *of_the_place(plain[0])]
    for words in ways[:_MOST_READINGS]:
        hits = [
            hit
            for reading in _with_title(words)
            for hit in index.find(replace(reading, edits=2, penalty=reading.penalty + 1))
        ]
        yield from hits
        if any(hit.badness <= _ONE_LETTER_WRONG for hit in hits):
            return


def _find(readings: Iterable[Reading], index: NameIndex) -> Iterator[Hit]:
    for reading in readings:
        yield from index.find(reading)


def _with_title(words: Words) -> list[Reading]:
    """Take the title in front for what it is; behind the name it may be one."""
    title, rest = titled(words)
    found = [Reading(rest, title)]
    for behind in TITLES:
        name = words[: -len(behind)]
        if name and words[-len(behind) :] == behind and not title:
            found.append(Reading(name, " ".join(behind), penalty=1))
    return found


def _taken_apart(words: Words, index: NameIndex) -> list[Words]:
    """Read words that no name has as keystrokes, or as several words written together."""
    found: list[Words] = [()]
    for word in words:
        ways = [(word,)] if index.knows(word) else _ways(word, index)
        found = [(*before, *way) for before in found for way in ways][:_MOST_READINGS]
    return [way for way in found if way != words]


def _ways(word: str, index: NameIndex) -> list[Words]:
    keys = without_keystrokes(word)
    if index.knows(keys):
        return [(keys,)]
    pieces = sorted(_pieces(word, index), key=len)
    return pieces[:_MOST_READINGS] or [(word,)]


def _pieces(word: str, index: NameIndex, most: int = _MOST_PIECES) -> Iterator[Words]:
    """Cut a text into words that names have, in every way."""
    if not word:
        yield ()
    elif most:
        for end in range(1, min(len(word), _LONGEST_SYLLABLE) + 1):
            if index.knows(word[:end]):
                for rest in _pieces(word[end:], index, most - 1):
                    yield (word[:end], *rest)
