"""A health check: a level, what it is about, the figure, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from quizsite.language import moments


class Level(IntEnum):
    GOOD = 0
    WATCH = 1
    BAD = 2

    @property
    def word(self) -> str:
        return [_("Tốt"), _("Cần để ý"), _("Sự cố")][self]

    @property
    def mark(self) -> str:
        return "✓⚠✕"[self]

    @property
    def style(self) -> str:
        return ("good", "watch", "bad")[self]


@dataclass(frozen=True)
class HealthCheck:
    """The page shows `todo` only if the level is not good."""

    level: Level
    title: str
    figure: str
    meaning: str = ""
    todo: str = ""


def overall(checks: Sequence[HealthCheck]) -> HealthCheck:
    """Say in one sentence how bad the worst check is, and name the checks that are so bad."""
    level = max((check.level for check in checks), default=Level.BAD)
    named = moments.listed([check.title for check in checks if check.level is level] or [""])
    said = [
        _("Mọi thứ bình thường."),
        _("Cần để ý: %(what)s.") % {"what": named},
        _("Có sự cố: %(what)s.") % {"what": named},
    ][level]
    return HealthCheck(level, said, "")


def level_of(value: float | None, *, watch: float, bad: float) -> Level:
    if value is None or value <= watch:
        return Level.GOOD
    return Level.WATCH if value <= bad else Level.BAD
