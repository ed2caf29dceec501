"""Compares a paper's blueprint with the bank: what sections may draw, and what is missing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import (
    Division,
    Round,
    RoundState,
    Section,
)
from contests.paper_sizes import count_of, fields_in, worth_of_field
from contests.points import hundredths_words
from questionbank.models import Difficulty, DrawnFrom, Revision
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
    """The round's own sets; its contest's if it names none."""
    own = round.question_sets.values_list("pk", flat=True) if round.pk else ()
    return drawn_from(round, own)


def drawn_from(round: Round, chosen: Iterable[int]) -> DrawnFrom:
    """The sets `chosen` for the round, or its contest's if none is."""
    ids = tuple(chosen)
    if not ids:
        of_contest = round.contest.question_sets.filter(is_practice=round.is_practice)
        ids = tuple(of_contest.values_list("pk", flat=True))
    return DrawnFrom(ids, is_practice=round.is_practice)


def _sets_for(section: Section, sets: DrawnFrom) -> DrawnFrom:
    named = section.question_set_id
    return DrawnFrom((named,), is_practice=sets.is_practice) if named else sets


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
                section.axis_id,
                section.difficulty,
                section.division.audience,
                on=on,
                sets=_sets_for(section, sets),
            ).values_list("pk", flat=True)
        )
        for section in sections
    ]


def kinds_in(pools: Iterable[Iterable[int]]) -> list[str]:
    asked = Revision.objects.filter(pk__among={pk for pool in pools for pk in pool})
    return sorted(asked.order_by().values_list("kind", flat=True).distinct())


def kinds_asked(round: Round, sections: Iterable[Section]) -> list[str]:
    """Say which kinds of question a round asks; a draft those that the bank would give it now."""
    if round.state != RoundState.DRAFT:
        return round.question_kinds or []
    return kinds_in(read_pools(sections, on=opening_day(round), sets=sets_of(round)))


def questions_left_out(
    sections: Iterable[Section], *, on: date, sets: DrawnFrom
) -> list[dict[str, str]]:
    """List published questions of the blueprint whose legal basis is not in force that day."""
    found: dict[str, dict[str, str]] = {}
    for section in sections:
        passed_over = left_out(
            section.axis_id,
            section.difficulty,
            section.division.audience,
            on=on,
            sets=_sets_for(section, sets),
        )
        for item in passed_over:
            code = item.revision.question.code
            found[code] = {
                "code": code,
                "document": item.revision.document.number if item.revision.document else "",
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
        problems += [*map(_problem, _shortages_for_any(asked)), *_problems_of_fields(asked)]
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


def _shortages_for_any(asked: Sequence[tuple[Section, Pool]]) -> list[Shortage]:
    """Look at the paper of each field; a part that several of them lack is named once."""
    found: dict[int, Shortage] = {}
    for field in fields_in(section for section, _pool in asked) or [""]:
        own = [one for one in asked if one[0].field in {"", field}]
        for shortage in shortages(own):
            found.setdefault(id(shortage.section), shortage)
    return list(found.values())


def _problems_of_fields(asked: Sequence[tuple[Section, Pool]]) -> list[BlueprintProblem]:
    sections = [section for section, _pool in asked]
    sizes = {field: count_of(sections, field) for field in fields_in(sections)}
    if not sizes:
        return []
    facts = {"division": sections[0].division.name, "fields": ", ".join(sizes)}
    if len(sizes) == 1:
        said = _("Bảng %(division)s chỉ có một lĩnh vực (%(fields)s). Hãy thêm lĩnh vực để chọn.")
        return [BlueprintProblem(said % facts)]
    if len({*sizes.values()}) > 1:
        counted = ", ".join(f"{field} {count}" for field, count in sizes.items())
        said = _("Bảng %(division)s: các lĩnh vực phải có cùng số câu (%(counted)s).")
        return [BlueprintProblem(said % {**facts, "counted": counted})]
    worths = {field: worth_of_field(sections, field) for field in sizes}
    if len({*worths.values()}) > 1:
        counted = "; ".join(f"{field} {hundredths_words(n)}" for field, n in worths.items())
        said = _("Bảng %(division)s: các lĩnh vực phải có cùng tổng điểm (%(counted)s).")
        return [BlueprintProblem(said % {**facts, "counted": counted})]
    return []


def _most_taken(own: frozenset[int], others: Collection[tuple[frozenset[int], int]]) -> int:
    return sum(min(count, len(own & pool)) for pool, count in others)


def _problem(shortage: Shortage) -> BlueprintProblem:
    section = shortage.section
    facts = {
        "part": part_words(section),
        "division": section.division.name,
        "count": section.count,
        "have": shortage.have,
        "taken": shortage.taken,
        "n": shortage.missing,
    }
    if not shortage.taken:
        message = _(
            "%(part)s, bảng %(division)s: cần %(count)d câu, "
            "ngân hàng có %(have)d câu, thiếu %(n)d câu."
        )
    else:
        message = _(
            "%(part)s, bảng %(division)s: cần %(count)d câu, "
            "ngân hàng có %(have)d câu nhưng các phần khác của đề có thể rút mất %(taken)d câu, "
            "thiếu %(n)d câu."
        )
    return BlueprintProblem(message=message % facts, missing=shortage.missing)


def part_words(section: Section) -> str:
    """Trục “Cải cách thể chế”, mức độ dễ, bộ “Tuần 1”, lĩnh vực “Đất đai”"""
    named = [_("Trục “%(axis)s”") % {"axis": section.axis.name} if section.axis else _("Mọi trục")]
    named.append(_("mức độ %(level)s") % {"level": difficulty_words(section.difficulty)})
    if section.question_set:
        named.append(_("bộ “%(set)s”") % {"set": section.question_set.name})
    if section.field:
        named.append(_("lĩnh vực “%(field)s”") % {"field": section.field})
    return ", ".join(named)


def difficulty_words(difficulty: str) -> str:
    return Difficulty(difficulty).label.lower() if difficulty else _("bất kỳ")
