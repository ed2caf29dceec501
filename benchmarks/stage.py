"""Measures a hall: devices that answer within one second, and who is judged to have pressed first.

Every device has a real socket and a real connection. The question goes out as an event; each
device answers at a moment of its own within the second after it saw the question. Then teams on
slow and fast networks press, at moments that only this benchmark knows."""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from datetime import UTC, datetime
from statistics import median

from django.db import connection
from django.db.models import Max

from benchmarks import usage
from benchmarks.hall import Answer, Ear, FarLine, Line, now_ms
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, running
from benchmarks.stage_door import PATH
from contests.models import (
    Contest,
    Round,
    RoundState,
    Show,
    StageAnswer,
    StagePackage,
    StagePart,
    StageQuestion,
    StageSeat,
    StageTeam,
)
from contests.models.choices import RoundKind
from contests.stage.devices.tokens import (
    Watched,
    cookie_name,
    digest_of,
    issue_socket_token,
    sign_seat,
)
from contests.stage.record import start_run
from quizsite.serving import Place, command_line, open_many_files

SECRET = "benchmark"  # noqa: S105 -- of seats that nobody sits in
UNDER_WAY = 64  # handshakes at a time
WAYS_MS = (3, 5, 8, 12, 20, 30, 45, 60, 80, 100, 120, 150)
ROWS = ("devices",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--devices", type=int, default=1_000)
    parser.add_argument("--presses", type=int, default=40, help="questions that teams press for")


class StageBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        open_many_files()
        self.chosen = chosen
        self.show = _show(seats=chosen.devices)
        self.seats = _seats(self.show, "bell", chosen.devices)
        teams = list(StageTeam.objects.filter(show=self.show))
        self.teams = _seats(self.show, "team", len(teams), teams=teams)
        self.parts = {part.kind: part for part in self.show.parts.all()}
        self.questions = list(StageQuestion.objects.filter(package__show=self.show))

    def run(self) -> Figures:
        at_ms = int(now_ms())
        start_run(self.show, rehearsal=True, at_ms=at_ms, jurors=[])
        connection.close()
        with running(_command) as server:
            figures = asyncio.run(self._play(server))
        return {**figures, **self._stored()}

    async def _play(self, server: Server) -> Figures:
        host = _Host(server.port, self.show.pk)
        answered = await self._bell(server, host)
        pressed = await self._buzzer(server, host)
        return {**answered, **pressed, "server MB": usage.peak_memory_mb(server.pids)}

    async def _bell(self, server: Server, host: _Host) -> Figures:
        crowd = issue_socket_token(Watched(self.show.pk, "bell"))
        ears = [Ear(server.port, crowd) for _seat in self.seats]
        desk = Ear(server.port, issue_socket_token(Watched(self.show.pk, "host")))
        for first in range(0, len(ears), UNDER_WAY):
            await asyncio.gather(*(one.connect() for one in ears[first : first + UNDER_WAY]))
        await desk.connect()
        listening = [asyncio.create_task(one.listen()) for one in (*ears, desk)]
        lines = [Line(server.port, _cookie(seat)) for seat in self.seats]
        for first in range(0, len(lines), UNDER_WAY):  # the phones are connected, as after a ping
            ping = {"show": self.show.pk, "do": "ping"}
            some = lines[first : first + UNDER_WAY]
            await asyncio.gather(*(one.until_answered(ping) for one in some))
        await host.tell("part_opened", part=self.parts["bell"].pk)
        window = await host.tell("question_shown", question=self.questions[0].pk)
        await asyncio.sleep(1)
        spent = usage.cpu_seconds(server.pids)
        opened_at = now_ms()
        await host.tell("answers_opened", mode="choice")
        rng = random.Random(3)
        took = await asyncio.gather(
            *(
                self._answer(ear, line, window, rng.random())
                for ear, line in zip(ears, lines, strict=True)
            )
        )
        last_at = now_ms()
        counted_at = await _all_counted(desk, window, len(lines))
        spent = usage.cpu_seconds(server.pids) - spent
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        reached = [ear.opened[window] - opened_at for ear in ears if window in ear.opened]
        self.acknowledged = sum(answer["code"] == "kept" for _ms, answer in took)
        self.window = window
        return {
            "devices": len(ears),
            "acknowledged": self.acknowledged,
            "question to half ms": median(reached),
            "question to last ms": max(reached),
            "acknowledged p50 ms": percentile([ms for ms, _answer in took], 0.5),
            "acknowledged p99 ms": percentile([ms for ms, _answer in took], 0.99),
            "host counts all, after the last ms": max(0.0, counted_at - last_at),
            "server CPU s": spent,
        }

    async def _answer(
        self, ear: Ear, line: Line, window: int, after_s: float
    ) -> tuple[float, Answer]:
        await ear.has_opened.wait()
        await asyncio.sleep(after_s)
        body = {"show": self.show.pk, "do": "answer", "run": self._run(), "window": window}
        began = now_ms()
        answer = await line.until_answered({**body, "choice": 1})
        return now_ms() - began, answer

    def _run(self) -> int:
        return self.show.run

    async def _buzzer(self, server: Server, host: _Host) -> Figures:
        rng = random.Random(7)
        lines = [
            FarLine(server.port, _cookie(seat), way_ms=way, rng=rng)
            for seat, way in zip(self.teams, WAYS_MS, strict=True)
        ]
        await asyncio.gather(*(line.measure(self.show.pk) for line in lines))
        await host.tell("part_opened", part=self.parts["buzzer"].pk)
        right, raw, errors, gaps = 0, 0, [], []
        for n in range(self.chosen.presses):
            question = self.questions[1 + n % (len(self.questions) - 1)]
            window = await host.tell("question_shown", question=question.pk)
            pressed = await asyncio.gather(
                *(self._press(line, window, rng.uniform(0, 0.4)) for line in lines)
            )
            truly = min(range(len(lines)), key=lambda k: pressed[k][0])
            judged = min(range(len(lines)), key=lambda k: pressed[k][1]["judged_ms"])
            came = min(range(len(lines)), key=lambda k: pressed[k][0] + pressed[k][2])
            right, raw = right + (judged == truly), raw + (came == truly)
            errors += [abs(answer["judged_ms"] - made) for made, answer, _way in pressed]
            if judged != truly:
                gaps.append(pressed[judged][0] - pressed[truly][0])
        return {
            "first judged right %": 100 * right / self.chosen.presses,
            "first to arrive right %": 100 * raw / self.chosen.presses,
            "judged off by p50 ms": percentile(errors, 0.5),
            "judged off by p95 ms": percentile(errors, 0.95),
            "widest gap judged wrong ms": max(gaps, default=0.0),
        }

    async def _press(
        self, line: FarLine, window: int, after_s: float
    ) -> tuple[float, Answer, float]:
        """Return when the finger pressed, what the server says, and how long the way took."""
        await asyncio.sleep(after_s)
        made, way = now_ms(), line.once_s()
        await asyncio.sleep(way)
        body = {"show": self.show.pk, "do": "buzz", "run": self._run(), "window": window}
        answer = await line.until_answered({**body, "stamp": line.stamp})
        return made, answer, way * 1000

    def _stored(self) -> Figures:
        kept = StageAnswer.objects.filter(
            show=self.show, run=self.show.run, question=self.window, kind="choice"
        ).count()
        return {"stored": kept, "lost": max(0, self.acknowledged - kept)}


class _Host:
    """What a host's button does, through the server that the devices are on."""

    def __init__(self, port: int, show: int) -> None:
        self._line, self._show = Line(port, ""), show

    async def tell(self, kind: str, **payload: object) -> int:
        body = {"show": self._show, "kind": kind, "payload": payload}
        _status, sequence = await self._line.post(PATH, body)
        return int(str(sequence))


async def _all_counted(desk: Ear, window: int, count: int) -> float:
    """When the host's desk was told of the last answer; it may have been before we looked."""
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        found = [at for at, of, n in desk.counts if of == window and n >= count]
        if found:
            return found[0]
        await asyncio.sleep(0.01)
    raise SystemExit("the host's desk never counted all answers")


def _command(port: int) -> list[str]:
    command = command_line("all", place=Place(port=port))
    own = "benchmarks.stage_door:application"
    return [own if word == "quizsite.asgi:application" else word for word in command]


def _cookie(seat: StageSeat) -> str:
    value = sign_seat(show_id=seat.show_id, seat_id=seat.pk, secret=SECRET)
    return f"{cookie_name(seat.show_id)}={value}"


def _show(*, seats: int) -> Show:
    at = datetime.now(UTC)
    contest = Contest.objects.get()
    number = (Round.objects.filter(contest=contest).aggregate(n=Max("number"))["n"] or 0) + 1
    round = Round.objects.create(
        contest=contest,
        number=number,
        title="Hội thi",
        kind=RoundKind.STAGE,
        state=RoundState.PUBLISHED,
        opens_at=at,
        closes_at=at.replace(year=at.year + 1),
        time_limit_s=900,
        tie_chain=[],
        created_at=at,
        published_at=at,
        lots_seed="b" * 64,
    )
    show = Show.objects.create(round=round, code="BENCHM", title="Hội thi", created_at=at)
    for position, (kind, rules) in enumerate((("bell", {"seats": seats}), ("buzzer", {})), 1):
        part = StagePart.objects.create(
            show=show, position=position, kind=kind, title=kind, rules=rules
        )
        package = StagePackage.objects.create(show=show, part=part, number=1)
        StageQuestion.objects.bulk_create(
            StageQuestion(package=package, position=n, stem="?", options=["A", "B"], right_option=1)
            for n in range(1, 2 if kind == "bell" else 200)
        )
    for n in range(1, len(WAYS_MS) + 1):
        StageTeam.objects.create(show=show, number=n, name=f"Đội {n}")
    return show


def _seats(
    show: Show, role: str, count: int, *, teams: list[StageTeam] | None = None
) -> list[StageSeat]:
    StageSeat.objects.bulk_create(
        StageSeat(
            show=show,
            role=role,
            number=n + 1,
            team=teams[n] if teams else None,
            token_digest=digest_of(SECRET),
        )
        for n in range(count)
    )
    return list(StageSeat.objects.filter(show=show, role=role).order_by("number"))


benchmark = StageBenchmark
