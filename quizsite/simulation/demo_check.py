"""`bin/demo --check` opens every public page, takes one paper and awaits one board frame."""

import asyncio
import json
import random
import re
import time
from collections import deque

import aiohttp
from django.conf import settings

from quizsite.simulation.crowd import open_client
from quizsite.simulation.ledger import Ledger
from quizsite.simulation.people import Person
from quizsite.simulation.visitor import Plan, Simulation, Visitor

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LINK = re.compile(r'href="(/[^"#]*)')
MOST_PAGES = 400
FRAME_WITHIN_S = 10


class CheckFailed(Exception):
    """The demo does not do its main job; `args[0]` says what."""


async def check_demo(
    url: str, *, contest: str, round_number: int, email: str, password: str
) -> str:
    """Check the demo and sum it up in one line; raise CheckFailed if anything is wrong."""
    started = time.monotonic()
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address, not of a name
    async with aiohttp.ClientSession(url, cookie_jar=jar) as client:
        pages = await visit_public_pages(client)
        session = await sign_in(client, email, password)
    frames = await take_paper_and_watch(url, contest, round_number, session)
    took = time.monotonic() - started
    return f"{pages} trang công khai, 1 bài thi, {frames} khung bảng xếp hạng: tốt ({took:.0f} s)"


async def visit_public_pages(client: aiohttp.ClientSession) -> int:
    """Open every page that links lead to from the first one, and count them."""
    waiting, seen = deque(["/"]), {"/"}
    count = 0
    while waiting and count < MOST_PAGES:
        path = waiting.popleft()
        async with client.get(path) as response:
            if response.status != 200:
                raise CheckFailed(f"{path}: {response.status}")
            count += 1
            if response.content_type != "text/html":
                continue
            text = await response.text()
        found = (link.replace("&amp;", "&") for link in _LINK.findall(text))
        for link in found:
            if link not in seen and not link.startswith("/static/"):
                seen.add(link)
                waiting.append(link)
    return count


async def sign_in(client: aiohttp.ClientSession, email: str, password: str) -> str:
    async with client.get("/dang-nhap/") as page:
        found = _CSRF.search(await page.text())
    if found is None:
        raise CheckFailed("trang đăng nhập không có biểu mẫu")
    data = {"login": email, "password": password, "csrfmiddlewaretoken": found.group(1)}
    async with client.post("/dang-nhap/", data=data, allow_redirects=False) as answer:
        session = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if answer.status != 302 or session is None:
            raise CheckFailed(f"đăng nhập {email}: {answer.status}")
        return session.value


async def take_paper_and_watch(url: str, contest: str, round_number: int, session: str) -> int:
    """Open the board's socket, take and submit a paper, and await a newer frame."""
    ledger = Ledger()
    plan = Plan(
        base_url=url,
        enter_path=f"/cuoc-thi/{contest}/vao-thi/{round_number}/",
        board_path=f"/ws/bang-xep-hang/{contest}/?ky={round_number}",
        knowledge={},
        question_count=1,
        seconds=1,
    )
    async with (
        open_client() as client,
        client.ws_connect(url + plan.board_path, origin=url) as socket,
    ):
        before = json.loads(await socket.receive_str(timeout=FRAME_WITHIN_S))["version"]
        person = Person(entry_id=0, session_key=session, skill=0)
        visitor = Visitor(person, Simulation(plan, client, ledger), random.Random(1))  # noqa: S311 -- made-up
        await visitor.take_the_paper(pace_s=0)
        if ledger.errors or not ledger.shown_scores:
            raise CheckFailed(f"bài thi: {dict(ledger.errors) or 'không thấy kết quả'}")
        return await _frames_until_newer(socket, before)


async def _frames_until_newer(socket: aiohttp.ClientWebSocketResponse, before: int) -> int:
    """Count frames up to one of a newer version; a quiet board repeats its own version."""
    async with asyncio.timeout(FRAME_WITHIN_S):
        count = 1
        while json.loads(await socket.receive_str())["version"] <= before:
            count += 1
        return count + 1
