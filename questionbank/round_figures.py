"""What closed rounds found out about a question: an app above finds it, pages here show it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class RoundFigures(NamedTuple):
    """One round's figures of one wording; what too few people say is empty."""

    contest: str
    round: str
    closed_at: datetime
    revision: int  # its number
    asked: int
    share: str
    interval: str
    discrimination: str
    flags: list[str]


FiguresSource = Callable[[int, datetime], list[RoundFigures]]

_sources: list[FiguresSource] = []


def add_source(source: FiguresSource) -> None:
    """Called when apps are ready; the source is given the id of a question and the moment."""
    if source not in _sources:
        _sources.append(source)


def round_figures_of(question_id: int, *, at: datetime) -> list[RoundFigures]:
    return [one for source in _sources for one in source(question_id, at)]
