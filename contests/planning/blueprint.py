"""Compares a paper's blueprint with the bank: what sections may draw, and what is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import (
    Division,
    Round,
    Section,
)
from questionbank.models import Difficulty, DrawnFrom
from questionbank.pools import left_out, pool_for

Pool = list[int]  # ids of revisions, in a stable order


@dataclass(frozen=True, slots=True)
class BlueprintProblem:
    """The bank cannot fill a section; it lacks `missing` questions."""

    message: str
    missing: int = 0


def opening_day(round: Round) -> date:
    """Return the day, in Hà Nội, on which a question's legal basis must be in force."""
    return timezone.localtime(round.opens_at).date()


def sets_of(round: Round) -> DrawnFrom:
    chosen = round.contest.question_sets.filter(is_practice=round.is_practice)
    return DrawnFrom(tuple(chosen.values_list("pk", flat=True)), is_practice=round.is_practice)


def problems_of(
    sections: Sequence[Section], *, divisions: Sequence[Division], on: date, sets: DrawnFrom
) -> list[BlueprintProblem]:
    """Name every division without questions and every section the bank cannot fill.

    The blueprint need not be stored; sections come with their axis and division."""
    return problems_with(
        sections, divisions=divisions, pools=read_pools(sections, on=on, sets=sets)
    )


def read_pools(sections: Iterable[Section], *, on: date, sets: DrawnFrom) -> list[Pool]:
    """Read, for each section, which revisions it may draw from that day, in a stable order."""
    return [
        sorted(
            pool_for(
                section.axis_id, section.difficulty, section.division.audience, on=on, sets=sets
            ).values_list("pk", flat=True)
        )
        for section in sections
    ]


def questions_left_out(
    sections: Iterable[Section], *, on: date, sets: DrawnFrom
) -> list[dict[str, str]]:
    """List published questions of the blueprint whose legal basis is not in force that day."""
    found: dict[str, dict[str, str]] = {}
    for section in sections:
        passed_over = left_out(
            section.axis_id, section.difficulty, section.division.audience, on=on, sets=sets
        )
        for item in passed_over:
            code = item.revision.question.code
            found[code] = {
                "code": code,
                "document": item.revision.document.number,
                "reason": item.reason,
            }
    return [found[code] for code in sorted(found)]


def problems_with(
    sections: Sequence[Section], *, divisions: Sequence[Division], pools: Sequence[Pool]
) -> list[BlueprintProblem]:
    if not divisions:
        return [BlueprintProblem(_("Cuộc thi chưa có bảng thi nào. Hãy thêm ít nhất một bảng."))]
    problems: list[BlueprintProblem] = []
    for division in divisions:
        asked = [
            (section, pool)
            for section, pool in zip(sections, pools, strict=True)
            if section.division_id == division.pk
        ]
        if not asked:
            problems.append(
                BlueprintProblem(
                    _("Bảng %(division)s chưa có câu hỏi nào trong ma trận đề.")
                    % {"division": division.name}
                )
            )
        problems += [_problem(shortage) for shortage in shortages(asked)]
    return problems


@dataclass(frozen=True, slots=True)
class Shortage:
    """Other sections of the paper may take `taken` of the `have` questions first."""

    section: Section
    have: int
    taken: int
    missing: int


def shortages(asked: Sequence[tuple[Section, Pool]]) -> list[Shortage]:
    """Find sections of one division, each given with its pool, that a draw might leave short.

    A paper is drawn from the smallest pool to the largest, no question twice. Suppose all
    sections before one take the most they can of the questions they share with it. If each
    section then still finds enough, any draw succeeds. Pools of one size come in any order."""
    pools = [(section, frozenset(pool)) for section, pool in asked]
    found = []
    for section, own in pools:
        before = [
            (pool, other.count)
            for other, pool in pools
            if other is not section and len(pool) <= len(own)
        ]
        taken = _most_taken(own, before)
        missing = section.count - (len(own) - taken)
        if missing > 0:
            found.append(Shortage(section, have=len(own), taken=taken, missing=missing))
    return found


def _most_taken(own: frozenset[int], others: Collection[tuple[frozenset[int], int]]) -> int:
    return sum(min(count, len(own & pool)) for pool, count in others)


def _problem(shortage: Shortage) -> BlueprintProblem:
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
    return BlueprintProblem(message=message % facts, missing=shortage.missing)


def difficulty_words(difficulty: str) -> str:
    return Difficulty(difficulty).label.lower() if difficulty else _("bất kỳ")
