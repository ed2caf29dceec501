"""Puts together the forms in which an organiser edits a round, and what they amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Contest, PredictionTarget, Round, Section
from contests.planning.blueprint import opening_day, problems_of, sets_of
from contests.planning.forms_blueprint import BlueprintForm
from contests.planning.forms_round import RoundForm
from contests.regulation.round import round_summary
from questionbank.models import Axis
from questionbank.pools import pool_counts

_HOUR = time(8, 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """One sentence, the questions per division, and what the bank lacks."""

    sentence: str
    totals: list[tuple[str, int]]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class RoundDraftForms:
    """The two forms of one round, filled in together."""

    round: Round
    form: RoundForm
    blueprint: BlueprintForm

    def is_valid(self) -> bool:
        # Both, so that every mistake shows at once.
        return all([self.form.is_valid(), self.blueprint.is_valid()])

    def sections(self) -> list[Section]:
        return self.blueprint.sections()

    def summary(self) -> Summary:
        """Sum up what is filled in; where a field is wrong, what was there before."""
        sections: Sequence[Section] = (
            self.sections()
            if self.blueprint.is_bound
            else list(self.round.sections.in_words())
            if self.round.pk
            else []
        )
        problems = problems_of(
            sections,
            divisions=self.blueprint.divisions,
            on=opening_day(self.round),
            sets=sets_of(self.round),
        )
        totals = [(matrix.division.name, matrix.total) for matrix in self.blueprint.matrices()]
        return Summary(
            round_summary(self.round, sections=sections),
            totals,
            [problem.message for problem in problems],
        )


def round_draft_forms(round: Round, *, data: Mapping[str, Any] | None) -> RoundDraftForms:
    stored = list(round.sections.all()) if round.pk else []
    form = RoundForm(data, instance=round)
    if data is not None:
        form.is_valid()  # sets the opening day by which the bank is counted
    blueprint = BlueprintForm(
        data,
        divisions=list(round.contest.divisions.all()),
        axes=list(Axis.objects.all()),
        counts=pool_counts(on=opening_day(round), sets=sets_of(round)),
        sections=stored,
    )
    return RoundDraftForms(round, form, blueprint)


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
