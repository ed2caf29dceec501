"""What a reader of files hands on: texts with their places, and what was found. No Django."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any

from quizsite.tables.limits import Trouble

MOST_LETTERS = 1_200_000
_LONGEST_VALUE = 300


@dataclass(slots=True)
class Facts:
    """`places` are codes such as "body", "header" or "page:3"; the parent has words for them."""

    kind: str
    pages: int | None = None
    are_pages_sure: bool = True
    seconds: int | None = None
    is_scan: bool = False
    parts: list[tuple[str, str]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    has_cleaned: bool = False
    _letters: int = 0

    def say(self, place: str, text: str) -> None:
        """Keep a text that people may read; a blank one is none."""
        text = _storable(text)
        if not text.strip():
            return
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise Trouble("too_much_text")
        self.parts.append((place, text.strip()))

    def find(self, code: str, place: str = "", value: object = "") -> None:
        """Note what a person would not expect in a work; the same thing is noted once."""
        said = _storable(str(value)).strip()[:_LONGEST_VALUE]
        one = {"code": code, "place": place, "value": said}
        if one not in self.found:
            self.found.append(one)

    def as_json(self) -> dict[str, Any]:
        whole = asdict(self)
        del whole["_letters"]
        return whole


def _storable(text: str) -> str:
    """Composed letters, as the whole site has them; no NUL or half a letter, which no database
    stores."""
    whole = text.replace("\0", "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", whole)
