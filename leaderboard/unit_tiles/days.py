"""How many people had taken part by the end of each day, of all units or of one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.core.cache import caches
from django.db.models import Exists, Min, OuterRef, TextField
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Attempt, Round
from leaderboard.models import Standing
from leaderboard.participation.figures import Participation
from quizsite.charts.columns import Column, ColumnChart

KEPT_S = 60  # it reads every paper of the round
MOST_DAYS = 120
_TO_THE_HOUR = len("2026-11-23 05")


def people_by_day(participation: Participation, unit_id: int | None) -> dict[date, int]:
    """Count whom participation counts now by the day of their first closed paper.

    Hours are cut from text: truncating a moment calls Python for each row on SQLite."""
    contest, round = participation.contest, participation.round
    divisions = contest.divisions.filter(headcount_category=participation.category)
    standings = Standing.objects.filter(
        entry=OuterRef("entry"), round=round, division__in=list(divisions)
    )
    if unit_id is not None:
        standings = standings.filter(unit__among=participation.counting_in(unit_id))
    rounds = [round] if round else Round.objects.ranked().filter(contest=contest)
    papers = Attempt.objects.closed().filter(Exists(standings), round__in=rounds)
    hour = Min(Substr(Cast("finished_at", TextField()), 1, _TO_THE_HOUR))
    first = papers.order_by().values("entry").annotate(hour=hour).values_list("hour", flat=True)
    days = Counter[date]()
    for text, people in Counter(first).items():
        # Both databases write moments in UTC.
        moment = datetime.fromisoformat(f"{text}:00").replace(tzinfo=UTC)
        days[timezone.localtime(moment).date()] += people
    return dict(sorted(days.items()))


def chart_of_days(participation: Participation, unit_id: int | None) -> ColumnChart:
    """Draw what is known of the last minute; a day on which nobody came stands in it too."""
    round = participation.round
    key = f"days:{participation.contest.pk}:{round and round.pk}:{participation.category}:{unit_id}"
    kept = caches["pages"]
    days: dict[date, int] | None = kept.get(key)
    if days is None:
        days = people_by_day(participation, unit_id)
        kept.set(key, days, KEPT_S)
    return ColumnChart(
        "theo-ngay",
        _("Số người đã dự thi, đến hết từng ngày"),
        _said(days),
        _("Ngày"),
        (_("Người đã dự thi"),),
        _columns(days),
    )


def _columns(days: dict[date, int]) -> list[Column]:
    if not days:
        return []
    first, last = min(days), max(days)
    begin = max(first, last - timedelta(days=MOST_DAYS - 1))
    reached = sum(people for day, people in days.items() if day < begin)
    found = []
    for n in range((last - begin).days + 1):
        day = begin + timedelta(days=n)
        reached += days.get(day, 0)
        found.append(Column(f"{day:%d/%m/%Y}", (reached,)))
    return found


def _said(days: dict[date, int]) -> str:
    if not days:
        return _("Chưa có ai dự thi.")
    best = max(days, key=lambda day: (days[day], -day.toordinal()))
    words = {"n": days[best], "day": f"{best:%d/%m/%Y}", "all": sum(days.values())}
    return _("%(all)d người; ngày đông nhất là %(day)s, thêm %(n)d người.") % words
