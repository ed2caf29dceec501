"""Reads names of units, and queries for them, as words with the titles told apart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from quizsite.language.spelling import arabic
from quizsite.language.vietnamese import search_key

Words = tuple[str, ...]

TITLES: tuple[Words, ...] = (
    ("thanh", "pho"),
    ("thi", "xa"),
    ("thi", "tran"),
    ("dac", "khu"),
    ("phuong",),
    ("xa",),
    ("quan",),
    ("huyen",),
    ("tinh",),
)
# A letter of these that stands before another word is the title of a place.
_LETTERS: dict[str, Words] = {
    "p": ("phuong",),
    "x": ("xa",),
    "q": ("quan",),
    "h": ("huyen",),
    "tp": ("thanh", "pho"),
    "tx": ("thi", "xa"),
}
_OFFICES: dict[Words, str] = {
    ("uy", "ban", "nhan", "dan"): "ubnd",
    ("hoi", "dong", "nhan", "dan"): "hdnd",
}
_COMMITTEE = "ubnd"
_MOST_MEANINGS = 6  # of each phrase two would double them all
# What people call an office is often not what its name says.
_MEANINGS: tuple[tuple[Words, Words], ...] = (
    (("bo", "phan", "mot", "cua"), ("hanh", "chinh", "cong")),
    (("bo", "phan", "1", "cua"), ("hanh", "chinh", "cong")),
    (("mot", "cua"), ("hanh", "chinh", "cong")),
    (("1", "cua"), ("hanh", "chinh", "cong")),
    (("tt",), ("trung", "tam")),
    (("tt",), ("thi", "tran")),
    (("ca",), ("cong", "an")),
    (("th",), ("tieu", "hoc")),
    (("mn",), ("mam", "non")),
    (("vp",), ("van", "phong")),
    (("bql",), ("ban", "quan", "ly")),
    (("hn",), ("ha", "noi")),
    (("hcm",), ("ho", "chi", "minh")),
)
# Many places have such an office that is no unit of its own; its people belong to the place.
_LOCAL_OFFICES: tuple[Words, ...] = (
    ("cong", "an"),
    ("ca",),
    ("dang", "uy"),
    ("hdnd",),
    ("ubnd",),
    ("mttq",),
    ("mat", "tran", "to", "quoc"),
    ("tram", "y", "te"),
    ("doan", "thanh", "nien"),
    ("hoi", "phu", "nu"),
    ("hoi", "nong", "dan"),
    ("hoi", "cuu", "chien", "binh"),
    ("to", "dan", "pho"),
)


class Titled(NamedTuple):
    """Words with the title in front of them, if there is one: "phuong" and ("ba", "dinh")."""

    title: str
    rest: Words


def name_words(text: str) -> Words:
    """Return the words of a name or a query in one spelling: "P. Mỹ Đình II" → phuong my dinh 2."""
    words = search_key(text).split()
    last = len(words) - 1
    whole = chain.from_iterable(
        _LETTERS.get(word, (arabic(word),)) if at < last else (arabic(word),)
        for at, word in enumerate(words)
    )
    said = tuple(whole)
    for long, short in _OFFICES.items():
        said = _replaced(said, long, (short,)) or said
    return said


def titled(words: Words) -> Titled:
    """Take the committee and the title off the front, if a name is left."""
    rest = words[1:] if words[:1] == (_COMMITTEE,) and len(words) > 1 else words
    for title in TITLES:
        if rest[: len(title)] == title and len(rest) > len(title):
            return Titled(" ".join(title), rest[len(title) :])
    return Titled("", rest)


def meanings(words: Words) -> list[Words]:
    """Put in place of what people say what a name may say, one phrase after another."""
    found: list[Words] = []
    for said, meant in _MEANINGS:
        for before in (words, *found[:_MOST_MEANINGS]):
            after = _replaced(before, said, meant)
            if after and after not in found:
                found.append(after)
    return found[:_MOST_MEANINGS]


def of_the_place(words: Words) -> list[Words]:
    """Leave a local office out: "cong an phuong lang" → "phuong lang"."""
    found: list[Words] = []
    for office in _LOCAL_OFFICES:
        rest = words[len(office) :]
        if words[: len(office)] == office and rest:
            found.append(rest)
    starts = [
        at
        for at in range(1, len(words) - 1)
        for title in TITLES
        if words[at : at + len(title)] == title
    ]
    found += [words[at:] for at in starts]
    return found


def initials(words: Sequence[str]) -> str:
    """Return the first letters; the word for "and" has none."""
    return "".join(word[0] for word in words if word != "va")


def _replaced(words: Words, said: Words, meant: Words) -> Words | None:
    for at in range(len(words) - len(said) + 1):
        if words[at : at + len(said)] == said:
            return (*words[:at], *meant, *words[at + len(said) :])
    return None
