"""Who may get a prize: read in SQL from sort keys, and checked by the papers.

The check asks the papers alone and shares nothing with the code of sort keys."""

from collections.abc import Iterator, Sequence

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Substr

from contests.models import Round, TieCriterion
from leaderboard.models import Standing
from leaderboard.standings.ranking import condition_places


def meeting(standings: QuerySet[Standing], chain: Sequence[str]) -> QuerySet[Standing]:
    """Keep standings whose sort keys fail no condition of the chain."""
    for name, start in condition_places(chain):
        fails = {f"fails_{name}": Substr("sort_key", start + 1, 1)}
        standings = standings.annotate(**fails).exclude(**dict.fromkeys(fails, "1"))
    return standings


def met_by_papers(round: Round, division_id: int) -> Q:
    """Describe standings in SQL that meet all conditions of the round as far as they are known."""
    met = Q()
    if TieCriterion.COMPLETE in round.tie_chain:
        met &= Q(attempt__unanswered_count=0) | Q(attempt__unanswered_count=None)
        if round.has_prediction:
            met &= Q(attempt__prediction__isnull=False)
    if TieCriterion.PERFECT in round.tie_chain:
        met &= Q(is_perfect=True)
    true_value = round.true_predictions.get(str(division_id))
    if TieCriterion.EXACT in round.tie_chain and true_value is not None:
        met &= Q(attempt__prediction=true_value)
    return met


def misplaced_by_conditions(round: Round) -> Iterator[str]:
    for division in round.contest.divisions.all():
        met = met_by_papers(round, division.pk)
        if not met:
            continue
        standings = Standing.objects.filter(
            contest=round.contest_id, round=round.pk, division=division.pk
        )
        last = standings.filter(met).aggregate(key=Max("sort_key"))["key"]
        first = standings.exclude(met).aggregate(key=Min("sort_key"))["key"]
        if last is not None and first is not None and first < last:
            yield f"bảng {division.code}: người chưa đạt điều kiện đứng trên người đạt"
