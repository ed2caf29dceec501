"""Tells systemd that this process is ready and, again and again, that it works (sd_notify).

The loop of a live process tells it itself. A process of pages tells it when pages were answered,
or when one that it asks itself for is. Whoever serves nobody falls silent, and systemd starts the
process anew (docs/decisions/0050-hung-processes.md)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from pathlib import Path

import structlog
from django.conf import settings

from quizsite.operations import process_reports, running_work, siblings
from quizsite.serving import ALIVE_AT, READY, READY_AT, ask, own_place

log = structlog.get_logger("quizsite.watchdog")

# A thread that needs longer for one piece, while the database takes rows, does not come back.
HUNG_AFTER_S = 60.0
WATCHED = {
    running_work.ANSWERS: 1,
    running_work.SUBMISSIONS: 1,
    running_work.STARTS: 1,
    running_work.PAGES: settings.PAGE_THREADS,
}
_ASKS_AGAIN_S = 0.5


def notify(said: str) -> None:
    """Send systemd one line; without systemd nothing."""
    address = settings.NOTIFY_SOCKET
    if not address:
        return
    # "@" stands for the NUL of an abstract name.
    address = "\0" + address[1:] if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
        speaking.setblocking(False)  # noqa: FBT003 -- the library's own
        speaking.sendto(said.encode(), address)


def hung() -> str:
    """Return the kind of work that all its threads hang at; "" if the database may be the cause."""
    if not process_reports.can_write():
        return ""
    for kind, threads in WATCHED.items():
        if running_work.count_longer(kind, than_s=HUNG_AFTER_S) >= threads:
            return kind
    return ""


def tell_when_ready() -> None:
    """Wait until this process can do its work, and say meanwhile what is missing."""
    reason = ""
    while (said := ask(own_place(), READY_AT)) != READY:
        if said != reason:
            log.warning("not_ready", says=said)
            notify(f"STATUS={said}")
            reason = said
        time.sleep(_ASKS_AGAIN_S)
    notify("READY=1\nSTATUS=ok")


async def feed_from_loop() -> None:
    """Live processes await it beside what they serve: a loop that stands feeds nobody."""
    if not settings.NOTIFY_SOCKET:
        return
    await asyncio.to_thread(tell_when_ready)
    while settings.WATCHDOG_S:
        await asyncio.sleep(settings.WATCHDOG_S / 4)
        _feed_unless_hung()


def feed_from_pages() -> None:
    """Each process of pages calls it once; a thread feeds as long as pages are answered."""
    if settings.NOTIFY_SOCKET:
        threading.Thread(target=_feed_from_pages, name="watchdog", daemon=True).start()


def _feed_from_pages() -> None:
    tell_when_ready()
    answered = running_work.done(running_work.PAGES)
    while settings.WATCHDOG_S:
        time.sleep(settings.WATCHDOG_S / 4)
        before, answered = answered, running_work.done(running_work.PAGES)
        # Whoever answers pages need not ask itself, and would wait behind them.
        if answered != before or _answers_itself():
            _feed_pages()


def _feed_pages() -> None:
    if settings.PAGE_PROCESSES > 1:
        _feed_unless_a_sibling_is_silent(siblings.own_folder())
    else:
        _feed_unless_hung()


def _feed_unless_a_sibling_is_silent(folder: Path) -> None:
    """A sibling that hangs gets its share of people and nobody else notices, so all fall silent."""
    try:
        siblings.beat(folder)
        found = siblings.silent(folder, than_s=settings.WATCHDOG_S / 2)
    except (OSError, ValueError):  # no room or no right to look: this process works nevertheless
        found = []
    if found:
        log.error("sibling_silent", pids=found)
    else:
        _feed_unless_hung()


def _answers_itself() -> bool:
    return ask(own_place(), ALIVE_AT, within_s=settings.WATCHDOG_S / 4) == READY


def _feed_unless_hung() -> None:
    if kind := hung():
        log.error("hung", work=kind)
    else:
        notify("WATCHDOG=1")
