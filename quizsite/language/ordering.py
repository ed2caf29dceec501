"""Puts names in the order of Vietnamese lists: a ă â … d đ …, and ngang huyền hỏi ngã sắc nặng.

People stand by the given name, then by the whole name. The order is that of Unicode's tables for
Vietnamese: letters first, tones only between equal letters. PostgreSQL has it as a collation, for
SQLite the keys below are functions. A list in Python sorts by the same keys."""

from __future__ import annotations

import sqlite3
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import BinaryField, CharField, F, Func
from django.dispatch import receiver

_LETTERS = " _-,;:!?.'\"()/&0123456789aăâbƀcdđeêfghijklmnoôơpqrstuưvwxyz"
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ", "'"))
_RANKS = {letter: n for n, letter in enumerate(_LETTERS, start=1)}
_FOREIGN = len(_LETTERS) + 1
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OTHER_MARK = 6
_QUOTES = "'" + "''" * 3 + "'"  # three apostrophes, as SQL writes them
_OF_LETTERS = {"\u0306", "\u0302", "\u031b"}  # ă, â, ơ


@lru_cache(maxsize=65_536)
def order_key(text: str) -> bytes:
    """Return what sorts a text; keys compare byte by byte."""
    letters, tones = bytearray(), bytearray()
    for c in unicodedata.normalize("NFD", text.lower().translate(_APOSTROPHES)):
        if not unicodedata.combining(c):
            rank = _RANKS.get(c)
            letters += bytes([rank]) if rank else bytes([_FOREIGN]) + c.encode()
            tones.append(1)
            base = c
        elif c in _OF_LETTERS and (rank := _RANKS.get(unicodedata.normalize("NFC", base + c))):
            letters[-1] = rank
        elif tones:
            tones[-1] = 1 + _TONES.get(c, _OTHER_MARK)
    return bytes(letters) + b"\0" + bytes(tones)


def given_name(full_name: str) -> str:
    return full_name.rpartition(" ")[2]


def person_key(full_name: str) -> tuple[bytes, bytes]:
    return order_key(given_name(full_name)), order_key(full_name)


class VietnameseOrder(Func):
    """Sorts a column as `order_key` sorts texts."""

    function = "vietnamese_order"
    output_field = BinaryField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template=f"lower(translate(%(expressions)s, '’‘ʼ', {_QUOTES}) COLLATE \"vi-x-icu\")",
        )


class GivenName(Func):
    function = "given_name"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        return self.as_sql(compiler, connection, template="split_part(%(expressions)s, ' ', -1)")


def by_person(column: str) -> tuple[Func, Func]:
    """What `order_by` takes to list people by their full names."""
    return VietnameseOrder(GivenName(F(column))), VietnameseOrder(F(column))


@receiver(connection_created)
def add_functions(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        own: sqlite3.Connection = connection.connection
        own.create_function("vietnamese_order", 1, _key_of_column, deterministic=True)
        own.create_function("given_name", 1, _given_of_column, deterministic=True)


def _key_of_column(text: str | None) -> bytes | None:
    return None if text is None else order_key(text)


def _given_of_column(text: str | None) -> str | None:
    return None if text is None else given_name(text)
