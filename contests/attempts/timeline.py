"""When a person started a paper, saved its answers and ended it, as the server noted it."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from contests.models import Attempt


class Timeline(NamedTuple):
    """`saves` lists each question answered with the moment of its latest save, in that order."""

    started_at: datetime
    saves: list[tuple[int, datetime]]
    finished_at: datetime | None

    @property
    def first_save(self) -> datetime | None:
        return self.saves[0][1] if self.saves else None

    @property
    def last_save(self) -> datetime | None:
        return self.saves[-1][1] if self.saves else None


def timeline_of(attempt: Attempt) -> Timeline:
    """Position 0 is the prediction; a choice taken back was saved as well."""
    saved = attempt.answers.values_list("position", "saved_at")
    return Timeline(attempt.started_at, sorted(saved, key=itemgetter(1, 0)), attempt.finished_at)
