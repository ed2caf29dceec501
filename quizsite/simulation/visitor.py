"""One synthetic person opens the pages, reads, thinks, answers and submits, by HTTP only."""

import asyncio
import html
import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import aiohttp
from django.conf import settings

from questionbank.authoring.wording import Wording
from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import text_of
from quizsite.simulation.ledger import Ledger
from quizsite.simulation.people import Person

_SETTINGS = re.compile(r'<script id="cai-dat"[^>]*>(.*?)</script>', re.S)
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SLIP = re.compile(r'name="slip" value="([^"]+)"')
_QUESTION = re.compile(r'<fieldset class="question" id="cau-(\d+)".*?</fieldset>', re.S)
_STEM = re.compile(r'<span class="stem">(.*?)</span>', re.S)
_OPTION = re.compile(r'<span class="text">(.*?)</span></(?:label|li|p)>', re.S)
_TAG = re.compile(r"<[^>]+>")
_SCORE = re.compile(r">(\d+)/\d+ câu đúng<")
MOST_TRIES = 30

# Stem → the question with its key, as a person with skill 1 knows it.
Knowledge = Mapping[str, Wording]


@dataclass(frozen=True, slots=True)
class Plan:
    """Says which addresses people open, what they can know, and how long all may take."""

    base_url: str
    enter_path: str
    board_path: str
    knowledge: Knowledge
    question_count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """All people of one run share it."""

    plan: Plan
    client: aiohttp.ClientSession
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    text: str
    headers: Mapping[str, str]


class Trouble(Exception):
    """The server's answer stops a person from going on; `args[0]` is its kind."""


class Visitor:
    """A person in front of a browser."""

    def __init__(self, person: Person, simulation: Simulation, rng: random.Random) -> None:
        self.person, self.simulation, self.rng = person, simulation, rng
        self.cookies = {settings.SESSION_COOKIE_NAME: person.session_key}
        self.csrf = ""

    async def take_the_paper(self, *, pace_s: float) -> None:
        """Go from the conditions to the result; count anything unexpected instead of raising."""
        try:
            page, config = await self._start()
            await self._answer(page, config, pace_s)
            await self._submit(config)
        except Trouble as trouble:
            self.simulation.ledger.errors[str(trouble)] += 1

    async def _request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        **options: Any,
    ) -> Reply:
        """Send a request; without an answer or on 503, try again as a person would."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**headers, "Cookie": cookies}
        url = self.simulation.plan.base_url + path
        for tries in range(MOST_TRIES):
            try:
                async with self.simulation.client.request(
                    method, url, headers=headers, allow_redirects=False, **options
                ) as response:
                    reply = Reply(response.status, await response.text(), response.headers)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(min(4, 0.2 * 2**tries) * self.rng.uniform(0.5, 1))
                continue
            if reply.status != 503:
                self.cookies |= {name: morsel.value for name, morsel in response.cookies.items()}
                return reply
            await asyncio.sleep(self.rng.uniform(0.5, 2))
        raise Trouble(f"{method} without an answer")

    async def _page(self, path: str) -> str:
        response = await self._request("GET", path)
        if response.status != 200:
            raise Trouble(f"page {response.status}")
        if token := _CSRF.search(response.text):
            self.csrf = token.group(1)
        return response.text

    async def _post(self, path: str, **fields: str) -> Reply:
        return await self._request(
            "POST",
            path,
            data={"csrfmiddlewaretoken": self.csrf, **fields},
            headers={
                "X-CSRFToken": self.csrf,
                "Referer": self.simulation.plan.base_url,
                "Origin": self.simulation.plan.base_url,
            },
        )

    async def _start(self) -> tuple[str, dict[str, Any]]:
        slip = _SLIP.search(await self._page(self.simulation.plan.enter_path))
        if slip is None:
            raise Trouble("no start button")
        started = time.perf_counter()
        response = await self._post(settings.START_PATH, slip=slip.group(1))
        if response.status not in {200, 303}:
            raise Trouble(f"start {response.status}")
        is_first = response.status == 200
        page = response.text if is_first else await self._page(response.headers["Location"])
        self.simulation.ledger.start_ms.append((time.perf_counter() - started) * 1000)
        found = _SETTINGS.search(page)
        if found is None:
            raise Trouble("paper without settings")
        config: dict[str, Any] = json.loads(found.group(1))
        if config["tab"]:
            return page, config | config["tab"]
        taken = await self._post(config["take_url"])
        if taken.status != 200:
            raise Trouble(f"take {taken.status}")
        return page, config | json.loads(taken.text)

    async def _answer(self, page: str, config: dict[str, Any], pace_s: float) -> None:
        seq = config["first_seq"]
        for found in _QUESTION.finditer(page):
            await asyncio.sleep(pace_s * self.rng.lognormvariate(-0.1, 0.45))
            position = int(found.group(1))
            choice = self._choose(found.group(0)) if position else self._last(found.group(0))
            await self._save(config, position, choice=choice, seq=seq)
            seq += 1
            if position and self.rng.random() < 0.1:  # the person has second thoughts
                await self._save(config, position, choice=self._choose(found.group(0)), seq=seq)
                seq += 1

    def _last(self, question: str) -> int:
        """A number to predict, or a sub-question's few words."""
        if 'data-kind="text"' in question:
            return QUESTION_TYPES[QuestionKind.TEXT].random_answer((), self.rng)
        return self.rng.randrange(1, 400)

    def _choose(self, question: str) -> int:
        """Return the right answer if the person knows it, else a random one; 1 suits any kind."""
        knowledge = self.simulation.plan.knowledge
        if not knowledge:
            return 1
        known = knowledge.get(_text(_STEM.search(question)))
        shown = [_plain(text) for text in _OPTION.findall(question)]
        if known is None:
            raise Trouble("question not understood")
        of_kind = QUESTION_TYPES[known.kind]
        prompts = of_kind.prompts(known.options)
        first = len(prompts) + 1 if prompts else 0
        if sorted(shown) != sorted(known.options[first:]):
            raise Trouble("question not understood")
        order = [known.options.index(one, first) for one in shown]
        if self.rng.random() < self.person.skill:
            return of_kind.right_answer(order, known.right)
        return of_kind.random_answer(order, self.rng)

    async def _save(self, config: dict[str, Any], position: int, *, choice: int, seq: int) -> None:
        started = time.perf_counter()
        text = text_of(choice)
        change = [position, int(choice), seq, text] if text else [position, choice, seq]
        await self._tell(config, changes=[change])
        self.simulation.ledger.save_ms.append((time.perf_counter() - started) * 1000)
        self.simulation.ledger.acknowledge(config["attempt"], position, choice=choice, seq=seq)

    async def _tell(self, config: dict[str, Any], **what: Any) -> None:
        response = await self._request(
            "POST",
            config["save_url"],
            json={"ticket": config["ticket"], **what},
            headers={"Origin": self.simulation.plan.base_url},
        )
        if response.status != 200:
            raise Trouble(f"save {response.status} {json.loads(response.text).get('code')}")

    async def _submit(self, config: dict[str, Any]) -> None:
        await self._tell(config, changes=[], submit=True)
        page = await self._page(config["result_url"])
        if found := _SCORE.search(page):
            self.simulation.ledger.shown_scores[config["attempt"]] = int(found.group(1))


def _text(found: re.Match[str] | None) -> str:
    return _plain(found.group(1)) if found else ""


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup)).strip()
