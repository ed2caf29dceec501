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
    kinds_in,
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
from contests.planning.tie_chains import NO_EXACT_WORDS
from contests.planning.times import doubts_about
from contests.regulation.predictions import is_prediction_ranked
from contests.regulation.versions import announce_if_new
from contests.rules import ContestRefusal
from contests.schedule import result_due
from contests.subjects import about_round, organiser
from questionbank.authoring.known_kinds import unknown_kinds_in_words
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


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

    `reuse` decides what becomes of questions that other rounds ask or asked. The page has asked
    about what `doubts_about` finds; the trail keeps it."""
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
        after={
            "lots_commitment": round.lots_commitment,
            **facts,
            **({"doubts": doubts} if (doubts := [*map(str, doubts_about(round, at=at))]) else {}),
        },
        reason=visible(reason),
    )
    announce_if_new(round.contest, by=by, at=at)
    return round


def _freeze_pools(
    round: Round, *, at: datetime, reuse: Reuse | None, reason: str
) -> dict[str, Any]:
    """Store what each section may draw, and return what the contest's history keeps of it."""
    sections, on, sets = list(round.sections.in_words()), opening_day(round), sets_of(round)
    shared = shared_pools(round, sections, read_pools(sections, on=on, sets=sets), at=at)
    decided = decide(round, shared, reuse=reuse, reason=reason)
    pools = keep_apart(sections, decided)
    kinds = kinds_in(pools)
    divisions = list(Division.objects.filter(contest_id=round.contest_id))
    problems = readiness_problems(round, at=at) + [
        problem.message for problem in problems_with(sections, divisions=divisions, pools=pools)
    ]
    if unknown := unknown_kinds_in_words(kinds):
        problems.append(unknown)
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
    round.question_kinds = kinds
    round.save(update_fields=["left_out", "question_kinds"])
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
    if is_prediction_ranked(round.tie_chain) and not round.has_prediction:
        problems.append(_("Thứ tự xếp hạng có tiêu chí dự đoán nhưng kỳ thi không có câu dự đoán."))
    if TieCriterion.EXACT in round.tie_chain and round.asks_words:
        problems.append(str(NO_EXACT_WORDS))
    if round.has_points and round.points_scale:
        problems.append(
            _("Kỳ thi tính điểm theo từng phần nên không dùng thang điểm. Hãy bỏ một trong hai.")
        )
    due = result_due(round)
    if due is not None and due <= round.closes_at:
        problems.append(
            _(
                "Thể lệ hẹn công bố kết quả trước %(hour)s trong ngày kỳ thi đóng, mà kỳ thi đóng "
                "muộn hơn giờ đó. Hãy đổi giờ đóng."
            )
            % {"hour": f"{round.contest.result_by:%H:%M}"}
        )
    return problems + _fields_that_differ(round) + _sources_not_over(round)


def _sources_not_over(round: Round) -> list[str]:
    """The list of who qualified is written from final results, before this round opens."""
    if not round.qualify_scope:
        return []
    sources = Round.objects.ranked().filter(
        contest=round.contest_id, number__in=round.qualify_from or (), closes_at__lte=round.opens_at
    )
    if sources.count() == len(round.qualify_from or ()) > 0:
        return []
    return [
        _(
            "Kỳ này chỉ dành cho người đứng đầu các kỳ trước: các kỳ đó phải được công bố và đóng "
            "trước khi kỳ này mở."
        )
    ]


def _fields_that_differ(round: Round) -> list[str]:
    """A person chooses a field once for the whole contest, so each round offers the same ones."""
    used = Section.objects.filter(round__contest=round.contest_id).exclude(field="")
    earlier = set(used.exclude(round__state=RoundState.DRAFT).values_list("division", "field"))
    own = set(used.filter(round=round.pk).values_list("division", "field"))
    divisions = {pk for pk, _field in earlier} & {pk for pk, _field in own}
    if any(
        {field for pk, field in own if pk == division}
        != {field for pk, field in earlier if pk == division}
        for division in divisions
    ):
        return [_("Các lĩnh vực phải ghi giống hệt các kỳ đã công bố của cuộc thi.")]
    return []


def _not_draft(round: Round) -> RoundNotDraft:
    return RoundNotDraft(_("%(round)s đã được công bố.") % {"round": round.title})
