"""Analyses a closed round and stores what its answers say; pages only read that.

Whoever imports this imports pandas, which takes 60 MB: only the job does, when it runs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from contests.analysis.drift import Change, sudden_changes
from contests.analysis.flags import flags_of, trouble_of
from contests.analysis.items import Asked, Figures, all_figures
from contests.analysis.responses import Responses, read_responses, without_few
from contests.analysis.rules import check_may_analyse
from contests.analysis.sources import source_of
from contests.analysis.weak_axes import by_axis
from contests.attempts.rulings_in_force import rulings_in_force
from contests.models import QuestionFigures, Round, RoundAnalysis
from questionbank.models import Revision
from questionbank.question_types.counting import has_options, is_counted


def analyse_round(
    round: Round,
    *,
    at: datetime,
    between: Callable[[int, int], None] = lambda _done, _total: None,
) -> RoundAnalysis:
    """Read all closed papers, and put the analysis in the place of the one before.

    Reading 300,000 papers takes minutes, so it is no one transaction: the digest is taken before,
    and what changes meanwhile makes another."""
    check_may_analyse(round, at=at)
    source = source_of(round)
    responses = without_few(read_responses(round, between=between))
    revisions = Revision.objects.select_related("question").in_bulk(list(responses.exposed))
    figures = _figures(round, responses, revisions)
    return _store(round, responses, figures, _summary(round, responses, revisions), source, at=at)


def _figures(
    round: Round, responses: Responses, revisions: dict[int, Revision]
) -> dict[int, Figures]:
    slots = len(responses.hours.begins)
    asked = {pk: _asked(one) for pk, one in revisions.items()}
    found = all_figures(responses.table, responses.seconds, asked=asked, slots=slots)
    changes = sudden_changes(responses.table, slots=slots)
    before = _before(round, {one.question_id for one in revisions.values()})
    for pk, figures in found.items():
        figures["kind"] = revisions[pk].kind
        figures["exposed"] = responses.exposed[pk]
        if (earlier := before.get(revisions[pk].question_id)) is not None:
            figures["before"] = earlier
        if pk in changes:
            figures["change"] = _said(changes[pk], responses)
        figures["flags"] = flags_of(figures)
    return found


def _asked(revision: Revision) -> Asked:
    count = len(revision.options) if has_options(revision.kind) else 0
    return Asked(count, is_counted=is_counted(revision.kind))


def _said(change: Change, responses: Responses) -> dict[str, Any]:
    return {
        "from_s": responses.hours.begins[change.slot],
        "slot": change.slot,
        "strength": _rounded(change.strength),
        "rise": _rounded(change.rise),
        "before": list(change.before),
        "after": list(change.after),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.4f}")


def _before(round: Round, questions: Collection[int]) -> dict[int, dict[str, int]]:
    """Map questions to how many earlier rounds asked them, on how many papers."""
    earlier = QuestionFigures.objects.filter(
        revision__question__among=questions,
        analysis__round__closes_at__lt=round.closes_at,
        analysis__round__contest__is_rehearsal=False,
    ).exclude(analysis__round=round)
    rows = earlier.order_by().values_list(
        "revision__question", "analysis__round", Cast(KT("figures__exposed"), IntegerField())
    )
    found: dict[int, dict[int, int]] = {}
    for question, other, papers in rows:
        of = found.setdefault(question, {})
        of[other] = of.get(other, 0) + (papers or 0)
    return {
        question: {"rounds": len(of), "papers": sum(of.values())} for question, of in found.items()
    }


def _summary(round: Round, responses: Responses, revisions: dict[int, Revision]) -> dict[str, Any]:
    rulings = rulings_in_force([round.pk])[round.pk]
    axis_of = {
        pk: one.question.axis_id
        for pk, one in revisions.items()
        if pk not in rulings or not (rulings[pk].is_annulled or rulings[pk].is_given)
    }
    divisions: dict[str, int] = {}
    for (division, _kind), people in responses.people.items():
        divisions[str(division)] = divisions.get(str(division), 0) + people
    return {
        "hours": list(responses.hours.begins),
        "divisions": divisions,
        "axes": by_axis(responses.table, axis_of=axis_of, people=responses.people),
    }


@transaction.atomic
def _store(
    round: Round,
    responses: Responses,
    figures: dict[int, Figures],
    summary: dict[str, Any],
    source: str,
    *,
    at: datetime,
) -> RoundAnalysis:
    """One at a time: two jobs would both add the same."""
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    values = {"made_at": at, "source": source, "summary": summary}
    values |= {"papers": responses.papers, "later": responses.later}
    analysis, _made = RoundAnalysis.objects.update_or_create(round=round, defaults=values)
    analysis.questions.all().delete()
    QuestionFigures.objects.bulk_create(
        [
            QuestionFigures(
                analysis=analysis,
                revision_id=pk,
                trouble=trouble_of(one["flags"]),
                figures=one,
            )
            for pk, one in figures.items()
        ],
        batch_size=200,
    )
    return analysis
