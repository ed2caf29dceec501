"""Compares a run's state with a recount of its rows; what differs is told in a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from contests.models import Show, StageEvent, StageQuestion
from contests.stage.recount import Plan, recount
from contests.stage.rows import state_of
from contests.stage.state import ShowState


def differences(show: Show, run: int) -> list[str]:
    """What the recount finds otherwise; an empty list says that both agree."""
    return list(_compared(state_of(show, run), plan_of(show), rows_of(show, run)))


def rows_of(show: Show, run: int) -> list[tuple[int, str, dict[str, object]]]:
    rows = StageEvent.objects.filter(show=show, run=run).order_by("sequence")
    return list(rows.values_list("sequence", "kind", "payload"))


def plan_of(show: Show) -> Plan:
    columns = ("pk", "kind", "maximum", "aggregate", "rules")
    questions = StageQuestion.objects.filter(package__show=show)
    return Plan(
        parts={row["pk"]: row for row in show.parts.values(*columns)},
        teams=list(show.teams.values_list("pk", flat=True)),
        questions={row["pk"]: row for row in questions.values("pk", "package", "points")},
        tie_chain=show.tie_chain,
    )


def _compared(
    state: ShowState, plan: Plan, rows: list[tuple[int, str, dict[str, object]]]
) -> Iterator[str]:
    again, places = recount(plan, rows), state.places()
    for team in state.programme.teams:
        for part in state.programme.parts:
            if Fraction(state.part_points(team.id, part)) != again.parts[team.id, part.id]:
                yield _("%(team)s, %(part)s: điểm tính lại khác.") % {
                    "team": team.name,
                    "part": part.title,
                }
        if Fraction(state.total(team.id)) != again.totals[team.id]:
            yield _("%(team)s: tổng điểm tính lại khác.") % {"team": team.name}
        if places[team.id] != again.places[team.id]:
            yield _("%(team)s: thứ hạng tính lại khác.") % {"team": team.name}
    for pk, bell in state.bells.items():
        if set(bell.standing) != again.standing.get(pk):
            yield _("Rung chuông vàng: số người còn lại trên sàn tính lại khác.")
