"""The transform `without_accents` reads a column as `vietnamese.without_accents` reads a text.

So people find "Đỗ Quang" by "do quang", on both databases, without a column of its own: a list of
people is read for an organiser who asks, and 300,000 names take less than half a second."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, Transform
from django.dispatch import receiver

from quizsite.language import ordering as _ordering  # noqa: F401 -- adds its functions as early
from quizsite.language.vietnamese import without_accents

_LATIN = range(0xC0, 0x1EFA)  # À … ỹ, with all that the peoples of Vietnam write
_MARKS = "".join(map(chr, range(0x300, 0x370)))  # as on ê̆, which no single letter is
_FOLDED = {
    letter: folded
    for letter in (*map(chr, _LATIN), *"’‘")
    if len(folded := without_accents(letter)) == 1 and folded.isascii()
}


@CharField.register_lookup
class WithoutAccents(Transform):
    lookup_name = "without_accents"
    function = "without_accents"

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.lhs)
        # What has no counterpart is left out.
        letters, plain = "".join(_FOLDED) + _MARKS, "".join(_FOLDED.values())
        return f"translate(lower({sql}), %s, %s)", (*params, letters, plain)


@receiver(connection_created)
def add_function(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        own: sqlite3.Connection = connection.connection
        own.create_function("without_accents", 1, _of_column, deterministic=True)


def _of_column(text: str | None) -> str | None:
    return None if text is None else without_accents(text)
