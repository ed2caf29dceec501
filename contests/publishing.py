"""Publishing a round: its recipe is held against the bank, its pools are frozen.

After this the round's rules do not change; what was published is what people take."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
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
from questionbank.bank import left_out, pool_for
from questionbank.models import Difficulty
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
    section_id: int | None = None


def opening_day(round_: Round) -> date:
    """The day, in Hà Nội, on which a question's legal basis must be in force."""
    return timezone.localtime(round_.opens_at).date()


def recipe_problems(round_: Round) -> list[RecipeProblem]:
    """Every division without questions and every section the bank cannot fill, in words."""
    sections = list(round_.sections.in_words())
    return _problems(round_, sections, read_pools(sections, on=opening_day(round_)))


def read_pools(sections: Iterable[Section], *, on: date) -> dict[int, list[int]]:
    """Section id → ids of the revisions it may draw from on that day, in a stable order."""
    return {
        section.pk: sorted(
            pool_for(
                section.axis_id, section.difficulty, section.division.audience, on=on
            ).values_list("pk", flat=True)
        )
        for section in sections
    }


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
    problems = readiness_problems(round_, at=at) + [
        problem.message for problem in _problems(round_, sections, pools)
    ]
    if problems:
        raise RoundNotReady(
            _("Chưa công bố được kỳ thi. %(problems)s") % {"problems": " ".join(problems)},
            problems=problems,
        )
    for section in sections:
        section.pool = pools[section.pk]
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
    round_: Round, sections: list[Section], pools: dict[int, list[int]]
) -> list[RecipeProblem]:
    by_division: dict[int, list[Section]] = defaultdict(list)
    for section in sections:
        by_division[section.division_id].append(section)
    divisions = list(Division.objects.filter(contest_id=round_.contest_id))
    if not divisions:
        return [RecipeProblem(_("Cuộc thi chưa có bảng thi nào. Hãy thêm ít nhất một bảng."))]
    problems: list[RecipeProblem] = []
    for division in divisions:
        asked = by_division[division.pk]
        if not asked:
            problems.append(
                RecipeProblem(
                    _("Bảng %(division)s chưa có câu hỏi nào trong ma trận đề.")
                    % {"division": division.name}
                )
            )
        problems += [
            _problem(section, have=len(pools[section.pk]), taken=taken, missing=missing)
            for section, taken, missing in shortages(asked, pools)
        ]
    return problems


def shortages(
    sections: list[Section], pools: dict[int, list[int]]
) -> list[tuple[Section, int, int]]:
    """(section, questions earlier sections may take from it, questions then missing).

    A paper is dealt from the smallest pool to the largest and no question twice. If every
    section still finds enough after all those before it took the most they can from what they
    share, any draw succeeds. Pools of one size may come in either order."""
    sets = {section.pk: frozenset(pools[section.pk]) for section in sections}
    found = []
    for section in sections:
        own = sets[section.pk]
        taken = _most_taken(
            own,
            [
                (sets[other.pk], other.count)
                for other in sections
                if other is not section and len(sets[other.pk]) <= len(own)
            ],
        )
        missing = section.count - (len(own) - taken)
        if missing > 0:
            found.append((section, taken, missing))
    return found


def _most_taken(own: frozenset[int], others: Collection[tuple[frozenset[int], int]]) -> int:
    return sum(min(count, len(own & pool)) for pool, count in others)


def _problem(section: Section, *, have: int, taken: int, missing: int) -> RecipeProblem:
    where = _("Trục “%(axis)s”, mức độ %(difficulty)s, bảng %(division)s") % {
        "axis": section.axis.name,
        "difficulty": difficulty_words(section.difficulty),
        "division": section.division.name,
    }
    facts = {"where": where, "count": section.count, "have": have, "n": missing, "taken": taken}
    if not taken:
        message = _("%(where)s: cần %(count)d câu, ngân hàng có %(have)d câu, thiếu %(n)d câu.")
    else:
        message = _(
            "%(where)s: cần %(count)d câu, ngân hàng có %(have)d câu nhưng các ô khác cùng trục "
            "có thể rút mất %(taken)d câu, thiếu %(n)d câu."
        )
    return RecipeProblem(message=message % facts, missing=missing, section_id=section.pk)


def difficulty_words(difficulty: str) -> str:
    return Difficulty(difficulty).label.lower() if difficulty else _("bất kỳ")
