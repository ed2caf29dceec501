"""Facts of a contest: what is announced (contest, division, round, section) and what people do
(entry, attempt, answer)."""

from contests.models.announced import (
    CONTEST_MOVES,
    ROUND_MOVES,
    AttemptPolicy,
    Contest,
    ContestEvent,
    ContestOrganiser,
    ContestState,
    Division,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    Round,
    RoundPhase,
    RoundState,
    Section,
    TieCriterion,
)
from contests.models.taken import ATTEMPT_MOVES, Answer, Attempt, AttemptState, Entry

__all__ = [
    "ATTEMPT_MOVES",
    "CONTEST_MOVES",
    "ROUND_MOVES",
    "Answer",
    "Attempt",
    "AttemptPolicy",
    "AttemptState",
    "Contest",
    "ContestEvent",
    "ContestOrganiser",
    "ContestState",
    "Division",
    "Entry",
    "PredictionScope",
    "PredictionTarget",
    "Recognised",
    "ResultDetail",
    "Round",
    "RoundPhase",
    "RoundState",
    "Section",
    "TieCriterion",
]
