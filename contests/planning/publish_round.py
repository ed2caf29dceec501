"""Publishes a round: compares its blueprint with the bank and freezes its pools.

After this the round's rules do not change; people take what was published."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import (
    ROUND_MOVES,
    ContestState,
    Division,
    Round,
    RoundState,
    Section,
    TieCriterion,
)
from contests.planning.blueprint import (
    opening_day,
    problems_with,
    questions_left_out,
    read_pools,
    sets_of,
)
from contests.planning.reuse import (
    Reuse,
    decide,
    keep_apart,
    questions_passed_over,
    shared_pools,
)
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class RoundNotDraft(ContestRefusal):
    code = "round_not_draft"


class RoundNotReady(ContestRefusal):
    """It says what is missing; `detail["problems"]` has one sentence for each problem."""

    code = "round_not_ready"


@transaction.atomic
def publish_round(
    round: Round, *, by: User | None, at: datetime, reuse: Reuse | None = None, reason: str = ""
) -> Round:
    """Check the blueprint, freeze the pools, seal the lots; refuse a round that is not ready.

    `reuse` decides what becomes of questions that other rounds ask or asked."""
    if RoundState.PUBLISHED not in ROUND_MOVES[RoundState(round.state)]:
        raise _not_draft(round)
    seed = secrets.token_hex(32)
    # The update comes first, so that two organisers who publish at once come one after the
    # other; so do one who publishes and another who saves the form.
    won = Round.objects.filter(pk=round.pk, state=RoundState.DRAFT).update(
        state=RoundState.PUBLISHED,
        published_at=at,
        lots_seed=seed,
        lots_commitment=hashlib.sha256(seed.encode()).hexdigest(),
    )
    if not won:
        raise _not_draft(round)
    round.refresh_from_db()
    facts = _freeze_pools(round, at=at, reuse=reuse, reason=reason)
    record(
        about_round(round),
        kind=AuditKind.PUBLISHED,
        by=organiser(by),
        at=at,
        after={"lots_commitment": round.lots_commitment, **facts},
        reason=reason.strip(),
    )
    return round


def _freeze_pools(
    round: Round, *, at: datetime, reuse: Reuse | None, reason: str
) -> dict[str, Any]:
    """Store what each section may draw, and return what the contest's history keeps of it."""
    sections, on, sets = list(round.sections.in_words()), opening_day(round), sets_of(round)
    shared = shared_pools(round, sections, read_pools(sections, on=on, sets=sets), at=at)
    decided = decide(round, shared, reuse=reuse, reason=reason)
    pools = keep_apart(sections, decided)
    divisions = list(Division.objects.filter(contest_id=round.contest_id))
    problems = readiness_problems(round, at=at) + [
        problem.message for problem in problems_with(sections, divisions=divisions, pools=pools)
    ]
    if problems:
        raise RoundNotReady(
            _("Chưa công bố được kỳ thi. %(problems)s") % {"problems": " ".join(problems)},
            problems=problems,
        )
    for section, pool in zip(sections, pools, strict=True):
        section.pool = pool
    Section.objects.bulk_update(sections, ["pool"])
    round.left_out = [
        *questions_left_out(sections, on=on, sets=sets),
        *questions_passed_over(shared, decided, pools),
    ]
    round.save(update_fields=["left_out"])
    return {
        "pools": {str(section.pk): len(section.pool) for section in sections},
        "left_out": len(round.left_out),
        "reuse": reuse,
        "in_use": sum(len(one.in_use) for one in shared),
        "seen": sum(len(one.seen) for one in shared),
    }


def readiness_problems(round: Round, *, at: datetime) -> list[str]:
    """Say what is wrong with the round's own settings, apart from the bank."""
    problems = []
    if round.contest.state != ContestState.PUBLISHED:
        problems.append(_("Hãy công bố cuộc thi trước khi công bố kỳ thi."))
    if round.closes_at <= at:
        problems.append(_("Thời gian thi đã qua. Hãy chọn lại giờ mở và giờ đóng."))
    if not round.is_practice and not round.tie_chain:
        problems.append(_("Hãy chọn ít nhất một tiêu chí xếp hạng."))
    if TieCriterion.PREDICTION in round.tie_chain and not round.has_prediction:
        problems.append(_("Thứ tự xếp hạng có tiêu chí dự đoán nhưng kỳ thi không có câu dự đoán."))
    return problems


def _not_draft(round: Round) -> RoundNotDraft:
    return RoundNotDraft(_("%(round)s đã được công bố.") % {"round": round.title})
