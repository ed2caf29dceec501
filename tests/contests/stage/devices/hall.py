"""A show in the database with teams, questions and seats, for tests of devices."""

from __future__ import annotations

import time
from typing import Any

from contests.models import (
    Show,
    StageEvent,
    StagePackage,
    StagePart,
    StageQuestion,
    StageSeat,
    StageSeatRole,
    StageTeam,
)
from contests.models.choices import RoundKind
from contests.stage.devices.live_show import forget_shows
from contests.stage.devices.tokens import cookie_name, digest_of, sign_seat
from tests.endpoints import HOST, ORIGIN
from tests.factories import NOON, RoundFactory

SECRET = "bi-mat"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Hall:
    """Three teams, and a part of each kind that phones answer in."""

    def __init__(self, *, code: str = "BCDFGH", **rules: Any) -> None:
        forget_shows()
        round = RoundFactory(kind=RoundKind.STAGE)
        self.show = Show.objects.create(
            round=round, code=code, title="Hội thi", run=1, created_at=NOON
        )
        self.teams = [
            StageTeam.objects.create(show=self.show, number=n, name=name)
            for n, name in enumerate(("Phường Đỏ", "Phường Xanh", "Phường Lục"), 1)
        ]
        self.parts = {
            kind: StagePart.objects.create(
                show=self.show, position=n, kind=kind, title=kind, rules=rules.get(kind, {})
            )
            for n, kind in enumerate(("knowledge", "buzzer", "speed", "bell", "audience"), 1)
        }
        self.questions = {kind: self._question(part) for kind, part in self.parts.items()}
        self.sequence = 0
        self.tell("run_started")

    def _question(self, part: StagePart) -> StageQuestion:
        package = StagePackage.objects.create(show=self.show, part=part, number=1)
        return StageQuestion.objects.create(
            package=package,
            position=1,
            stem="Thủ tục hành chính được tiếp nhận ở đâu?",
            options=["Bộ phận Một cửa", "Nhà văn hoá", "Trạm y tế", "Nhà ga"],
            right_option=0,
        )

    def tell(self, kind: str, *, at_ms: int | None = None, **payload: Any) -> StageEvent:
        self.sequence += 1
        return StageEvent.objects.create(
            show=self.show,
            run=1,
            sequence=self.sequence,
            kind=kind,
            payload=payload,
            at_ms=now_ms() if at_ms is None else at_ms,
        )

    def ask(self, part: str, *, mode: str | None = "choice", at_ms: int | None = None) -> int:
        """Show the question of a part, open its answers, and return its window."""
        self.tell("part_opened", part=self.parts[part].pk)
        shown = self.tell("question_shown", at_ms=at_ms, question=self.questions[part].pk)
        if mode is not None:
            self.tell("answers_opened", at_ms=at_ms, mode=mode)
        return shown.sequence

    def seat(self, role: StageSeatRole, number: int = 1, **fields: Any) -> StageSeat:
        return StageSeat.objects.create(
            show=self.show, role=role, number=number, token_digest=digest_of(SECRET), **fields
        )

    def team_seat(self, n: int) -> StageSeat:
        return self.seat(StageSeatRole.TEAM, n + 1, team=self.teams[n])


def cookie_of(seat: StageSeat, secret: str = SECRET) -> tuple[str, str]:
    value = sign_seat(show_id=seat.show_id, seat_id=seat.pk, secret=secret)
    return cookie_name(seat.show_id), value


def headers_of(seat: StageSeat) -> list[tuple[bytes, bytes]]:
    name, value = cookie_of(seat)
    return [HOST, ORIGIN, (b"cookie", f"{name}={value}".encode())]
