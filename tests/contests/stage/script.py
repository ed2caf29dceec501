"""A show in a few lines: its programme, and events one after another. No database."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from contests.stage.events import Event, EventKind, read_payload
from contests.stage.fold import fold
from contests.stage.frames import Audience, Frame, Told, frame
from contests.stage.programme import (
    BellRules,
    Juror,
    Package,
    Part,
    PartKind,
    Programme,
    Question,
    QuestionRules,
    SpeedRules,
    Team,
)
from contests.stage.state import ShowState

GREETING, KNOWLEDGE, BUZZER, SPEED, BELL, SKIT = 1, 2, 3, 4, 5, 6
RED, BLUE, GREEN = 11, 12, 13
JURORS = (21, 22, 23)
START_MS = 1_800_000_000_000

PROGRAMME = Programme(
    title="Hội thi",
    parts=(
        Part(GREETING, 1, PartKind.GREETING, "Chào hỏi", 180, Decimal(10), aggregate="mean"),
        Part(KNOWLEDGE, 2, PartKind.KNOWLEDGE, "Kiến thức", rules=QuestionRules(has_star=True)),
        Part(BUZZER, 3, PartKind.BUZZER, "Giành quyền", rules=QuestionRules(wrong=Decimal(-5))),
        Part(SPEED, 4, PartKind.SPEED, "Ai nhanh hơn", rules=SpeedRules()),
        Part(BELL, 5, PartKind.BELL, "Rung chuông vàng", rules=BellRules(seats=5)),
        Part(SKIT, 6, PartKind.SKIT, "Tiểu phẩm", 600, Decimal(30), aggregate="mean"),
    ),
    teams=(Team(RED, "Đỏ", 1), Team(BLUE, "Xanh", 2), Team(GREEN, "Lục", 3)),
    packages=(
        Package(
            31,
            KNOWLEDGE,
            1,
            (
                Question(41, 31, KNOWLEDGE, 1, "Một cửa là gì?", ("A", "B"), 1),
                Question(42, 31, KNOWLEDGE, 2, "Mấy ngày?", answer="5", points=Decimal(20)),
            ),
        ),
        Package(32, KNOWLEDGE, 2, (Question(43, 32, KNOWLEDGE, 1, "Ai ký?"),)),
    ),
    jurors=tuple(Juror(seat, n) for n, seat in enumerate(JURORS, 1)),
)


class Script:
    """Writes events as they happen, a second apart."""

    def __init__(self, programme: Programme = PROGRAMME) -> None:
        self.programme = programme
        self.events: list[Event] = []
        self.now_ms = START_MS

    def add(self, kind: str, *, after_s: float = 1, **payload: Any) -> Event:
        self.now_ms += int(after_s * 1000)
        event = Event(
            len(self.events) + 1,
            EventKind(kind),
            read_payload(EventKind(kind), payload),
            self.now_ms,
        )
        self.events.append(event)
        return event

    def begin(self, part: int, team: int | None = None) -> None:
        if not self.events:
            self.add("run_started")
            self.add("jury_set", jurors=list(JURORS))
        self.add("part_opened", part=part)
        if team is not None:
            self.add("team_called", team=team)

    @property
    def state(self) -> ShowState:
        return fold(self.programme, self.events)

    def frame(self, role: Audience, juror: int | None = None) -> Frame:
        return frame(self.state, role, Told(self.now_ms, "ABC", 1, juror=juror))


def with_rules(part: int, rules: Any, **changes: Any) -> Programme:
    """The usual programme, with one part changed."""
    parts = tuple(
        replace(one, rules=rules or one.rules, **changes) if one.id == part else one
        for one in PROGRAMME.parts
    )
    return replace(PROGRAMME, parts=parts)
