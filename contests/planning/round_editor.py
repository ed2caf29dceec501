"""Puts together the forms in which an organiser edits a round, and what they amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Contest, PredictionTarget, Round, Section
from contests.paper_sizes import paper_size
from contests.planning.blueprint import opening_day, problems_with, read_pools
from contests.planning.forms_blueprint import BlueprintForm
from contests.planning.forms_parts import PartForm, part_forms
from contests.planning.forms_round import POINTS_UNUSED, RoundForm
from contests.planning.split_passages import notices_of
from contests.regulation.round import round_summary
from questionbank.models import Axis
from questionbank.pools import pool_counts

_HOUR = time(8, 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """One sentence, the questions per division, what the bank lacks, and what to know of it."""

    sentence: str
    totals: list[tuple[str, int]]
    problems: list[str]
    notices: list[str]


@dataclass(frozen=True, slots=True)
class RoundDraftForms:
    """The forms of one round, filled in together."""

    round: Round
    form: RoundForm
    blueprint: BlueprintForm
    parts: list[PartForm]

    def is_valid(self) -> bool:
        # All, so that every mistake shows at once.
        parts = [part.is_valid() for part in self.parts]
        are_valid = [self.form.is_valid(), self.blueprint.is_valid(), *parts]
        if not self.form.has_points and self._has_points and "scoring" not in self.form.errors:
            self.form.add_error("scoring", POINTS_UNUSED)
            return False
        return all(are_valid)

    @property
    def _has_points(self) -> bool:
        return self.blueprint.has_points or any(part["points"].value() for part in self.parts)

    def sections(self) -> list[Section]:
        listed = (part.section() for part in self.parts)
        return [*self.blueprint.sections(), *(one for one in listed if one is not None)]

    def summary(self) -> Summary:
        """Sum up what is filled in; where a field is wrong, what was there before."""
        sections: Sequence[Section] = (
            self.sections()
            if self.blueprint.is_bound
            else list(self.round.sections.in_words())
            if self.round.pk
            else []
        )
        pools = read_pools(sections, on=opening_day(self.round), sets=self.form.drawn_from())
        problems = problems_with(sections, divisions=self.blueprint.divisions, pools=pools)
        totals = [
            (division.name, paper_size([one for one in sections if one.division_id == division.pk]))
            for division in self.blueprint.divisions
        ]
        return Summary(
            round_summary(self.round, sections=sections),
            totals,
            [problem.message for problem in problems],
            notices_of(sections, pools),
        )


def round_draft_forms(round: Round, *, data: Mapping[str, Any] | None) -> RoundDraftForms:
    stored = list(round.sections.order_by("pk")) if round.pk else []
    divisions = list(round.contest.divisions.all())
    axes = list(Axis.objects.offered(also=[one.axis_id for one in stored if one.axis_id]))
    form = RoundForm(data, instance=round)
    if data is not None:
        form.is_valid()  # sets the opening day by which the bank is counted
    blueprint = BlueprintForm(
        data,
        divisions=divisions,
        axes=axes,
        counts=pool_counts(on=opening_day(round), sets=form.drawn_from()),
        sections=stored,
    )
    parts = part_forms(
        data, divisions=divisions, axes=axes, sets=[*form.sets.values()], sections=stored
    )
    return RoundDraftForms(round, form, blueprint, parts)


def blank_round(contest: Contest, *, at: datetime) -> Round:
    """Propose a week from next Monday 08:00 with the usual rules; organisers change it at will."""
    opens_at = timezone.make_aware(datetime.combine(_next_monday(at), _HOUR))
    number = contest.rounds.count() + 1
    return Round(
        contest=contest,
        title=_("Tuần %(n)d") % {"n": number},
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=7),
        time_limit_s=20 * 60,
        prediction_target=PredictionTarget.ALL_CORRECT,
    )


def _next_monday(at: datetime) -> date:
    today = timezone.localtime(at).date()
    return today + timedelta(days=7 - today.weekday())
