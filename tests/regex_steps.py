"""Counts the steps of a backtracking matcher over a pattern, so that no clock is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from re import _constants as c
from re import _parser as parser
from typing import Any

REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
ONE_LETTER = {c.LITERAL, c.NOT_LITERAL, c.IN, c.ANY}


class Steps:
    """Looks for all matches of a pattern as Python does, and counts every letter it tries."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self.flags, self.count = pattern.flags, 0
        self._known: dict[tuple[int, str], bool] = {}

    def over(self, text: str) -> int:
        self.count, at = 0, 0
        while at <= len(text):
            end = next(self._ends(list(self.parsed), text, at), None)
            at = at + 1 if end is None or end == at else end
        return self.count

    def _ends(self, nodes: list[Any], text: str, at: int) -> Iterator[int]:
        if not nodes:
            yield at
            return
        for end in self._ends_of_one(nodes[0], text, at):
            yield from self._ends(nodes[1:], text, end)

    def _ends_of_one(self, node: Any, text: str, at: int) -> Iterator[int]:
        kind, value = node
        self.count += 1
        if kind in ONE_LETTER:
            if at < len(text) and self._fits(node, text[at]):
                yield at + 1
        elif kind in REPEATS:
            yield from self._repeated(kind, value, text, at)
        elif kind is c.BRANCH:
            for branch in value[1]:
                yield from self._ends(list(branch), text, at)
        elif kind is c.SUBPATTERN:
            yield from self._ends(list(value[3]), text, at)
        elif kind is c.ATOMIC_GROUP:
            yield from islice(self._ends(list(value), text, at), 1)
        elif kind in {c.ASSERT, c.ASSERT_NOT}:
            if self._looks(value, text, at) == (kind is c.ASSERT):
                yield at
        elif kind is c.AT:
            if self._stands(value, text, at):
                yield at
        else:
            raise NotImplementedError(kind)

    def _repeated(self, kind: Any, value: Any, text: str, at: int) -> Iterator[int]:
        least, most, inner = value
        if len(inner) == 1 and inner[0][0] in ONE_LETTER:
            ends = self._run(inner[0], most, text, at)[least:]
            ends = ends[-1:] if kind is c.POSSESSIVE_REPEAT else ends
            yield from ends if kind is c.MIN_REPEAT else reversed(ends)
            return
        layers = [[at]]  # the places where n repetitions may end
        while len(layers) <= most:
            ends = {end for one in layers[-1] for end in self._ends(list(inner), text, one)}
            if not ends - set(layers[-1]):
                break
            layers.append(sorted(ends))
        found = [end for layer in layers[least:] for end in layer]
        if kind is c.POSSESSIVE_REPEAT:
            found = found[-1:]
        yield from found if kind is c.MIN_REPEAT else reversed(found)

    def _run(self, node: Any, most: int, text: str, at: int) -> range:
        end, last = at, min(len(text), at + most)
        while end < last and self._fits(node, text[end]):
            end += 1
        self.count += end - at + 1
        return range(at, end + 1)

    def _looks(self, value: Any, text: str, at: int) -> bool:
        direction, inner = value
        if direction < 0:
            at -= inner.getwidth()[0]
        return at >= 0 and next(self._ends(list(inner), text, at), None) is not None

    def _stands(self, where: Any, text: str, at: int) -> bool:
        def is_word(place: int) -> bool:
            return 0 <= place < len(text) and bool(re.match(r"\w", text[place]))

        edge = is_word(at - 1) != is_word(at)
        return {
            c.AT_BEGINNING: at == 0 or (bool(self.flags & re.M) and text[at - 1] == "\n"),
            c.AT_BEGINNING_STRING: at == 0,
            c.AT_END: at == len(text) or (bool(self.flags & re.M) and text[at] == "\n"),
            c.AT_END_STRING: at == len(text),
            c.AT_BOUNDARY: edge,
            c.AT_NON_BOUNDARY: not edge,
        }[where]

    def _fits(self, node: Any, letter: str) -> bool:
        key = (id(node), letter)
        if key not in self._known:
            self._known[key] = self._belongs(node, letter)
        return self._known[key]

    def _belongs(self, node: Any, letter: str) -> bool:
        kind, value = node
        if kind is c.ANY:
            return letter != "\n" or bool(self.flags & re.S)
        said = letter.casefold() if self.flags & re.I else letter
        if kind in {c.LITERAL, c.NOT_LITERAL}:
            wanted = chr(value).casefold() if self.flags & re.I else chr(value)
            return (said == wanted) == (kind is c.LITERAL)
        return _in_class(value, said)


def _in_class(items: list[Any], letter: str) -> bool:
    negated = items[0][0] is c.NEGATE
    found = any(_in_item(item, letter) for item in items if item[0] is not c.NEGATE)
    return found != negated


CATEGORIES = {
    c.CATEGORY_WORD: r"\w",
    c.CATEGORY_NOT_WORD: r"\W",
    c.CATEGORY_DIGIT: r"\d",
    c.CATEGORY_NOT_DIGIT: r"\D",
    c.CATEGORY_SPACE: r"\s",
    c.CATEGORY_NOT_SPACE: r"\S",
}


def _in_item(item: Any, letter: str) -> bool:
    kind, value = item
    if kind is c.RANGE:
        return value[0] <= ord(letter) <= value[1]
    if kind is c.CATEGORY:
        return bool(re.match(CATEGORIES[value], letter))
    return ord(letter) == value


def pieces_of(pattern: re.Pattern[str]) -> set[str]:
    """Words and letters that the pattern knows: of these its worst text is made."""
    found = {"a", "1", " ", ".", "-", "A"} | set(
        re.findall(r"\w+", re.sub(r"\\.", " ", pattern.pattern))
    )

    def collect(nodes: Any) -> None:
        word = ""
        for kind, value in nodes:
            if kind is c.LITERAL:
                word += chr(value)
                continue
            found.add(word)
            word = ""
            if kind in REPEATS:
                collect(value[2])
            elif kind is c.BRANCH:
                for branch in value[1]:
                    collect(branch)
            elif kind is c.SUBPATTERN:
                collect(value[3])
            elif kind is c.IN:
                found.update(chr(one) for kind_, one in value if kind_ is c.LITERAL)
        found.add(word)

    collect(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    return found - {""}


def may_grow(pattern: re.Pattern[str], *, bound: int) -> bool:
    """Say whether a part may repeat more often than `bound`. Without such a part, and without
    looking around, each place of a text costs at most a fixed number of steps."""
    return _may_grow(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG), bound)


def _may_grow(nodes: Any, bound: int) -> bool:
    for kind, value in nodes:
        if kind in REPEATS:
            if value[1] > bound or _may_grow(value[2], bound):
                return True
        elif kind is c.BRANCH:
            if any(_may_grow(branch, bound) for branch in value[1]):
                return True
        elif kind is c.SUBPATTERN:
            if _may_grow(value[3], bound):
                return True
        elif kind not in ONE_LETTER and kind is not c.AT:
            return True
    return False
