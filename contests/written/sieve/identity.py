"""Finds in texts what gives the author away: names, units, numbers, addresses. Pure.

A juror who reads who wrote a work marks a person. Nothing here decides: a name in a work may be
that of the people's committee it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizsite.language.vietnamese import search_key

# Bounded pieces and no nesting, so that a hostile text costs no more than its length.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_DIGITS = re.compile(r"(?<![\w/.-])(?:\+\d{1,3}|\d)(?:[ .-]?\d){8,13}(?![\w/-])")
_PHONE = re.compile(r"(?:\+?84|0)[235789]\d{8,9}")
_CITIZEN = re.compile(r"0\d{11}")
_SIGNED = re.compile(
    r"(?:^|\n)[ \t]{0,20}(?:họ và tên|họ tên|tác giả|người viết|người dự thi|ký tên|đơn vị công tác"
    r"|đơn vị|số báo danh|điện thoại|email|thư điện tử|cccd)[ \t]{0,5}:[ \t]{0,5}([^\n]{2,120})",
    re.IGNORECASE,
)
_SHORTEST_NAME = 2  # words: a given name alone is in every text
_SHORTEST_UNIT = 3
_MOST_TRACES = 60


@dataclass(frozen=True, slots=True)
class Person:
    """An author as the form names them."""

    full_name: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """`code` is name, unit, address, phone, citizen_number or signature; `value` is as written."""

    code: str
    place: str
    value: str


def traces_in(parts: Iterable[tuple[str, str]], people: Sequence[Person]) -> list[Trace]:
    """Find every trace once in each place, in the order of the parts."""
    known = list(_known(people))
    found: dict[Trace, None] = {}
    for place, text in parts:
        for trace in _in_part(place, text, known):
            found.setdefault(trace)
            if len(found) >= _MOST_TRACES:
                return list(found)
    return list(found)


def _known(people: Sequence[Person]) -> Iterator[tuple[str, str, str]]:
    """Each thing to look for: its code, its key, and how it is told."""
    for person in people:
        name = search_key(person.full_name)
        if len(name.split()) >= _SHORTEST_NAME:
            yield "name", name, person.full_name
        for unit in person.units:
            key = search_key(unit)
            if len(key.split()) >= _SHORTEST_UNIT:
                yield "unit", key, unit


def _in_part(place: str, text: str, known: list[tuple[str, str, str]]) -> Iterator[Trace]:
    # File names join words with signs, which a search key reads as spaces.
    key = f" {search_key(text)} "
    for code, wanted, said in known:
        if f" {wanted} " in key or (place == "name" and _joined(wanted) in _joined(key)):
            yield Trace(code, place, said)
    for mail in _MAIL.findall(text):
        yield Trace("address", place, mail)
    for number in _DIGITS.findall(text):
        bare = re.sub(r"[ .-]", "", number)
        if _CITIZEN.fullmatch(bare):
            yield Trace("citizen_number", place, number)
        elif _PHONE.fullmatch(bare):
            yield Trace("phone", place, number)
    for said in _SIGNED.findall(text):
        yield Trace("signature", place, " ".join(said.split()))


def _joined(key: str) -> str:
    return key.replace(" ", "")
