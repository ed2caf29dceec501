"""Rooms of the hall's sockets: one for each role, and one for each seat that sees its own things.

An event makes every room read at once; answers let the number wait a moment for others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

import msgspec
import structlog

from contests.models import StageAnswer, StageAnswerKind, StageSeat, StageSeatRole
from contests.stage.devices.live_show import LiveShow, live_show
from contests.stage.devices.tokens import Watched
from contests.stage.fairness import BuzzOrder, Press, order_of
from contests.stage.frames import Audience, Told, frame
from contests.stage.telling import group_of
from quizsite.live.rooms import News, Rooms

# Answers of one moment are counted together: a frame for each would only queue behind the others.
COUNT_EVERY_S = 0.1
# Who sees how many have answered; others would be sent the same picture again and again.
COUNTING = frozenset({Audience.HOST, Audience.SECRETARY, Audience.TIMEKEEPER, Audience.SCREEN})
PRESSING = COUNTING | {Audience.TEAM}
_RUN, _SEQUENCE = 10**12, 10**6
_encode = msgspec.json.Encoder().encode


class ShowRooms(Rooms[Watched]):
    kind = "stage"
    log = structlog.get_logger("contests.stage.rooms")
    trouble = "stage_not_read"
    look_every_s = 2.0
    read_at_once = 200

    def __init__(self) -> None:
        super().__init__()
        self._count_due: dict[int, asyncio.TimerHandle] = {}

    def group_of(self, key: Watched) -> str:
        return group_of(key.show)

    def read(self, keys: Collection[Watched]) -> list[News[Watched]]:
        shows = {pk: _Now.of(pk) for pk in {key.show for key in keys}}
        taken = _taken_seats(keys)
        found = []
        for key in keys:
            told = _told(shows[key.show], key, taken)
            found.append(News(key, told["version"], _encode(told).decode()))
        return found

    def sign_of_life(self, version: int) -> str:
        return f'{{"now":{time.time_ns() // 1_000_000}}}'

    def hear(self, message: dict[str, Any]) -> None:
        show = message["show"]
        if not message["soon"]:
            self._look_soon(show)
        elif show not in self._count_due:
            loop = asyncio.get_running_loop()
            self._count_due[show] = loop.call_later(COUNT_EVERY_S, self._look_soon, show)

    def _look_soon(self, show: int) -> None:
        if (due := self._count_due.pop(show, None)) is not None:
            due.cancel()
        self.look_at(key for key in self.keys() if key.show == show)

    async def stop(self) -> None:
        for due in self._count_due.values():
            due.cancel()
        self._count_due.clear()
        await super().stop()


class _Now:
    """A show and what devices have sent to its open window."""

    def __init__(self, live: LiveShow) -> None:
        self.live = live
        self.now_ms = time.time_ns() // 1_000_000
        self.seats: dict[int, tuple[int | None, str]] = {}
        self.counted, self.order, self.delays = 0, BuzzOrder(), dict[int, int]()
        if live.window:
            self._read_window()

    @classmethod
    def of(cls, show: int) -> _Now | None:
        live = live_show(show)
        return cls(live) if live is not None else None

    def _read_window(self) -> None:
        live = self.live
        sent = StageAnswer.objects.filter(show=live.pk, run=live.run, question=live.window)
        self.counted = sent.exclude(kind=StageAnswerKind.BUZZ).count()
        if not live.is_buzzer:
            return
        rows = sent.filter(kind=StageAnswerKind.BUZZ).values_list(
            "seat__team", "received_ms", "delay_ms"
        )
        presses = [Press(*row) for row in rows if row[0] is not None]
        self.order = order_of(presses, mode=live.buzz_mode, signal_ms=live.signal_ms)

    def version(self, role: Audience) -> int:
        live = self.live
        sent = self.counted if role in COUNTING else 0
        pressed = len(self.order.presses) + len(self.order.early) if role in PRESSING else 0
        return live.run * _RUN + live.state.sequence * _SEQUENCE + sent * 100 + pressed

    def frame(self, role: Audience, *, seat: int) -> dict[str, Any]:
        live = self.live
        told = Told(
            now_ms=self.now_ms,
            show=live.title,
            run=live.run,
            answered=self.counted if role in COUNTING else 0,
            juror=seat if role is Audience.JUROR else None,
        )
        return {
            **frame(live.state, role, told),
            **self._floor(role),
            "version": self.version(role),
            "window": live.window,
            "is_buzzer": live.is_buzzer,
            "may_press": live.may_press,
            "is_signalled": not live.is_early(self.now_ms),
            "holder": live.state.holder.team if live.state.holder else None,
            **(self.presses(role) if role in PRESSING else {"presses": [], "early": []}),
        }

    def _floor(self, role: Audience) -> dict[str, Any]:
        """Phones need not the picture of a floor of a thousand seats, a thousand times over: those
        on it get the shorter list, of who stands or of who fell."""
        if role in COUNTING:
            return {}
        bell = self.live.state.bell
        if bell is None or role is not Audience.BELL:
            return {"seats": []}
        standing, out = sorted(bell.standing), sorted(bell.out)
        return {
            "seats": [],
            "floor": {"out": out} if len(out) < len(standing) else {"in": standing},
        }

    def presses(self, role: Audience) -> dict[str, Any]:
        """In the order judged; how long the way from each phone is, desks are told."""
        teams = {one.id: one.name for one in self.live.state.programme.teams}
        first = self.order.presses[0].judged_ms if self.order.presses else 0
        lines = [
            {
                "place": place,
                "team": press.seat,
                "name": teams.get(press.seat, ""),
                "after_ms": press.judged_ms - first,
                "judged_ms": press.judged_ms,
                **({"delay_ms": press.delay_ms} if role is not Audience.TEAM else {}),
            }
            for place, press in self.order.places()
        ]
        early = [{"team": team, "name": teams.get(team, "")} for team in sorted(self.order.early)]
        return {"presses": lines, "settled_ms": self.order.settled_ms, "early": early}


def presses_of(show: int) -> dict[str, Any]:
    """What a desk is told of presses: their order, whether it is settled, and each phone's way."""
    now = _Now.of(show)
    return now.presses(Audience.HOST) if now else {"presses": [], "early": []}


def frame_for(watched: Watched) -> dict[str, Any]:
    """Read one frame, for whoever has no socket."""
    return _told(_Now.of(watched.show), watched, _taken_seats([watched]))


def _told(now: _Now | None, key: Watched, taken: frozenset[tuple[int, str]]) -> dict[str, Any]:
    """A seat that was taken back is told nothing but that; the version lets nothing follow."""
    is_gone = key.seat > 0 and (key.seat, key.digest) not in taken
    if now is None or is_gone:
        return {"version": 2**53 - 1, "gone": True}
    return now.frame(Audience(key.role), seat=key.seat)


def _taken_seats(keys: Collection[Watched]) -> frozenset[tuple[int, str]]:
    asked = {key.seat for key in keys if key.seat}
    if not asked:
        return frozenset()
    seats = StageSeat.objects.filter(pk__in=asked, is_out_of_use=False)
    return frozenset(seats.values_list("pk", "token_digest"))


# Everybody of these roles sees the same, so they share a room.
SHARED = frozenset({StageSeatRole.AUDIENCE, StageSeatRole.BELL, StageSeatRole.SCREEN})


def watched_by(seat: StageSeat) -> Watched:
    if seat.role in SHARED:
        return Watched(seat.show_id, seat.role)
    return Watched(seat.show_id, seat.role, seat.pk, seat.token_digest)
