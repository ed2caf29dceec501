"""Acts towards the server as the paper page's outbox does (contests/static/contests/outbox.js).

Every change waits until the server acknowledges it. One request at a time is under way, and it
carries all waiting changes. The outbox retries failures with jitter, and stops only when the
server refuses by 409, 410 or another plain no."""

import asyncio
import random
import time
from dataclasses import dataclass

from quizsite.simulation.faults.http_client import ConnectionPool
from quizsite.simulation.faults.run_ledger import OK, Claim, RunLedger, choice_of

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 8.0
TIMEOUT_S = 10.0
PATIENCE_S = 90.0


@dataclass(slots=True)
class OutboxContext:
    """All outboxes of one run share it."""

    connections: ConnectionPool
    ledger: RunLedger
    origin: str
    pace_s: float = 0.0  # between an acknowledgement and the next change
    timeout_s: float = TIMEOUT_S


class Outbox:
    """One tab with a paper, whose person never stops changing answers."""

    def __init__(
        self,
        context: OutboxContext,
        claim: Claim,
        *,
        token: str,
        seq: int,
        questions: int,
        rng: random.Random,
    ) -> None:
        self.context, self.claim, self.rng = context, claim, rng
        self.seq, self.questions = seq, questions
        self.waiting: dict[int, int] = {}  # position → sequence number
        self.failures = 0
        self.stopped_with = 0
        self._begin = f'{{"ticket":"{token}","changes":['
        host = context.origin.removeprefix("http://")
        self._head = (
            f"POST /luu-bai/ HTTP/1.1\r\nHost: {host}\r\nOrigin: {context.origin}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )

    def put(self) -> None:
        """The person changes their mind about some question."""
        self.waiting[self.rng.randrange(self.questions + 1)] = self.seq
        self.seq += 1

    async def run(self) -> None:
        """Save changes until the server says that the paper is closed or superseded."""
        context = self.context
        while not self.stopped_with:
            if not self.waiting:
                self.put()
            sent = list(self.waiting.items())
            sent_at = time.time()
            reply = await context.connections.ask(self.request(sent), timeout_s=context.timeout_s)
            if reply is None or reply.status >= 500 or reply.status == 429:
                context.ledger.failures += 1
                self.put()  # people go on while nothing is saved
                await self._wait_to_retry()
            elif reply.status == OK:
                context.ledger.acknowledge(self.claim, sent, reply.body, sent_at=sent_at)
                self._rank(sent)
                if context.pace_s:
                    await asyncio.sleep(context.pace_s * self.rng.uniform(0.5, 1.5))
            else:
                self.stopped_with = reply.status
                context.ledger.refuse(self.claim, reply.status, sent_at=sent_at)

    async def hand_in(self) -> bool:
        """Hand in by token, again until the server answers; return True if it accepts."""
        until = time.time() + PATIENCE_S
        while time.time() < until:
            request = self._request(f'{self._begin}],"submit":true}}')
            reply = await self.context.connections.ask(request, timeout_s=self.context.timeout_s)
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

    def _rank(self, sent: list[tuple[int, int]]) -> None:
        self.failures = 0
        for position, seq in sent:
            if self.waiting.get(position) == seq:
                del self.waiting[position]

    async def _wait_to_retry(self) -> None:
        self.failures += 1
        ceiling = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** (self.failures - 1))
        await asyncio.sleep(ceiling * self.rng.uniform(0.5, 1))
