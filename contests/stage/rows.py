"""Reads the programme and the events of a show from the database."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F

from contests.models import (
    Show,
    StageEvent,
    StagePart,
    StageQuestion,
    StageSeat,
    StageSeatRole,
)
from contests.stage.events import Event, event_of
from contests.stage.fold import fold
from contests.stage.programme import (
    Juror,
    Package,
    Part,
    PartKind,
    Programme,
    Question,
    Team,
    overtime_of,
    rules_of,
    slot_of,
)
from contests.stage.state import ShowState


def programme_of(show: Show) -> Programme:
    return Programme(
        title=show.title,
        parts=tuple(part_of(row) for row in show.parts.all()),
        teams=tuple(
            Team(one.pk, one.name, one.number, one.group)
            for one in show.teams.order_by(F("number").asc(nulls_last=True), "pk")
        ),
        packages=_packages(show),
        jurors=tuple(
            Juror(one.pk, one.number or 0, one.is_chair)
            for one in StageSeat.objects.filter(show=show, role=StageSeatRole.JUROR)
        ),
        tie_chain=tuple(str(one) for one in show.tie_chain),
        scores_shown=show.scores_shown,
    )


def part_of(row: StagePart) -> Part:
    return Part(
        id=row.pk,
        position=row.position,
        kind=PartKind(row.kind),
        title=row.title,
        seconds=row.seconds,
        maximum=row.maximum,
        step=row.step,
        overtime=overtime_of(row.overtime),
        who=row.who,
        aggregate=row.aggregate,
        marks_shown=row.marks_shown,
        rules=rules_of(row.kind, row.rules),
        slot_s=slot_of(row.rules),
    )


def _packages(show: Show) -> tuple[Package, ...]:
    questions: dict[int, list[Question]] = defaultdict(list)
    rows = StageQuestion.objects.filter(package__show=show).select_related("package")
    for row in rows.order_by("package", "position", "pk"):
        questions[row.package_id].append(
            Question(
                id=row.pk,
                package=row.package_id,
                part=row.package.part_id,
                number=row.position,
                stem=row.stem,
                options=tuple(row.options),
                right_option=row.right_option,
                answer=row.answer,
                points=row.points,
                seconds=row.seconds,
            )
        )
    return tuple(
        Package(one.pk, one.part_id, one.number, tuple(questions[one.pk]))
        for one in show.packages.all()
    )


def events_of(show: Show, run: int) -> list[Event]:
    rows = StageEvent.objects.filter(show=show, run=run).order_by("sequence")
    columns = ("sequence", "kind", "payload", "at_ms", "seat")
    return [event_of(row) for row in rows.values_list(*columns)]


def state_of(show: Show, run: int | None = None) -> ShowState:
    """Fold the run's events; without a run, that of the one which the devices show."""
    return fold(programme_of(show), events_of(show, show.run if run is None else run))
