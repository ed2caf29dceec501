"""What others know to be like a work, shown beside what the sieve found; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from contests.models import Work, WorkHeading
from contests.written.sieve.texts import whole_text


@dataclass(frozen=True, slots=True)
class Hint:
    said: str
    url: str


Source = Callable[[str, str], Collection[Hint]]
_sources: list[Source] = []


def add_hint_source(source: Source) -> None:
    """A slice above, which knows initiatives, adds itself when it is ready."""
    if source not in _sources:
        _sources.append(source)


def hints_of(work: Work) -> list[Hint]:
    version = work.versions.prefetch_related("files__facts").order_by("-number").first()
    headings = WorkHeading.objects.filter(terms__round=work.round_id)
    text = whole_text(version, headings) if version is not None else ""
    return [hint for source in _sources for hint in source(work.title, text)]
