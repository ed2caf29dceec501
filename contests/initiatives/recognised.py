"""What was recognised already and is like a text: contests ask it of works, councils of others."""

from __future__ import annotations

from collections.abc import Callable, Collection

from contests.initiatives.similar import Similar, similar_to
from contests.models import InitiativeState

_RECOGNISED = (InitiativeState.RECOGNISED, InitiativeState.SPREAD)
_MOST_LOOKED_AT = 40
# Each says what it knows to be like a title with its text; the contests' works are added so.
Source = Callable[[str, str], Collection[str]]
_sources: list[Source] = []


def recognised_like(title: str, text: str = "", *, but: Collection[int] = ()) -> list[Similar]:
    """Initiatives like it that are recognised; a person decides what that means."""
    found = similar_to(title, text, but=but, most=_MOST_LOOKED_AT)
    return [one for one in found if one.initiative.state in _RECOGNISED]


def add_source(source: Source) -> None:
    """A slice that knows other works, such as contest entries, adds its own when it is ready."""
    if source not in _sources:
        _sources.append(source)


def known_elsewhere(title: str, text: str = "") -> list[str]:
    """In words, what other slices know to be like it."""
    return [said for source in _sources for said in source(title, text)]
