"""What `bin/demo --check` asks of the demo: every public page, one paper, one board frame."""

import asyncio
import random
import re
import time
from collections import deque

import httpx
from django.conf import settings
from websockets.asyncio.client import connect

from quizsite.simulation.ledger import Ledger
from quizsite.simulation.people import Person
from quizsite.simulation.person import Plan, Stage, Visitor

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LINK = re.compile(r'href="(/[^"#]*)')
MOST_PAGES = 80
FRAME_WITHIN_S = 10


class CheckFailed(Exception):
    """The demo does not do its main job; `args[0]` says what."""


async def check_demo(
    url: str, *, contest: str, round_number: int, email: str, password: str
) -> str:
    """One line of what was seen; CheckFailed if anything was not as it should be."""
    started = time.monotonic()
    async with httpx.AsyncClient(base_url=url, timeout=20) as client:
        pages = await visit_public_pages(client)
        session = await sign_in(client, email, password)
    frames = await take_paper_and_watch(url, contest, round_number, session)
    took = time.monotonic() - started
    return f"{pages} trang công khai, 1 bài thi, {frames} khung bảng xếp hạng: tốt ({took:.0f} s)"


async def visit_public_pages(client: httpx.AsyncClient) -> int:
    """Every page that links lead to from the first one, none of them broken."""
    waiting, seen = deque(["/"]), {"/"}
    count = 0
    while waiting and count < MOST_PAGES:
        path = waiting.popleft()
        response = await client.get(path, follow_redirects=True)
        if response.status_code != 200:
            raise CheckFailed(f"{path}: {response.status_code}")
        count += 1
        if "text/html" not in response.headers["content-type"]:
            continue
        found = (link.replace("&amp;", "&") for link in _LINK.findall(response.text))
        for link in found:
            if link not in seen and not link.startswith("/static/"):
                seen.add(link)
                waiting.append(link)
    return count


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> str:
    page = await client.get("/dang-nhap/")
    found = _CSRF.search(page.text)
    if found is None:
        raise CheckFailed("trang đăng nhập không có biểu mẫu")
    answer = await client.post(
        "/dang-nhap/",
        data={"login": email, "password": password, "csrfmiddlewaretoken": found.group(1)},
        headers={"Referer": str(client.base_url)},
    )
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if answer.status_code != 302 or session is None:
        raise CheckFailed(f"đăng nhập {email}: {answer.status_code}")
    return session


async def take_paper_and_watch(url: str, contest: str, round_number: int, session: str) -> int:
    """The board's socket says hello, a paper is taken and submitted, and a new frame comes."""
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
        connect("ws" + url.removeprefix("http") + plan.board_path, origin=url) as socket,  # type: ignore[arg-type]  # a plain origin
        httpx.AsyncClient(timeout=20) as client,
    ):
        await asyncio.wait_for(socket.recv(), FRAME_WITHIN_S)
        person = Person(entry_id=0, session_key=session, skill=0)
        visitor = Visitor(person, Stage(plan, client, ledger), random.Random(1))  # noqa: S311 -- made-up
        await visitor.take_the_paper(pace_s=0)
        if ledger.errors or not ledger.shown_scores:
            raise CheckFailed(f"bài thi: {dict(ledger.errors) or 'không thấy kết quả'}")
        await asyncio.wait_for(socket.recv(), FRAME_WITHIN_S)
    return 2
