"""What a survey found, with the figures of few people left out.

Pages, files and the published summary are all made from these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.core.cache import caches
from django.db.models import Count
from django.utils import timezone

from contests.models import (
    Remark,
    Response,
    ServiceFactor,
    Survey,
    SurveyPhase,
    SurveyQuestion,
    SurveyQuestionKind,
)
from contests.surveys.grades import GRADES, HIDDEN, Graded, graded
from contests.surveys.release import counted_until, is_quarter_over, quarter_of
from contests.surveys.small_cells import FEWEST, Share, hidden_groups, share
from contests.surveys.tally import ALL, EVERYBODY, Asked, Group, Item, Row, Tally, tally_rows

Kind = SurveyQuestionKind
_GRADED = (Kind.GRADES, Kind.GRID)
_CHOSEN = (Kind.SINGLE, Kind.SEVERAL)
_KEPT_S = 600
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ItemResult:
    number: int
    label: str
    heading: str  # the grid's question, "" for a question of its own
    factor: str
    whole: Graded
    by_place: Mapping[int, Graded]
    by_quarter: Mapping[date, Graded]


@dataclass(frozen=True, slots=True)
class OptionResult:
    label: str
    chosen: Share | None  # None hides it


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    question: int
    text: str
    people: int
    options: Sequence[OptionResult]


@dataclass(frozen=True, slots=True)
class RemarkResult:
    """`texts` are in the order of random keys; empty as long as there are fewer than five."""

    text: str
    texts: Sequence[str]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Results:
    """`received` counts forms by now; `counted` those that the figures are made of."""

    received: int
    screened_out: int
    counted: int
    items: Sequence[ItemResult]
    overall: ItemResult
    factors: Sequence[ItemResult]
    choices: Sequence[ChoiceResult]
    remarks: Sequence[RemarkResult]
    places: Mapping[int, str]
    quarters: Sequence[date]


def results_of(survey: Survey, *, at: datetime) -> Results:
    """Read the figures; they change once a day, or with a printed form that was typed in."""
    today = timezone.localdate(at)
    phase = survey.phase(at)
    count = Response.objects.filter(survey=survey).count()
    key = f"survey:1:{survey.pk}:{today}:{phase}:{count}"
    kept: Results | None = caches["figures"].get(key)
    if kept is None:
        kept = compute_results(survey, today=today, is_over=phase == SurveyPhase.CLOSED)
        caches["figures"].set(key, kept, _KEPT_S)
    return kept


def compute_results(survey: Survey, *, today: date, is_over: bool) -> Results:
    until = _released(survey, today=today, is_over=is_over)
    questions = list(survey.questions.all())
    asked = [
        Asked(one.pk, one.kind in _GRADED, one.factor)
        for one in questions
        if one.kind in (*_GRADED, *_CHOSEN)
    ]
    found = tally_rows(_rows(survey, until), asked)
    places = dict(survey.places.values_list("pk", "unit__name"))
    whole = found.get(EVERYBODY) or Tally()
    shown = _Shown(found, places)
    items = _items(questions, shown)
    everybody = Response.objects.filter(survey=survey)
    return Results(
        received=everybody.count(),
        screened_out=everybody.filter(is_screened_out=True).count(),
        counted=whole.people,
        items=items,
        overall=shown.together(0, "", ALL, list(whole.grades)),
        factors=[
            shown.together(number, str(factor.label), factor.value, grades)
            for number, factor in enumerate(ServiceFactor, start=1)
            if factor and (grades := _of_factor(questions, factor, whole))
        ],
        choices=[_choice(one, whole) for one in questions if one.kind in _CHOSEN],
        remarks=[_remarks(one, until) for one in questions if one.kind == Kind.TEXT],
        places=places,
        quarters=sorted({group.quarter for group in found if group.quarter is not None}),
    )


def _released(survey: Survey, *, today: date, is_over: bool) -> dict[tuple[int | None, date], date]:
    """Map each place and quarter to the last day that is counted of it."""
    days: dict[tuple[int | None, date], dict[date, int]] = defaultdict(dict)
    rows = Response.objects.filter(survey=survey, is_screened_out=False).order_by()
    for place, day, count in rows.values_list("place", "day").annotate(n=Count("pk")):
        days[place, quarter_of(day)][day] = count
    found = {}
    for (place, quarter), counts in days.items():
        ended = is_over or is_quarter_over(quarter, today=today)
        until = counted_until(counts, today=today, is_over=ended)
        if until is not None:
            found[place, quarter] = until
    return found


def _rows(survey: Survey, until: Mapping[tuple[int | None, date], date]) -> Iterable[Row]:
    stored = Response.objects.filter(survey=survey, is_screened_out=False).order_by()
    for place, day, values in stored.values_list("place", "day", "values").iterator(2000):
        if _is_counted(place, day, until):
            yield Row(place, day, values)


def _is_counted(
    place: int | None, day: date, until: Mapping[tuple[int | None, date], date]
) -> bool:
    last = until.get((place, quarter_of(day)))
    return last is not None and day <= last


class _Shown:
    """Figures of every group; in each comparison what is small hides, and what gives it away."""

    def __init__(self, found: Mapping[Group, Tally], places: Mapping[int, str]) -> None:
        self._whole = found.get(EVERYBODY) or Tally()
        self._places = {place: found.get(Group(place=place)) or Tally() for place in places}
        self._quarters = {group.quarter: one for group, one in found.items() if group.quarter}

    def item(self, item: Item, **words: object) -> ItemResult:
        return self._result(
            lambda tally, _hidden: tally.grades.get(item, [0] * GRADES),
            lambda tally: sum(tally.grades.get(item, ())),
            **words,
        )

    def together(self, number: int, label: str, factor: str, items: Sequence[Item]) -> ItemResult:
        """All these items at once, by the people who graded any of them.

        An item that few graded here, or that is hidden here, is left out: else it is what this
        leaves beside the others."""

        def counts(tally: Tally, hidden: Collection[Item]) -> list[int]:
            given = [
                tally.grades[one] for one in items if one in tally.grades and one not in hidden
            ]
            enough = [one for one in given if sum(one) >= FEWEST]
            return [sum(grades) for grades in zip(*enough, strict=True)] or [0] * GRADES

        return self._result(
            counts,
            lambda tally: tally.factor_people[factor],
            number=number,
            label=label,
            heading="",
            factor=factor,
        )

    def _result(
        self,
        counts: Callable[[Tally, Collection[Item]], Sequence[int]],
        people: Callable[[Tally], int],
        **words: object,
    ) -> ItemResult:
        def compared(groups: Mapping[K, Tally]) -> dict[K, Graded]:
            hidden = hidden_groups({key: people(tally) for key, tally in groups.items()})
            items = self._hidden_items(groups)
            return {
                key: HIDDEN
                if key in hidden
                else graded(counts(tally, items[key]), people=people(tally))
                for key, tally in groups.items()
            }

        return ItemResult(
            whole=graded(counts(self._whole, ()), people=people(self._whole)),
            by_place=compared(self._places),
            by_quarter=compared(self._quarters),
            **words,  # type: ignore[arg-type]  # number, label, heading and factor
        )

    def _hidden_items(self, groups: Mapping[K, Tally]) -> dict[K, set[Item]]:
        """Of each group the items whose own figures are hidden there."""
        found: dict[K, set[Item]] = {key: set() for key in groups}
        for item in self._whole.grades:
            people = {key: sum(tally.grades.get(item, ())) for key, tally in groups.items()}
            for key in hidden_groups(people):
                found[key].add(item)
        return found


def _items(questions: Sequence[SurveyQuestion], shown: _Shown) -> list[ItemResult]:
    found: list[ItemResult] = []
    for one in questions:
        if one.kind == Kind.GRADES:
            words = {"label": one.text, "heading": "", "factor": one.factor}
            found.append(shown.item(Item(one.pk), number=len(found) + 1, **words))
        elif one.kind == Kind.GRID:
            for n, label in enumerate(one.items):
                words = {"label": label, "heading": one.text, "factor": one.factor}
                found.append(shown.item(Item(one.pk, n), number=len(found) + 1, **words))
    return found


def _of_factor(
    questions: Sequence[SurveyQuestion], factor: ServiceFactor, whole: Tally
) -> list[Item]:
    own = {one.pk for one in questions if one.factor == factor}
    return [item for item in whole.grades if item.question in own]


def _choice(question: SurveyQuestion, whole: Tally) -> ChoiceResult:
    people = whole.chose[question.pk]
    counts = {n: whole.options[question.pk][n] for n in range(1, len(question.options) + 1)}
    is_enough = people >= FEWEST
    hidden = hidden_groups(counts) if question.kind == Kind.SINGLE else frozenset()

    def shown(n: int) -> Share | None:
        if not is_enough or n in hidden:
            return None
        if question.kind == Kind.SINGLE:  # the parts shown leave five people or more
            return Share(counts[n], people)
        return share(counts[n], people)

    options = [OptionResult(label, shown(n)) for n, label in enumerate(question.options, start=1)]
    return ChoiceResult(question.pk, question.text, people, options)


def _remarks(
    question: SurveyQuestion, until: Mapping[tuple[int | None, date], date]
) -> RemarkResult:
    rows = Remark.objects.filter(question=question).order_by("pk")
    texts = [
        text
        for place, day, text in rows.values_list("place", "day", "text")
        if _is_counted(place, day, until)
    ]
    is_hidden = len(texts) < FEWEST
    return RemarkResult(question.text, () if is_hidden else texts, is_hidden)
