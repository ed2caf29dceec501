"""What units received, answered in time, tried, had recognised and took over."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Initiative, Pilot, Referral, Spread
from contests.models import InitiativeState as S
from quizsite.accounts.models import Unit
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook

_RECOGNISED = (S.RECOGNISED, S.SPREAD)
COLUMNS = {
    "received": gettext_lazy("Được chuyển"),
    "in_time": gettext_lazy("Trả lời đúng hạn"),
    "late": gettext_lazy("Trả lời chậm"),
    "waiting": gettext_lazy("Đang chờ trả lời"),
    "overdue": gettext_lazy("Quá hạn"),
    "piloted": gettext_lazy("Làm thử"),
    "recognised": gettext_lazy("Được công nhận"),
    "spread": gettext_lazy("Áp dụng của nơi khác"),
}


@dataclass(slots=True)
class UnitFigures:
    """`waiting` and `overdue` are of now; a merged or hidden idea counts nowhere."""

    unit: Unit | None
    received: int = 0
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    piloted: int = 0
    recognised: int = 0
    spread: int = 0

    @property
    def replied(self) -> int:
        return self.in_time + self.late

    @property
    def percent_in_time(self) -> int | None:
        """Of all whose day has come or which were answered; None while there is none."""
        due = self.replied + self.overdue
        return round(100 * self.in_time / due) if due else None


def figures_by_unit(*, at: datetime) -> list[UnitFigures]:
    found: dict[int, UnitFigures] = {}
    units = {one.pk: one for one in Unit.objects.filter(pk__in=_units())}

    def of(pk: int) -> UnitFigures:
        return found.setdefault(pk, UnitFigures(units[pk]))

    for row in _referrals(at):
        one = of(row["unit"])
        one.received, one.in_time = row["received"], row["in_time"]
        one.late, one.waiting, one.overdue = row["late"], row["waiting"], row["overdue"]
    for pk, count in _per_unit(Pilot.objects.filter(initiative__in=_listed())):
        of(pk).piloted = count
    recognised = Pilot.objects.filter(initiative__in=_listed(), initiative__state__in=_RECOGNISED)
    for pk, count in _per_unit(recognised):
        of(pk).recognised = count
    for pk, count in _per_unit(Spread.objects.filter(initiative__in=_listed())):
        of(pk).spread = count
    return sorted(found.values(), key=lambda one: (-one.received, str(one.unit)))


def total_of(rows: list[UnitFigures]) -> UnitFigures:
    """Referrals add up; an idea that two units tried is one idea."""
    whole = UnitFigures(None)
    for name in ("received", "in_time", "late", "waiting", "overdue"):
        setattr(whole, name, sum(getattr(one, name) for one in rows))
    listed = _listed()
    whole.piloted = Pilot.objects.filter(initiative__in=listed).aggregate(
        n=Count("initiative", distinct=True)
    )["n"]
    whole.recognised = listed.filter(state__in=_RECOGNISED).count()
    whole.spread = listed.filter(state=S.SPREAD).count()
    return whole


def _listed() -> QuerySet[Initiative]:
    return Initiative.objects.listed()


def _units() -> set[int]:
    rows = (Referral.objects, Pilot.objects, Spread.objects)
    return {pk for one in rows for pk in one.order_by().values_list("unit", flat=True).distinct()}


def _referrals(at: datetime) -> Iterable[Any]:
    waiting = Q(replied_at=None, ended_at=None)
    asked = Referral.objects.filter(initiative__in=_listed())
    return (
        asked.filter(Q(ended_at=None) | Q(replied_at__isnull=False))
        .order_by()
        .values("unit")
        .annotate(
            received=Count("pk"),
            in_time=Count("pk", filter=Q(replied_at__lt=F("due_at"))),
            late=Count("pk", filter=Q(replied_at__gte=F("due_at"))),
            waiting=Count("pk", filter=waiting),
            overdue=Count("pk", filter=waiting & Q(due_at__lte=at)),
        )
    )


def _per_unit(rows: QuerySet[Pilot] | QuerySet[Spread]) -> Iterable[tuple[int, int]]:
    counted = rows.order_by().values("unit").annotate(n=Count("initiative", distinct=True))
    return counted.values_list("unit", "n")


def figures_workbook(rows: Sequence[UnitFigures], *, at: datetime) -> Generator[bytes, None, None]:
    """The page's table; text is never a formula."""
    columns = [
        Column("unit", _("Đơn vị"), width=40),
        *(Column(name, str(header)) for name, header in COLUMNS.items()),
    ]
    about = [_("Số liệu ý tưởng, sáng kiến theo đơn vị"), moment(at)]
    lines: list[Row] = [
        {"unit": one.unit.name if one.unit else _("Cộng"), **{n: getattr(one, n) for n in COLUMNS}}
        for one in (*rows, total_of(list(rows)))
    ]
    return stream_workbook(Table(_("Theo đơn vị"), about, columns, lines))
