"""A restart closes every socket in the same second; the real pages come back spread out."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

TRIES = 5
# Sockets that are lost as soon as they are made, a chance that is always the same, and waits that
# are noted and not waited for. Only what a lost socket sets off is noted.
LOSE_SOCKETS = """
window.waits = [];
const wait = window.setTimeout.bind(window);
let isLosing = false;
window.setTimeout = (run, ms, ...rest) => {
  if (!isLosing) return wait(run, ms, ...rest);
  if (window.waits.push(ms) < TRIES) wait(run, 0);
};
window.WebSocket = class {
  constructor() { wait(() => { isLosing = true; this.onclose?.({}); isLosing = false; }, 0); }
  close() {}
};
Math.random = () => CHANCE;
"""
# Asking a page until something is so takes `eval` in it, which its content security policy forbids.
ASKED_AGAIN = {"bypass_csp": True}


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


def waits_of(page):
    page.wait_for_function(f"() => window.waits.length >= {TRIES}")
    return page.evaluate("window.waits")


def lose_sockets(page, *, chance):
    page.add_init_script(LOSE_SOCKETS.replace("TRIES", str(TRIES)).replace("CHANCE", str(chance)))


# From no wait at all to the longest, evenly: where everybody has a chance of their own, N sockets
# lost in one instant return N / 10 a second. Later tries are further apart and never stop.
@pytest.mark.parametrize(
    ("chance", "waits"),
    [
        (0, [0, 0, 0, 0, 0]),
        (0.5, [5_000, 10_000, 20_000, 30_000, 30_000]),
        (1, [10_000, 20_000, 40_000, 60_000, 60_000]),
    ],
)
def test_each_watched_board_reconnects_at_its_own_time(full_server, contexts, round, chance, waits):
    page = contexts(base_url=full_server, **ASKED_AGAIN).new_page()
    lose_sockets(page, chance=chance)
    page.goto(f"/cuoc-thi/{round.contest.slug}/bang-xep-hang/?ky={round.number}")
    assert waits_of(page) == waits


def test_each_paper_reconnects_at_its_own_time(full_server, contexts, session_cookie, round):
    person = UserFactory()
    entry_in(round, user=person)
    context = contexts(base_url=full_server, **ASKED_AGAIN)
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()
    lose_sockets(page, chance=0.5)
    page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert waits_of(page) == [5_000, 10_000, 20_000, 30_000, 30_000]
