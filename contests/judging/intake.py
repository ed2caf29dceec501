"""Works come to a panel without names, under drawn codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from contests.judging.assignments import fill_panel
from contests.judging.codes import draw_codes, stored_order
from contests.judging.locks import locked_panel
from contests.judging.rules import MarkingNotOpen
from contests.judging.subjects import about_panel, lead_of
from contests.models import (
    JudgedWork,
    Panel,
    PanelState,
    WorkBar,
    WorkIntake,
    WorkStanding,
)
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@dataclass(frozen=True, slots=True)
class AnonymousWork:
    """What jurors may see of a work; `barred` are the people who may not mark it.

    `parts` are heading and text, `files` the shown name ("Tệp 1.pdf"), kind, and where it lies."""

    division_name: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    barred: frozenset[int] = field(default_factory=frozenset)


@transaction.atomic
def take_works(
    panel: Panel,
    works: Sequence[AnonymousWork],
    *,
    by: User | None,
    at: datetime,
    seed: str,
    presented: bool = False,
) -> list[JudgedWork]:
    """Store the works and return their rows in the order given, each with its code.

    Presented works have their place for a code, and everybody marks them all.

    Rows are stored in another order, drawn from the same seed. A panel that marks already gives
    them out at once."""
    stored = locked_panel(panel.pk)
    if stored.state not in {PanelState.DRAFT, PanelState.MARKING}:
        raise MarkingNotOpen
    taken = set(stored.works.values_list("code", flat=True))
    codes = (
        [f"{n:02d}" for n in range(1, len(works) + 1)]
        if presented
        else draw_codes(len(works), seed=seed, taken=taken)
    )
    intake = WorkIntake.objects.create(
        panel=stored, seed=seed, count=len(works), taken_at=at, taken_by=by
    )
    rows = [
        JudgedWork(
            panel=stored,
            intake=intake,
            code=code,
            division_name=one.division_name,
            parts=[list(part) for part in one.parts],
            files=[list(file) for file in one.files],
            standing=WorkStanding.WAITING,
            is_common=presented,
        )
        for one, code in zip(works, codes, strict=True)
    ]
    order = stored_order(len(rows), seed=seed)
    JudgedWork.objects.bulk_create([rows[n] for n in order], batch_size=500)
    bars = [
        WorkBar(work=row, user_id=person)
        for row, one in zip(rows, works, strict=True)
        for person in sorted(one.barred)
    ]
    WorkBar.objects.bulk_create(bars, batch_size=1000)
    actor, after = lead_of(stored, by), {"works": len(rows)}
    record(about_panel(stored), kind=AuditKind.WORKS_TAKEN, by=actor, at=at, after=after)
    fill_panel(stored, by=actor, at=at)
    return rows
