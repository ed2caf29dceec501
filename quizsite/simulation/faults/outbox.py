"""Acts towards the server as the paper page's outbox does (contests/static/contests/outbox.js).

Every change waits until the server acknowledges it. One request at a time is under way, and it
carries all waiting changes. The outbox retries failures with jitter, and stops only when the
server refuses by 409, 410 or another plain no. It keeps receipts, and brings them back to a server
that was restored from a backup."""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from typing import Any

from contests.delivery.receipts import HAND_IN
from quizsite.simulation.faults.http_client import ConnectionPool, Reply
from quizsite.simulation.faults.quantiles import Took
from quizsite.simulation.faults.run_ledger import GONE, OK, Claim, RunLedger, choice_of, text_of

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
    is_timed: bool = False


class Outbox:
    """One tab with a paper, whose person never stops changing answers."""

    def __init__(
        self,
        context: OutboxContext,
        claim: Claim,
        *,
        token: str,
        copy: str,
        seq: int,
        questions: int,
        rng: random.Random,
    ) -> None:
        self.context, self.claim, self.rng = context, claim, rng
        self.seq, self.questions = seq, questions
        self.waiting: dict[int, int] = {}  # position → sequence number
        self.failures = 0
        self.began_at = 0.0  # the first try of what waits
        self.stopped_with = 0
        self.receipts: dict[int, list[Any]] = {}  # position → what the page keeps of it
        self._copy, self._token = copy, token
        self._host = context.origin.removeprefix("http://")

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
            self.began_at = self.began_at or sent_at
            reply = await context.connections.ask(self.request(sent), timeout_s=context.timeout_s)
            if reply is None or reply.status >= 500 or reply.status == 429:
                context.ledger.failures += 1
                self.put()  # people go on while nothing is saved
                await self._wait_to_retry()
            elif reply.status == OK:
                context.ledger.acknowledge(self.claim, sent, reply.body, sent_at=sent_at)
                self._note_receipts(sent, reply.body)
                if context.is_timed:
                    context.ledger.took.append(Took(self.began_at, time.time() - self.began_at))
                self.began_at = 0.0
                self._rank(sent)
                if context.pace_s:
                    await asyncio.sleep(context.pace_s * self.rng.uniform(0.5, 1.5))
            elif b'"restored"' in reply.body:
                await self.bring_back()
            else:
                self.stopped_with = reply.status
                context.ledger.refuse(self.claim, reply.status, sent_at=sent_at)

    async def hand_in(self) -> bool:
        """Hand in by token, again until the server answers; return True if it accepts."""
        until = time.time() + PATIENCE_S
        while time.time() < until:
            request = self._request(f'{{"ticket":"{self._token}","changes":[],"submit":true}}')
            reply = await self.context.connections.ask(request, timeout_s=self.context.timeout_s)
            if reply is not None and b'"restored"' in reply.body:
                await self.bring_back()
            elif reply is not None and reply.status < 500:
                self._note_hand_in(reply)
                return reply.status == OK
            await asyncio.sleep(self.rng.uniform(0.3, 1.5))
        return False

    def request(self, sent: list[tuple[int, int]]) -> bytes:
        changes = ",".join(self._change(position, seq) for position, seq in sent)
        return self._request(f'{{"ticket":"{self._token}","changes":[{changes}]}}')

    def _change(self, position: int, seq: int) -> str:
        place = self.claim.attempt, position, seq
        text = text_of(*place)
        return f"[{position},{choice_of(*place)},{seq}{text and f',{json.dumps(text)}'}]"

    def _request(self, body: str, *, path: str = "/luu-bai/") -> bytes:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nOrigin: {self.context.origin}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return f"{head}{body}".encode()

    def _note_receipts(self, sent: list[tuple[int, int]], body: bytes) -> None:
        said = json.loads(body)
        if "receipts" not in said:  # a version before, or a guard was taken away
            return
        for (position, seq), receipt in zip(sent, said["receipts"], strict=True):
            if seq > self.receipts.get(position, [0, 0, 0])[2]:
                place = self.claim.attempt, position, seq
                of = [position, choice_of(*place), seq, said["at"], said["epoch"], receipt]
                self.receipts[position] = [*of, *filter(None, [text_of(*place)])]

    def _note_hand_in(self, reply: Reply) -> None:
        said = json.loads(reply.body) if reply.status == OK else {}
        if said.get("code") == "submitted" and "receipts" in said:
            of = [HAND_IN, 0, 0, said["at"], said["epoch"], said["receipts"][0]]
            self.receipts[HAND_IN] = of

    async def bring_back(self) -> None:
        """Bring all receipts back until the server answers; a paper that is still open goes on."""
        body = {"copy": self._copy, "receipts": list(self.receipts.values()), "ticket": self._token}
        request = self._request(json.dumps(body), path="/bai-thi/gui-lai/")
        until = time.time() + PATIENCE_S
        ledger = self.context.ledger
        while (sent_at := time.time()) < until:
            reply = await self.context.connections.ask(request, timeout_s=self.context.timeout_s)
            if reply is not None and reply.status < 500:
                told = json.loads(reply.body)
                state = told.get("state", "")
                ledger.note_brought_back(self.claim, reply.status, state, sent_at=sent_at)
                if "tab" in told:
                    self._token = told["tab"]["ticket"]
                else:
                    self.stopped_with = self.stopped_with or GONE
                return
            await asyncio.sleep(self.rng.uniform(0.3, 1.5))

    def _rank(self, sent: list[tuple[int, int]]) -> None:
        self.failures = 0
        for position, seq in sent:
            if self.waiting.get(position) == seq:
                del self.waiting[position]

    async def _wait_to_retry(self) -> None:
        self.failures += 1
        ceiling = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** (self.failures - 1))
        await asyncio.sleep(ceiling * self.rng.uniform(0.5, 1))
