"""The paper page's outbox (contests/static/contests/outbox.js), as the server sees it.

Every change waits until the server acknowledges it; one request is under way at a time and
carries all that waits; failures are tried again with jitter and never given up before the server
says 409, 410 or another plain no."""

import asyncio
import random
import time
from dataclasses import dataclass

from quizsite.simulation.faults.http_client import Lines
from quizsite.simulation.faults.run_ledger import OK, Book, Claim, choice_of

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 8.0
TIMEOUT_S = 10.0
PATIENCE_S = 90.0


@dataclass(slots=True)
class Desk:
    """What all outboxes of one run share."""

    lines: Lines
    book: Book
    origin: str
    pace_s: float = 0.0  # between an acknowledgement and the next change
    timeout_s: float = TIMEOUT_S


class Outbox:
    """One window with a paper, whose person never stops changing answers."""

    def __init__(
        self, desk: Desk, claim: Claim, *, ticket: str, seq: int, questions: int, rng: random.Random
    ) -> None:
        self.desk, self.claim, self.rng = desk, claim, rng
        self.seq, self.questions = seq, questions
        self.waiting: dict[int, int] = {}  # position → sequence number
        self.failures = 0
        self.stopped_with = 0
        self._begin = f'{{"ticket":"{ticket}","changes":['
        host = desk.origin.removeprefix("http://")
        self._head = (
            f"POST /luu-bai/ HTTP/1.1\r\nHost: {host}\r\nOrigin: {desk.origin}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )

    def put(self) -> None:
        """The person changes their mind about some question."""
        self.waiting[self.rng.randrange(self.questions + 1)] = self.seq
        self.seq += 1

    async def run(self) -> None:
        """Until the server says that it is over."""
        desk = self.desk
        while not self.stopped_with:
            if not self.waiting:
                self.put()
            sent = list(self.waiting.items())
            sent_at = time.time()
            reply = await desk.lines.ask(self.request(sent), timeout_s=desk.timeout_s)
            if reply is None or reply.status >= 500 or reply.status == 429:
                desk.book.failures += 1
                self.put()  # people go on while nothing is saved
                await self._wait_to_retry()
            elif reply.status == OK:
                desk.book.acknowledge(self.claim, sent, reply.body, sent_at=sent_at)
                self._settle(sent)
                if desk.pace_s:
                    await asyncio.sleep(desk.pace_s * self.rng.uniform(0.5, 1.5))
            else:
                self.stopped_with = reply.status
                desk.book.refuse(self.claim, reply.status, sent_at=sent_at)

    async def hand_in(self) -> bool:
        """By ticket, the button pressed again until the server answers; True when it is in."""
        until = time.time() + PATIENCE_S
        while time.time() < until:
            request = self._request(f'{self._begin}],"submit":true}}')
            reply = await self.desk.lines.ask(request, timeout_s=self.desk.timeout_s)
            if reply is not None and reply.status < 500:
                return reply.status == OK
            await asyncio.sleep(self.rng.uniform(0.3, 1.5))
        return False

    def request(self, sent: list[tuple[int, int]]) -> bytes:
        attempt = self.claim.attempt
        changes = ",".join(
            f"[{position},{choice_of(attempt, position, seq)},{seq}]" for position, seq in sent
        )
        return self._request(f"{self._begin}{changes}]}}")

    def _request(self, body: str) -> bytes:
        return f"{self._head}{len(body)}\r\n\r\n{body}".encode()

    def _settle(self, sent: list[tuple[int, int]]) -> None:
        self.failures = 0
        for position, seq in sent:
            if self.waiting.get(position) == seq:
                del self.waiting[position]

    async def _wait_to_retry(self) -> None:
        self.failures += 1
        ceiling = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** (self.failures - 1))
        await asyncio.sleep(ceiling * self.rng.uniform(0.5, 1))
