"""Tells the bank what closed rounds found out about a question."""

from datetime import datetime

from contests.analysis.flags import FlagKind
from contests.analysis.shown import Described
from contests.analysis.words import FLAG_NAMES
from contests.attempts.rules import is_over
from contests.models import QuestionFigures
from questionbank.round_figures import RoundFigures


def figures_of_question(question_id: int, at: datetime) -> list[RoundFigures]:
    """The newest round first; rehearsals know nothing of real people."""
    stored = (
        QuestionFigures.objects.filter(
            revision__question=question_id, analysis__round__contest__is_rehearsal=False
        )
        .select_related("analysis__round__contest", "revision")
        .order_by("-analysis__round__closes_at", "-revision__number")
    )
    return [_told(one) for one in stored if is_over(one.analysis.round, at=at)]


def _told(one: QuestionFigures) -> RoundFigures:
    round, said = one.analysis.round, Described(one.figures)
    return RoundFigures(
        contest=round.contest.title,
        round=round.title,
        closed_at=round.ends_at,
        revision=one.revision.number,
        asked=said.asked,
        share=said.share if said.has_share else "",
        interval=said.interval if said.has_share else "",
        discrimination=said.r,
        flags=[str(FLAG_NAMES[FlagKind(flag["kind"])]) for flag in one.figures["flags"]]
        if said.has_share
        else [],
    )
