"""One person's whole visit, request by request as a browser sends it.

Files and sockets of the pages are left out, and so is the time that people think. Each page must
hold what leads on to the next; an answer that does not ends its visit."""

import json
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import escape

from benchmarks import visitors
from benchmarks.clients import Connection, connect

_COOKIE = re.compile(r"^set-cookie:\s*([^=]+)=([^;\r]*)", re.I | re.M)
_LOCATION = re.compile(r"^location:\s*(\S+)", re.I | re.M)
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SLIP = re.compile(r'name="slip" value="([^"]+)"')
_PAPER = re.compile(r'<script id="cai-dat"[^>]*>(.*?)</script>', re.S)
_TAGS = re.compile(r"<style.*?</style>|<[^>]*>|\s+", re.S)
_LIVE = (settings.SAVE_PATH, settings.START_PATH)


class Trouble(Exception):
    """The server's answer is not the one that the person waits for."""


@dataclass(frozen=True, slots=True)
class Person:
    entry_id: int
    email: str
    unit: str  # the page of their unit
    unit_name: str
    cookies: str = ""  # from `visitors.sign_in`, for a person who is signed in already

    @property
    def address(self) -> str:
        """Return the address that a proxy in front would name; limits count by it."""
        return f"10.{self.entry_id >> 16 & 255}.{self.entry_id >> 8 & 255}.{self.entry_id & 255}"


@dataclass(frozen=True, slots=True)
class Site:
    """All visits go there; browsers show `port`, whichever process answers."""

    port: int
    sign_in: str
    sign_out: str
    contest: str
    enter: str
    board: str
    password: str


class Request(NamedTuple):
    path: str
    content: bytes


class Answer(NamedTuple):
    status: int
    head: str
    body: str


Steps = Generator[Request, Answer, None]


@dataclass(slots=True)
class Visit:
    """A person and what their browser knows by now."""

    person: Person
    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    slip: str = ""
    paper: dict[str, Any] = field(default_factory=dict)
    board: str = ""
    trouble: str = ""

    def __post_init__(self) -> None:
        if self.person.cookies:
            line = self.person.cookies.partition("\r\n")[0].removeprefix("Cookie: ")
            self.cookies |= dict(one.split("=", 1) for one in line.split("; "))

    def steps(self, parts: Sequence[str]) -> Steps:
        """Go through the parts; note trouble, which ends the visit."""
        for part in parts:
            try:
                yield from PARTS[part](self)
            except Trouble as trouble:
                self.trouble = f"{self.person.email}, {part}: {trouble}"
                return

    def open_sign_in(self) -> Steps:
        page = yield self._get(f"{self.site.sign_in}?next={self.site.contest}")
        self._expect(page, 200, 'name="password"')
        self.csrf = self._found(_CSRF, page.body, page)

    def sign_in(self) -> Steps:
        fields = {"login": self.person.email, "password": self.site.password}
        answer = yield self._post(self.site.sign_in, fields | {"next": self.site.contest})
        self._expect(answer, 302)
        sent_to = self._found(_LOCATION, answer.head, answer)
        if sent_to != self.site.contest:
            raise Trouble(f"sent to {sent_to}")
        if settings.SESSION_COOKIE_NAME not in self.cookies:
            raise Trouble("no session")

    def open_contest(self) -> Steps:
        page = yield self._get(self.site.contest)
        self._expect(page, 200, self.site.sign_out, f'href="{self.site.enter}"')

    def open_start(self) -> Steps:
        page = yield self._get(self.site.enter)
        self._expect(page, 200)
        self.csrf = self._found(_CSRF, page.body, page)
        self.slip = self._found(_SLIP, page.body, page)

    def start(self) -> Steps:
        page = yield self._post(settings.START_PATH, {"slip": self.slip})
        self._expect(page, 200, "</html>")
        paper = json.loads(self._found(_PAPER, page.body, page))
        self._expect(page, 200, *(f'id="cau-{n}"' for n in range(1, paper["questions"] + 1)))
        self.paper = paper | paper["tab"]

    def save_all(self) -> Steps:
        """Answer every question by one request; the option ticked makes no difference."""
        for position in range(1, self.paper["questions"] + 1):
            seq = self.paper["first_seq"] + position
            answer = yield self._tell(changes=[[position, 1 << position % 4, seq]])
            self._expect(answer, 200, '"code":"saved"', f'"seq":{seq}')

    def hand_in(self) -> Steps:
        answer = yield self._tell(changes=[], submit=True)
        self._expect(answer, 200, '"code":"submitted"')

    def open_result(self) -> Steps:
        page = yield self._get(self.paper["result_url"])
        count = self.paper["questions"]
        self._expect(page, 200, f"<dd>{count}/{count}</dd>")  # all acknowledged answers
        to_board = re.compile(rf'href="({self.site.board}\?[^"]+)"')
        self.board = unescape(self._found(to_board, page.body, page))

    def open_board(self) -> Steps:
        page = yield self._get(self.board)
        self._expect(page, 200, f'data-own-id="{self.person.entry_id}"', ' own">')

    def open_unit(self) -> Steps:
        page = yield self._get(self.person.unit)
        self._expect(page, 200, f"<h1>{escape(self.person.unit_name)}</h1>")

    def heard(self, status: int, content: bytes) -> Answer:
        head, _, body = content.decode().partition("\r\n\r\n")
        self.cookies |= dict(_COOKIE.findall(head))
        return Answer(status, head, body)

    def _get(self, path: str) -> Request:
        return Request(path, visitors.get(path, port=self.site.port, person=self._headers()))

    def _post(self, path: str, fields: dict[str, str]) -> Request:
        return self._send(path, urlencode({"csrfmiddlewaretoken": self.csrf, **fields}))

    def _tell(self, **what: Any) -> Request:
        said = json.dumps({"ticket": self.paper["ticket"], **what})
        return self._send(settings.SAVE_PATH, said, kind=visitors.JSON)

    def _send(self, path: str, body: str, kind: str = visitors.FORM) -> Request:
        port, headers = self.site.port, self._headers()
        return Request(path, visitors.post(path, port=port, body=body, person=headers, kind=kind))

    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return (
            f"X-Forwarded-For: {self.person.address}\r\n"
            "Accept-Language: vi-VN,vi;q=0.9\r\nAccept: text/html\r\n"
        ) + (f"Cookie: {cookies}\r\n" if cookies else "")

    def _expect(self, answer: Answer, status: int, *words: str) -> None:
        if answer.status != status:
            raise Trouble(f"{answer.status} instead of {status}: {_plain(answer.body)}")
        for one in words:
            if one not in answer.body:
                raise Trouble(f"without {one}: {_plain(answer.body)}")

    def _found(self, what: re.Pattern[str], text: str, answer: Answer) -> str:
        found = what.search(text)
        if found is None:
            raise Trouble(f"without {what.pattern}: {_plain(answer.body)}")
        return found.group(1)


def _plain(page: str) -> str:
    return " ".join(_TAGS.sub(" ", page).split())[:600]


PARTS: dict[str, Callable[[Visit], Steps]] = {
    "sign-in page": Visit.open_sign_in,
    "sign in": Visit.sign_in,
    "contest": Visit.open_contest,
    "start page": Visit.open_start,
    "start": Visit.start,
    "saves": Visit.save_all,
    "hand in": Visit.hand_in,
    "result": Visit.open_result,
    "board": Visit.open_board,
    "unit": Visit.open_unit,
}
WHOLE = tuple(PARTS)
SIGNED_IN = WHOLE[2:]


@dataclass(slots=True)
class Visited:
    """Holds what one client process saw of its visits; it ends every one it begins."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


class Browser(Connection):
    """Makes visits one after the other, connected to the pages or live process as by nginx.

    It keeps no connection that it does not use: servers close those."""

    __slots__ = ("address", "addresses", "answer", "parts", "visit", "visited")

    def __init__(
        self,
        addresses: tuple[tuple[str, int], tuple[str, int]],
        visits: Iterable[Visit],
        parts: Sequence[str],
        visited: Visited,
    ) -> None:
        self.addresses, self.parts, self.visited = addresses, parts, visited
        self.address = addresses[0]
        super().__init__(self.address, self._go_through(visits), self._hear)

    def _hear(self, status: int, content: bytes) -> None:
        self.answer = self.visit.heard(status, content)

    def _go_through(self, visits: Iterable[Visit]) -> Iterator[bytes]:
        for self.visit in visits:
            since = time.perf_counter()
            yield from self._go_on(self.visit.steps(self.parts))
            self.visited.took_ms.append((time.perf_counter() - since) * 1000)
            self.visited.visits.append(self.visit)

    def _go_on(self, steps: Steps) -> Iterator[bytes]:
        request = next(steps, None)
        while request is not None:
            self._turn_to(self.addresses[request.path in _LIVE])
            yield request.content
            try:
                request = steps.send(self.answer)
            except StopIteration:
                return

    def _turn_to(self, address: tuple[str, int]) -> None:
        if address != self.address:
            self.socket.close()
            self.socket, self.address = connect(address), address
