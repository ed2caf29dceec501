"""Publishing a round: its recipe is held against the bank, its pools are frozen.

After this the round's rules do not change; what was published is what people take."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import (
    ROUND_MOVES,
    ContestEvent,
    ContestState,
    Division,
    Round,
    RoundState,
    Section,
    TieCriterion,
)
from contests.rules import ContestRefusal
from questionbank.models import Difficulty
from questionbank.pools import left_out, pool_for
from quizsite.accounts.models import User


class RoundNotDraft(ContestRefusal):
    code = "round_not_draft"


class RoundNotReady(ContestRefusal):
    """Says what is missing; `detail["problems"]` has one sentence each."""

    code = "round_not_ready"


@dataclass(frozen=True, slots=True)
class RecipeProblem:
    """What the bank cannot give; `missing` questions are lacking."""

    message: str
    missing: int = 0


def opening_day(round_: Round) -> date:
    """The day, in Hà Nội, on which a question's legal basis must be in force."""
    return timezone.localtime(round_.opens_at).date()


def recipe_problems(round_: Round) -> list[RecipeProblem]:
    """Every division without questions and every section the bank cannot fill, in words."""
    return problems_of(
        list(round_.sections.in_words()),
        divisions=list(Division.objects.filter(contest_id=round_.contest_id)),
        on=opening_day(round_),
    )


def problems_of(
    sections: Sequence[Section], *, divisions: Sequence[Division], on: date
) -> list[RecipeProblem]:
    """The same for a recipe not yet stored; sections come with their axis and division."""
    return _problems(sections, divisions=divisions, pools=read_pools(sections, on=on))


def read_pools(sections: Iterable[Section], *, on: date) -> list[list[int]]:
    """For each section the revisions it may draw from on that day, in a stable order."""
    return [
        sorted(
            pool_for(
                section.axis_id, section.difficulty, section.division.audience, on=on
            ).values_list("pk", flat=True)
        )
        for section in sections
    ]


@transaction.atomic
def publish_round(round_: Round, *, by: User | None, at: datetime) -> Round:
    """Check the recipe, freeze the pools, seal the lots; a round that is not ready is refused."""
    if RoundState.PUBLISHED not in ROUND_MOVES[RoundState(round_.state)]:
        raise _not_draft(round_)
    seed = secrets.token_hex(32)
    # First of all, so that two organisers publishing at once, or one publishing while another
    # saves the form, come one after the other.
    won = Round.objects.filter(pk=round_.pk, state=RoundState.DRAFT).update(
        state=RoundState.PUBLISHED,
        published_at=at,
        lots_seed=seed,
        lots_commitment=hashlib.sha256(seed.encode()).hexdigest(),
    )
    if not won:
        raise _not_draft(round_)
    round_.refresh_from_db()
    sections = list(round_.sections.in_words())
    on = opening_day(round_)
    pools = read_pools(sections, on=on)
    divisions = list(Division.objects.filter(contest_id=round_.contest_id))
    problems = readiness_problems(round_, at=at) + [
        problem.message for problem in _problems(sections, divisions=divisions, pools=pools)
    ]
    if problems:
        raise RoundNotReady(
            _("Chưa công bố được kỳ thi. %(problems)s") % {"problems": " ".join(problems)},
            problems=problems,
        )
    for section, pool in zip(sections, pools, strict=True):
        section.pool = pool
    Section.objects.bulk_update(sections, ["pool"])
    round_.left_out = questions_left_out(sections, on=on)
    round_.save(update_fields=["left_out"])
    ContestEvent.objects.create(
        contest=round_.contest,
        round=round_,
        kind=ContestEvent.Kind.PUBLISHED,
        by=by,
        at=at,
        detail={
            "lots_commitment": round_.lots_commitment,
            "pools": {str(section.pk): len(section.pool) for section in sections},
            "left_out": len(round_.left_out),
        },
    )
    return round_


def readiness_problems(round_: Round, *, at: datetime) -> list[str]:
    """What is wrong with the round's own settings, apart from the bank."""
    problems = []
    if round_.contest.state != ContestState.PUBLISHED:
        problems.append(_("Hãy công bố cuộc thi trước khi công bố kỳ thi."))
    if round_.closes_at <= at:
        problems.append(_("Thời gian thi đã qua. Hãy chọn lại giờ mở và giờ đóng."))
    if not round_.is_practice and not round_.tie_chain:
        problems.append(_("Hãy chọn ít nhất một tiêu chí xếp hạng."))
    if TieCriterion.PREDICTION in round_.tie_chain and not round_.has_prediction:
        problems.append(_("Thứ tự xếp hạng có tiêu chí dự đoán nhưng kỳ thi không có câu dự đoán."))
    return problems


def questions_left_out(sections: Iterable[Section], *, on: date) -> list[dict[str, str]]:
    """Published questions the recipe would reach whose legal basis is not in force that day."""
    found: dict[str, dict[str, str]] = {}
    for section in sections:
        passed_over = left_out(
            section.axis_id, section.difficulty, section.division.audience, on=on
        )
        for item in passed_over:
            code = item.revision.question.code
            found[code] = {
                "code": code,
                "document": item.revision.document.number,
                "reason": item.reason,
            }
    return [found[code] for code in sorted(found)]


def _not_draft(round_: Round) -> RoundNotDraft:
    return RoundNotDraft(_("%(round)s đã được công bố.") % {"round": round_.title})


def _problems(
    sections: Sequence[Section], *, divisions: Sequence[Division], pools: Sequence[list[int]]
) -> list[RecipeProblem]:
    if not divisions:
        return [RecipeProblem(_("Cuộc thi chưa có bảng thi nào. Hãy thêm ít nhất một bảng."))]
    problems: list[RecipeProblem] = []
    for division in divisions:
        asked = [
            (section, pool)
            for section, pool in zip(sections, pools, strict=True)
            if section.division_id == division.pk
        ]
        if not asked:
            problems.append(
                RecipeProblem(
                    _("Bảng %(division)s chưa có câu hỏi nào trong ma trận đề.")
                    % {"division": division.name}
                )
            )
        problems += [_problem(shortage) for shortage in shortages(asked)]
    return problems


@dataclass(frozen=True, slots=True)
class Shortage:
    """`taken`: how many of the `have` questions other sections of the paper may take first."""

    section: Section
    have: int
    taken: int
    missing: int


def shortages(asked: Sequence[tuple[Section, list[int]]]) -> list[Shortage]:
    """Sections of one division, each with its pool, that a draw might leave short.

    A paper is dealt from the smallest pool to the largest and no question twice. If every
    section still finds enough after all those before it took the most they can from what they
    share, any draw succeeds. Pools of one size may come in either order."""
    piles = [(section, frozenset(pool)) for section, pool in asked]
    found = []
    for section, own in piles:
        before = [
            (pool, other.count)
            for other, pool in piles
            if other is not section and len(pool) <= len(own)
        ]
        taken = _most_taken(own, before)
        missing = section.count - (len(own) - taken)
        if missing > 0:
            found.append(Shortage(section, have=len(own), taken=taken, missing=missing))
    return found


def _most_taken(own: frozenset[int], others: Collection[tuple[frozenset[int], int]]) -> int:
    return sum(min(count, len(own & pool)) for pool, count in others)


def _problem(shortage: Shortage) -> RecipeProblem:
    section = shortage.section
    facts = {
        "axis": section.axis.name,
        "level": difficulty_words(section.difficulty),
        "division": section.division.name,
        "count": section.count,
        "have": shortage.have,
        "taken": shortage.taken,
        "n": shortage.missing,
    }
    if not shortage.taken:
        message = _(
            "Trục “%(axis)s”, mức độ %(level)s, bảng %(division)s: cần %(count)d câu, "
            "ngân hàng có %(have)d câu, thiếu %(n)d câu."
        )
    else:
        message = _(
            "Trục “%(axis)s”, mức độ %(level)s, bảng %(division)s: cần %(count)d câu, "
            "ngân hàng có %(have)d câu nhưng các ô khác cùng trục có thể rút mất %(taken)d câu, "
            "thiếu %(n)d câu."
        )
    return RecipeProblem(message=message % facts, missing=shortage.missing)


def difficulty_words(difficulty: str) -> str:
    return Difficulty(difficulty).label.lower() if difficulty else _("bất kỳ")
