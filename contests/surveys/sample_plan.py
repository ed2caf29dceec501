"""The sample of a survey: how many to ask, how many of each group, and how many have answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from contests.models import SampleDimension, SampleStratum, Survey
from contests.subjects import about_survey, survey_runner
from contests.surveys.results import ChoiceResult, Results
from contests.surveys.sampling import quotas, sample_size
from contests.surveys.words import hidden, people_in_words
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes
from quizsite.language.moments import number
from quizsite.language.vietnamese import search_key

Strata = Mapping[SampleDimension, Sequence[tuple[str, int]]]
DIMENSIONS = tuple(one for one in SampleDimension if one)


@dataclass(frozen=True, slots=True)
class PlanLine:
    label: str
    people: int
    quota: int
    answered: str


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One way to divide the sample; `is_asked` says whether a question tells the groups apart."""

    label: str
    lines: Sequence[PlanLine]
    is_asked: bool


@transaction.atomic
def save_sample(
    survey: Survey,
    *,
    population: int | None,
    margin_percent: Decimal,
    strata: Strata,
    by: User,
    at: datetime,
) -> Survey:
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    before = _as_told(locked)
    locked.population, locked.margin_percent = population, margin_percent
    locked.save(update_fields=["population", "margin_percent"])
    locked.strata.all().delete()
    SampleStratum.objects.bulk_create(
        SampleStratum(
            survey=locked, dimension=dimension, label=label, people=people, position=position
        )
        for dimension, lines in strata.items()
        for position, (label, people) in enumerate(lines, start=1)
    )
    about, kind, who = about_survey(survey), AuditKind.SURVEY_EDITED, survey_runner(survey, by)
    record_changes(about, kind=kind, by=who, at=at, before=before, after=_as_told(locked))
    return locked


def strata_of(survey: Survey) -> dict[SampleDimension, list[tuple[str, int]]]:
    found: dict[SampleDimension, list[tuple[str, int]]] = {one: [] for one in DIMENSIONS}
    for stratum in survey.strata.all():
        found[SampleDimension(stratum.dimension)].append((stratum.label, stratum.people))
    return found


def planned_size(survey: Survey) -> int | None:
    """Return how many should answer, or None as long as nobody has said of how many."""
    if survey.population is None:
        return None
    return sample_size(survey.population, margin=Fraction(survey.margin_percent) / 100)


def plan_parts(survey: Survey, results: Results) -> list[PlanPart]:
    total = planned_size(survey)
    if total is None:
        return []
    asked = {one.dimension: one.pk for one in survey.questions.all() if one.dimension}
    choices = {one.question: one for one in results.choices}
    return [
        _part(dimension, lines, total=total, choice=choices.get(asked.get(dimension, 0)))
        for dimension, lines in strata_of(survey).items()
        if lines
    ]


def _part(
    dimension: SampleDimension,
    lines: Sequence[tuple[str, int]],
    *,
    total: int,
    choice: ChoiceResult | None,
) -> PlanPart:
    shares = quotas([people for _label, people in lines], total=total)
    planned = [
        PlanLine(label, people, quota, _answered(label, choice))
        for (label, people), quota in zip(lines, shares, strict=True)
    ]
    return PlanPart(str(dimension.label), planned, choice is not None)


def _answered(label: str, choice: ChoiceResult | None) -> str:
    """How many counted answers say so; by the words of the option, however they are spelled."""
    if choice is None:
        return ""
    for option in choice.options:
        if search_key(option.label) == search_key(label):
            return hidden() if option.chosen is None else number(option.chosen.people)
    return people_in_words(0)


def _as_told(survey: Survey) -> dict[str, object]:
    lines = [
        f"{one.label}: {one.people}" for one in survey.strata.order_by("dimension", "position")
    ]
    facts = {"population": survey.population, "margin_percent": f"{survey.margin_percent:.2f}"}
    return {**facts, "strata": lines}
