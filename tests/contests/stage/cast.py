"""A stage round with a small show in the database: three teams, three jurors, two packages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from contests.models import (
    MarkAggregate,
    RoundKind,
    Show,
    StageEvent,
    StagePackage,
    StagePart,
    StageQuestion,
    StageSeat,
    StageSeatRole,
    StageTeam,
)
from contests.stage.record import Sent, record_event, start_run
from tests.factories import NOON, RoundFactory

NOW_MS = int(NOON.timestamp() * 1000)


def made_show(**round: Any) -> Show:
    kind = {"kind": RoundKind.STAGE, "title": "Chung khảo", "tie_chain": []}
    show = Show.objects.create(
        round=RoundFactory(**{**kind, **round}),
        code="ABCD2345",
        title="Hội thi",
        tie_chain=["skit", "knowledge", "buzzer", "lots"],
        starts_at=NOON + timedelta(hours=1),
        created_at=NOON,
    )
    StagePart.objects.create(
        show=show,
        position=1,
        kind="greeting",
        title="Chào hỏi",
        seconds=180,
        maximum=Decimal(10),
        aggregate=MarkAggregate.MEAN,
        overtime=[[0, "-0.25", None], [60, "-0.5", None]],
    )
    knowledge = StagePart.objects.create(
        show=show, position=2, kind="knowledge", title="Kiến thức", rules={"has_star": True}
    )
    for n, name in enumerate(("Đỏ", "Xanh", "Lục"), 1):
        StageTeam.objects.create(show=show, number=n, name=name)
    for n in (1, 2):
        package = StagePackage.objects.create(show=show, part=knowledge, number=n)
        StageQuestion.objects.create(
            package=package, position=1, stem="Một cửa là gì?", options=["A", "B"], right_option=1
        )
    for n in (1, 2, 3):
        StageSeat.objects.create(
            show=show, role=StageSeatRole.JUROR, number=n, name=f"Giám khảo {n}", is_chair=n == 1
        )
    return show


def jurors(show: Show) -> list[int]:
    return list(show.seats.filter(role="juror").values_list("pk", flat=True))


def on(show: Show, *, rehearsal: bool = False) -> Show:
    """The show, begun, with its first part open and its first team on the stage."""
    start_run(show, rehearsal=rehearsal, at_ms=NOW_MS, jurors=jurors(show))
    happen(show, "part_opened", part=show.parts.first().pk)
    happen(show, "team_called", team=show.teams.first().pk)
    return show


def happen(show: Show, kind: str, *, at_ms: int = NOW_MS, **payload: Any) -> StageEvent:
    return record_event(show, Sent(kind, payload), at_ms=at_ms)
