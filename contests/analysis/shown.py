"""What organisers read of a round's analysis now: a figure waits as long as the key does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contests.analysis import words
from contests.analysis.flags import FlagKind, trouble_of
from contests.analysis.limits import SMALL
from contests.attempts.withheld_keys import Withheld, withheld_in_papers
from contests.models import QuestionFigures, Round, RoundAnalysis
from quizsite.language.moments import number, span

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """Figures of one question for one group of people, in words."""

    figures: Figures

    @property
    def asked(self) -> int:
        found: int = self.figures["asked"]
        return found

    @property
    def has_share(self) -> bool:
        return "right" in self.figures

    @property
    def is_small(self) -> bool:
        return self.asked < SMALL

    @property
    def share(self) -> str:
        return words.share(self.figures["right"], self.asked)

    @property
    def interval(self) -> str:
        return words.interval(self.figures)

    @property
    def bar(self) -> str:
        return f"{100 * self.figures['right'] / self.asked:.2f}"

    @property
    def blank(self) -> str:
        return words.share(self.figures["blank"], self.asked)

    @property
    def r(self) -> str:
        return words.correlation(self.figures["r"][0]) if "r" in self.figures else ""

    @property
    def time(self) -> str:
        found = self.figures.get("time")
        return span(round(found["median"])) if found else ""


@dataclass(frozen=True, slots=True)
class Line(Described):
    """One question. While its key is withheld only how often it was asked is told, and that
    something looks wrong with it: neither the key nor its difficulty."""

    stored: QuestionFigures
    withheld: Withheld | None

    @property
    def revision(self) -> Any:
        return self.stored.revision

    @property
    def flags(self) -> list[tuple[str, str]]:
        """Name and kind of each flag that may be told."""
        kinds = [FlagKind(one["kind"]) for one in self.figures.get("flags", ())]
        told = [one for one in kinds if self.withheld is None or one in words.SAID_EARLY]
        return [(str(one), str(words.FLAG_NAMES[one])) for one in told]

    @property
    def trouble(self) -> int:
        """What may be told of it; the place of a line must not tell the rest."""
        return trouble_of([{"kind": kind} for kind, _name in self.flags])

    @property
    def is_in_doubt(self) -> bool:
        return any(kind in {*words.SAID_EARLY, FlagKind.NEGATIVE} for kind, _name in self.flags)

    @property
    def sentences(self) -> list[str]:
        if self.withheld is not None:
            return []
        return [words.flag_sentence(one) for one in self.figures.get("flags", ())]

    @property
    def exposed(self) -> str:
        return number(self.figures["exposed"])


def lines_of(analysis: RoundAnalysis, *, at: datetime) -> list[Line]:
    """All questions of the analysis, those in trouble first."""
    stored = list(analysis.questions.select_related("revision__question__axis"))
    withheld = withheld_in_papers([one.revision_id for one in stored], round=analysis.round, at=at)
    lines = [Line(one.figures, one, withheld.get(one.revision_id)) for one in stored]
    return sorted(lines, key=lambda one: (-one.trouble, one.withheld is not None, one.stored.pk))


def hardest_first(lines: Sequence[Line]) -> list[Line]:
    """Those whose share is not told come last, as they were."""

    def order(one: Line) -> tuple[bool, float]:
        told = one.withheld is None and one.has_share
        return not told, one.figures["right"] / one.asked if told else 0

    return sorted(lines, key=order)


def analysis_of(round: Round) -> RoundAnalysis | None:
    return RoundAnalysis.objects.select_related("round__contest").filter(round=round).first()
