"""Points of finals, found again from the jury's totals and the first round's points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from contests.models import Finalist, SealedCode, WorkResult
from leaderboard.recount.findings import finding, person, place_of
from leaderboard.recount.stage import Stage

_HUNDRED = Decimal(100)


def wrong_final_points(stage: Stage) -> Iterator[str]:
    """Say where a work's points in a final are not its two parts together."""
    for round in stage.final:
        if round.kind != "presented":
            continue
        judged = {
            one.work_id: one.judged
            for one in SealedCode.objects.filter(work__round=round).select_related("judged__panel")
        }
        stored = {one.work_id: one for one in WorkResult.objects.filter(round=round)}
        rows = Finalist.objects.filter(final__round=round).select_related("final")
        for one in rows.order_by("position", "pk"):
            if one.work_id not in stored or one.work_id not in judged:
                continue
            own, mark = stored[one.work_id], judged[one.work_id]
            found = 0 if mark.is_knocked_out else _points(one, mark.agreed_total or 0, own)
            if found != own.points:
                where = f"{place_of(round)}, {person(own.entry_id)}"
                yield finding(where, "hundredths", stored=own.points, found=found)


def _points(one: Finalist, total: int, own: WorkResult) -> int:
    share = Decimal(one.final.source_percent) / _HUNDRED
    most = Decimal(one.source_most)
    # One division comes last, so that a third of a point is rounded once.
    exact = (share * one.source_points * own.most_points + (1 - share) * total * most) / most
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
