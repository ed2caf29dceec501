"""Measures the way to a paper on a weak phone: a slow 3G line and a CPU six times slower."""

import argparse
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import filling, visitors
from benchmarks.reports import Figures
from benchmarks.servers import serving
from contests.models import Contest, Entry, Round
from tests.journeys.conftest import ARGUMENTS, find_chromium

VENDORS = ("sqlite",)  # the embedded default, where no proxy helps
LATENCY_MS, BYTES_PER_S = 400, 400 * 1024 / 8
# The browser runs our own conditions, which our content security policy would refuse.
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN", "bypass_csp": True}
PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
ANSWERABLE = "document.querySelector('#cau-1') && !document.querySelector('#cau-1').disabled"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cpu", type=float, default=6, help="so many times slower")


class PhoneBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.cpu = chosen.cpu
        contest = Contest.objects.get()
        round = Round.objects.get(contest=contest, number=2)
        self.path = f"/cuoc-thi/{contest.slug}/vao-thi/{round.number}/"
        # A division with a paper; each run is another person's first attempt.
        division = round.sections.values_list("division", flat=True)[0]
        people = filling.fill_people(
            contest,
            chosen.runs,
            at=datetime.now(UTC),
            rng=random.Random(1),
            divisions=[division],
        )
        users = Entry.objects.filter(pk__in=people).values_list("user", flat=True)
        self.cookies = iter(visitors.sign_in(users).values())

    def run(self) -> Figures:
        cookies = _cookies(next(self.cookies))
        with serving() as server, _browser() as browser:
            base = f"http://127.0.0.1:{server.port}"
            context = browser.new_context(base_url=base, **PHONE)
            context.add_cookies([{**one, "url": base} for one in cookies])
            page = self._weak(context)
            page.goto(self.path, wait_until="commit", timeout=60_000)
            page.locator("#bat-dau button").wait_for(timeout=60_000)
            figures = {"start offered ms": _now(page)}
            page.locator("#bat-dau button").click(no_wait_after=True)
            figures |= _opened(page, "after the start")
            # Another device: it has nothing of ours yet.
            address, state = page.url, context.storage_state()
            other = browser.new_context(base_url=base, storage_state=state, **PHONE)
            cold = self._weak(other)
            cold.goto(address, wait_until="commit", timeout=60_000)
            return figures | _opened(cold, "cold")

    def _weak(self, context: BrowserContext) -> Page:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        line = {"downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
        line |= {"offline": False, "latency": LATENCY_MS}
        devtools.send("Network.emulateNetworkConditions", line)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": self.cpu})
        return page


def _opened(page: Page, name: str) -> Figures:
    page.wait_for_function(ANSWERABLE, timeout=60_000)
    answerable = _now(page)
    page.wait_for_function(PAINTED, timeout=60_000)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return {f"readable {name} ms": painted, f"answerable {name} ms": answerable}


def _now(page: Page) -> float:
    return float(page.evaluate("performance.now()"))


def _cookies(headers: str) -> list[dict[str, str]]:
    pairs = headers.splitlines()[0].removeprefix("Cookie: ").split("; ")
    return [dict(zip(("name", "value"), pair.split("=", 1), strict=True)) for pair in pairs]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)


benchmark = PhoneBenchmark
