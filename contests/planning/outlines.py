"""A contest as data: all its settings and none of its people, to be made anew from.

An outline is read from a contest, or written down as a template; either way `build_contest` makes
drafts of it through the use cases that organisers' pages call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import (
    BarredUnit,
    Contest,
    Division,
    PrizelessLine,
    Round,
    RoundKind,
    RuleClause,
    Section,
    StudyItem,
)
from contests.planning.contests import create_contest
from contests.planning.outline_prizes import (
    NO_PRIZES,
    AwardOutline,
    award_outline,
    build_award,
    build_terms,
    terms_outline,
)
from contests.planning.question_sets import choose_sets
from contests.planning.rounds import SETTINGS, create_round
from contests.practice.study import add_item
from contests.quotas.outline import (
    NOTHING_RULED,
    EligibilityOutline,
    build_eligibility,
    eligibility_outline,
)
from contests.registration.bars import bar_unit
from contests.registration.prizeless import add_prizeless
from contests.regulation.versions import set_clauses
from contests.rules import ContestRefusal
from contests.subjects import organiser
from contests.written.terms import build_outlined_terms, outline_of_terms
from questionbank.models import Axis, QuestionSet
from quizsite.accounts.models import Unit, User

# Everything else that a row holds is a setting, so a new setting is copied as soon as there is one.
_OF_THE_CONTEST = frozenset(
    {"id", "slug", "title", "state", "is_sample", "is_rehearsal", "created_by", "created_at"}
)
_OF_THE_DIVISION = frozenset({"id", "contest", "code", "position"})
_OF_THE_SECTION = frozenset({"id", "round", "division", "axis", "question_set", "pool"})
_OF_THE_CLAUSE = frozenset({"id", "contest"})
_OF_THE_STUDY_ITEM = frozenset({"id", "contest", "position", "created_at"})
_OF_THE_TIMES = frozenset({"opens_at", "closes_at"})


class AxisUnknown(ContestRefusal):
    code = "axis_unknown"


@dataclass(frozen=True, slots=True)
class SectionOutline:
    division: int  # its place in the outline
    axis: str  # its code; "" for any
    settings: Mapping[str, Any]
    common_set: str = ""  # its name; a part of a contest's own set is copied as of any axis


@dataclass(frozen=True, slots=True)
class RoundOutline:
    """Times are told from the opening of the first round."""

    opens_after: timedelta
    lasts: timedelta
    settings: Mapping[str, Any]
    sections: tuple[SectionOutline, ...] = ()
    common_sets: tuple[str, ...] = ()
    award: AwardOutline = NO_PRIZES
    written: Mapping[str, Any] | None = None  # what a written round asks for


@dataclass(frozen=True, slots=True)
class BarOutline:
    unit: str  # its code
    reason: str


@dataclass(frozen=True, slots=True)
class ContestOutline:
    settings: Mapping[str, Any]
    divisions: tuple[Mapping[str, Any], ...]
    rounds: tuple[RoundOutline, ...] = ()
    common_sets: tuple[str, ...] = ()  # names; a contest's own sets are nobody else's
    bars: tuple[BarOutline, ...] = ()
    prizeless: tuple[BarOutline, ...] = ()
    clauses: tuple[Mapping[str, Any], ...] = ()  # articles that the organisers wrote themselves
    study: tuple[Mapping[str, Any], ...] = ()  # what there is to read, in order
    award: AwardOutline = NO_PRIZES  # over the whole contest
    prize_terms: Mapping[str, Any] = field(default_factory=dict)
    eligibility: EligibilityOutline = NOTHING_RULED


def outline_of(contest: Contest) -> ContestOutline:
    """Read a contest's settings; of the people it bars none, since a list is of its time."""
    divisions = list(contest.divisions.order_by("position", "pk"))
    places = {division.pk: place for place, division in enumerate(divisions)}
    rounds = list(
        contest.rounds.exclude(kind=RoundKind.PRESENTED)
        .order_by("number")
        .prefetch_related("sections__axis", "sections__question_set", "question_sets")
    )
    first = min((round.opens_at for round in rounds), default=None)
    numbers = {round.number: number for number, round in enumerate(rounds, start=1)}
    bars = contest.barred_units.select_related("unit").order_by("pk")
    prizeless = contest.prizeless_lines.exclude(unit=None).select_related("unit").order_by("pk")
    common = contest.question_sets.filter(is_common=True).order_by("pk")
    return ContestOutline(
        _settings_of(contest, leave_out=_OF_THE_CONTEST),
        tuple(_settings_of(one, leave_out=_OF_THE_DIVISION) for one in divisions),
        tuple(
            _round_outline(one, first=first, places=places, numbers=numbers)
            for one in rounds
            if first
        ),
        tuple(common.values_list("name", flat=True)),
        tuple(BarOutline(bar.unit.code, bar.reason) for bar in bars),
        tuple(BarOutline(one.unit.code, one.reason) for one in prizeless if one.unit),
        tuple(_settings_of(one, leave_out=_OF_THE_CLAUSE) for one in contest.rule_clauses.all()),
        tuple(_settings_of(one, leave_out=_OF_THE_STUDY_ITEM) for one in contest.study_items.all()),
        award_outline(Award(contest), places=places),
        terms_outline(contest),
        eligibility_outline(contest, places, first=first or contest.created_at),
    )


def _round_outline(
    round: Round, *, first: datetime, places: dict[int, int], numbers: dict[int, int]
) -> RoundOutline:
    closes_at = round.planned_closes_at or round.closes_at
    settings = {name: getattr(round, name) for name in SETTINGS if name not in _OF_THE_TIMES}
    if round.qualify_from:  # the copy counts its rounds from 1, without gaps
        settings["qualify_from"] = [numbers[n] for n in round.qualify_from if n in numbers]
    return RoundOutline(
        round.opens_at - first,
        closes_at - round.opens_at,
        settings,
        tuple(_section_outline(one, places=places) for one in round.sections.all()),
        tuple(one.name for one in round.question_sets.all() if one.is_common),
        award_outline(Award(round.contest, round), places=places),
        outline_of_terms(round),
    )


def _section_outline(section: Section, *, places: dict[int, int]) -> SectionOutline:
    named = section.question_set
    is_own = named is not None and not named.is_common
    return SectionOutline(
        places[section.division_id],
        section.axis.code if section.axis and not is_own else "",
        _settings_of(section, leave_out=_OF_THE_SECTION),
        named.name if named and not is_own else "",
    )


def _settings_of(row: Model, *, leave_out: Iterable[str]) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django documents _meta
    return {one.attname: getattr(row, one.attname) for one in fields if one.name not in leave_out}


@transaction.atomic
def build_contest(
    outline: ContestOutline,
    *,
    title: str,
    slug: str,
    first_opens_at: datetime,
    by: User,
    at: datetime,
    is_rehearsal: bool = False,
) -> Contest:
    """Make a draft with draft rounds; whoever makes it is its organiser, and nobody else."""
    marks = {"is_sample": is_rehearsal, "is_rehearsal": is_rehearsal}
    contest = Contest(title=title, slug=slug, **marks, **outline.settings)
    divisions = [Division(**settings) for settings in outline.divisions]
    create_contest(contest, divisions=divisions, by=by, at=at)
    build_eligibility(outline.eligibility, divisions, first=first_opens_at, by=by, at=at)
    sets = common_sets()
    chosen = [sets[name] for name in outline.common_sets if name in sets]
    if chosen:
        choose_sets(contest, chosen, by=by, at=at)
    axes = _axes_of(outline)
    for one in outline.rounds:
        opens_at = first_opens_at + one.opens_after
        round = Round(
            contest=contest, opens_at=opens_at, closes_at=opens_at + one.lasts, **one.settings
        )
        sections = sections_in(one, divisions=divisions, axes=axes, sets=sets)
        own = [sets[name] for name in one.common_sets if name in sets]
        create_round(round, sections=sections, sets=own, by=by, at=at)
        build_outlined_terms(one.written, round=round, keeps_days=False)
        award = Award(contest, round)
        build_award(one.award, award, divisions=divisions, by=by, at=at)
    build_terms(contest, outline.prize_terms, by=by, at=at)
    build_award(outline.award, Award(contest), divisions=divisions, by=by, at=at)
    _bar_units(contest, outline.bars, by=by, at=at)
    _list_prizeless(contest, outline.prizeless, by=by, at=at)
    set_clauses(contest, [RuleClause(**one) for one in outline.clauses], by=by, at=at)
    for one_item in outline.study:
        add_item(StudyItem(contest=contest, **one_item), by=organiser(by), at=at)
    return contest


def common_sets() -> dict[str, QuestionSet]:
    return {one.name: one for one in QuestionSet.objects.filter(is_common=True)}


def sections_in(
    outline: RoundOutline,
    *,
    divisions: Sequence[Division],
    axes: Mapping[str, Axis],
    sets: Mapping[str, QuestionSet],
) -> list[Section]:
    """Its blueprint, unstored; axes by code, sets by name."""
    return [
        Section(
            division=divisions[part.division],
            axis=axes.get(part.axis) if part.common_set in {"", *sets} else None,
            question_set=sets.get(part.common_set),
            **part.settings,
        )
        for part in outline.sections
    ]


def _axes_of(outline: ContestOutline) -> dict[str, Axis]:
    wanted = {part.axis for one in outline.rounds for part in one.sections} - {""}
    axes = {axis.code: axis for axis in Axis.objects.filter(code__in=wanted)}
    if missing := sorted(wanted - axes.keys()):
        said = _("Ngân hàng không có trục mã %(codes)s. Hãy thêm trục trước.")
        raise AxisUnknown(said % {"codes": ", ".join(missing)})
    return axes


def _bar_units(contest: Contest, bars: Iterable[BarOutline], *, by: User, at: datetime) -> None:
    reasons = {bar.unit: bar.reason for bar in bars}
    for unit in Unit.objects.filter(code__in=reasons).order_by("pk"):
        barred = BarredUnit(contest=contest, unit=unit, reason=reasons[unit.code])
        bar_unit(barred, by=by, at=at, accepts_entries=False)  # nobody has entered yet


def _list_prizeless(
    contest: Contest, listed: Iterable[BarOutline], *, by: User, at: datetime
) -> None:
    reasons = {one.unit: one.reason for one in listed}
    for unit in Unit.objects.filter(code__in=reasons).order_by("pk"):
        line = PrizelessLine(contest=contest, unit=unit, reason=reasons[unit.code])
        add_prizeless(line, by=by, at=at)


@transaction.atomic
def copy_contest(
    contest: Contest, *, title: str, slug: str, days: int, by: User, at: datetime
) -> Contest:
    """Copy all settings into a draft whose rounds lie so many days later."""
    outline = outline_of(contest)
    first = contest.rounds.order_by("opens_at").values_list("opens_at", flat=True).first()
    first_opens_at = (first or at) + timedelta(days=days)
    return build_contest(
        outline, title=title, slug=slug, first_opens_at=first_opens_at, by=by, at=at
    )
