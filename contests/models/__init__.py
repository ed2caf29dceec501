"""Facts of a contest: what is announced (contest, division, round, section) and what people do
(entry, attempt, answer)."""

from contests.models.announced import (
    CONTEST_MOVES,
    ROUND_MOVES,
    AttemptPolicy,
    Contest,
    ContestOrganiser,
    ContestState,
    Division,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    Round,
    RoundKind,
    RoundPhase,
    RoundState,
    Section,
    TieCriterion,
)
from contests.models.old_events import ContestEvent as _ContestEvent  # noqa: F401 -- its table
from contests.models.taken import (
    ATTEMPT_MOVES,
    Answer,
    Attempt,
    AttemptState,
    Entry,
    SaveRefusal,
    time_used_ms,
)

__all__ = [
    "ATTEMPT_MOVES",
    "CONTEST_MOVES",
    "ROUND_MOVES",
    "Answer",
    "Attempt",
    "AttemptPolicy",
    "AttemptState",
    "Contest",
    "ContestOrganiser",
    "ContestState",
    "Division",
    "Entry",
    "PredictionScope",
    "PredictionTarget",
    "Recognised",
    "ResultDetail",
    "Round",
    "RoundKind",
    "RoundPhase",
    "RoundState",
    "SaveRefusal",
    "Section",
    "TieCriterion",
    "time_used_ms",
]
