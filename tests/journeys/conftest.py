"""A real browser against the live server; shared by every journey.

def test_a_page(pages, live_server):
    page = pages(width=360)
    page.goto("/")                      # relative to the live server
    assert axe(page) == []
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from quizsite.accounts.models import User
from tests.journeys.serving import database_url, serving
from tests.people import browser_of

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Pages = Callable[..., Page]
# A machine may be busy with other tests, so a page has 20 s to show what the test expects.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


def find_chromium() -> str | None:
    """The CHROMIUM variable, else the machine's own; None means Playwright's download, if any.

    The shell without windows comes first: the journeys take two thirds of the CPU in it.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a journey that is walked at several widths, all but the first are proofs."""
    walked: set[tuple[str, str]] = set()
    for item in items:
        params = dict(getattr(getattr(item, "callspec", None), "params", {}))
        if params.pop("width", None) is None or not item.get_closest_marker("browser"):
            continue
        journey = (item.nodeid.partition("[")[0], repr(sorted(params.items(), key=repr)))
        if journey in walked:
            item.add_marker(pytest.mark.proof)
        walked.add(journey)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, so Django must be told that we know. Module
    # scope: a loop left running would break tests of asynchronous code in other modules.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            found = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium on this machine (set CHROMIUM to its path): {error.message}")
        yield found
        found.close()


@pytest.fixture
def contexts(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """`contexts(width=360)`: a fresh person's browser, with cookies of its own."""
    opened: list[BrowserContext] = []

    def open_context(*, width: int = 360, base_url: str = "", **options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=base_url or live_server.url,
            viewport={"width": width, "height": 740 if width < 768 else 800},
            has_touch=width < 768,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            # It would answer in place of what a journey breaks on purpose.
            **{"service_workers": "block", **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def pages(contexts: Callable[..., BrowserContext]) -> Iterator[Pages]:
    """`pages(width=360)`: a page whose console must stay free of errors until the test ends."""
    errors: list[str] = []

    def open_page(**options: Any) -> Page:
        page = contexts(**options).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if _is_own_error(message) else None,
        )
        return page

    yield open_page
    assert errors == []


def _is_own_error(message: Any) -> bool:
    """A refused answer (4xx) is also written to the console; that is the server's business."""
    return message.type == "error" and "Failed to load resource" not in message.text


@cache
def _axe_core() -> str:
    return AXE.read_text()


def axe(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Violations on the page as it stands, one line each; of all rules or of these."""
    page.wait_for_load_state()
    page.evaluate(AT_REST)
    if not page.evaluate("'axe' in window"):
        # From outside: our content security policy rightly forbids it as a script of the page.
        page.evaluate(f"{_axe_core()};0")
    asked = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    result = page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


# What fades in has too little contrast meanwhile; what turns for ever is not waited for.
AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < 5000)
    .map((one) => one.finished))"""
LOOK_AT_FOCUS = """() => {
    const one = document.activeElement;
    const row = one.closest(".option") || one;
    const { left, top, width, height } = row.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8], [0.1, 0.8], [0.9, 0.2]];
    const shown = points.filter(([x, y]) => {
        const found = document.elementFromPoint(left + width * x, top + height * y);
        return found && (row.contains(found) || found.contains(row));
    });
    const name = one === document.body ? "" : one.outerHTML.slice(0, 120);
    return { name, isHidden: shown.length === 0 };
}"""


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Tab once through the page; return every stop, and whether something covers all of it."""
    stops: list[dict[str, Any]] = []
    page.locator("body").press("Tab")
    while (stop := page.evaluate(LOOK_AT_FOCUS))["name"]:
        stops.append(stop)
        page.keyboard.press("Tab")
    return stops


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen; 0 is wanted."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, width)


@pytest.fixture(scope="package")
def server_log(tmp_path_factory: Any) -> Path:
    """What the full server prints, letters included."""
    log: Path = tmp_path_factory.mktemp("server") / "log"
    return log


def code_sent_to(address: str, log: Path) -> str:
    """The newest code that the server has printed in a letter to this address."""
    letter = log.read_text().rpartition(f"To: {address}")[2]
    code: str = re.findall(r"^(\d{6})$", letter, re.MULTILINE)[0]
    return code


@pytest.fixture(scope="package")
def full_server(django_db_setup: None, django_db_blocker: Any, server_log: Path) -> Any:
    """Serve pages, answers and sockets as deployed; use it with a transactional test."""
    with django_db_blocker.unblock():
        url_of_database = database_url()
    with serving(server_log, database=url_of_database) as url:
        yield url


@pytest.fixture
def session_cookie() -> Callable[..., dict[str, str]]:
    """`context.add_cookies([session_cookie(person, url)])` signs a person in."""

    def make(user: User, url: str) -> dict[str, str]:
        cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME]
        return {"name": cookie.key, "value": cookie.value, "url": url}

    return make
