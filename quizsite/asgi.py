"""All three doors in one process: pages (WSGI in threads), answers, sockets.

With SERVE_ROLE=live the pages are elsewhere, and only whether this process is well can be asked.
SERVE_ROLE=jobs is the same with a worker, and nginx sends it nobody."""

import asyncio
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")

from quizsite.wsgi import application as wsgi_pages  # noqa: I001 -- first: it sets Django up

import structlog
from a2wsgi import WSGIMiddleware
from channels.routing import URLRouter
from django.conf import settings
from django.urls import re_path

from contests.delivery.answer_endpoint import AnswerEndpoint
from contests.monitoring.site import count_papers
from contests.delivery.routing import websocket_urlpatterns as attempt_sockets
from contests.delivery.start_endpoint import StartEndpoint
from contests.attempts.sweeper import sweep_forever
from contests.returns import noticing
from contests.stage.devices.endpoint import DeviceEndpoint
from contests.stage.devices.routing import websocket_urlpatterns as stage_sockets
from leaderboard import upkeep
from leaderboard.boards.routing import websocket_urlpatterns as board_sockets
from quizsite.accounts.first_staff.console import tell_at_start
from quizsite.epochs import heads
from quizsite.jobs.queue import count_jobs
from quizsite.jobs.worker import Worker
from quizsite.live import messages as live
from quizsite.live import rooms
from quizsite.moving.marker import refuse_half_moved
from quizsite.operations import metrics_listener
from quizsite.operations import process_reports
from quizsite.operations import watchdog
from quizsite.web.middleware import HEALTH_PATHS, TEXT, TOO_LONG, is_too_long
from quizsite.web.origins import own_origin_only

log = structlog.get_logger("quizsite.serving")

# The loop waits this long for a thread that computes, such as one that closes papers, and every
# save needs the loop a few times (docs/decisions/0015-starting-and-closing.md).
sys.setswitchinterval(0.001)
JOB_ENDS_WITHIN_S = 5
answers = AnswerEndpoint()
starts = StartEndpoint()
devices = DeviceEndpoint()
pages: Any = WSGIMiddleware(wsgi_pages, workers=settings.PAGE_THREADS)  # type: ignore[arg-type]  # Django's WSGIHandler answers with its own response class


async def no_pages_here(scope: Any, receive: Any, send: Any) -> None:
    """Whoever comes here was sent by a proxy that is set up wrongly."""
    words = "Tiến trình này chỉ nhận câu trả lời và kết nối trực tiếp, không có trang nào."
    await _say(send, 404, words)


async def too_long(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4414})
    else:
        await _say(send, 414, TOO_LONG)


async def _say(send: Any, status: int, words: str) -> None:
    headers = [(b"content-type", TEXT.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})


async def no_such_socket(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "websocket.close", "code": 4404})


sockets: Any = own_origin_only(
    URLRouter([*board_sockets, *attempt_sockets, *stage_sockets, re_path("", no_such_socket)])  # type: ignore[arg-type]  # ASGI
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif is_too_long(scope["path"]):  # before a pattern or a log line reads it
        await too_long(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["path"] == settings.SAVE_PATH:
        await answers(scope, receive, send)
    elif scope["path"] == settings.START_PATH:
        await starts(scope, receive, send)
    elif scope["path"] == settings.STAGE_PATH:
        await devices(scope, receive, send)
    elif settings.SERVE_ROLE in {"live", "jobs"} and scope["path"] not in HEALTH_PATHS:
        await no_pages_here(scope, receive, send)
    else:
        await pages(scope, receive, send)


def _start_worker(name: str | None) -> Worker | None:
    """Start a worker if this process reports: other workers take the job of one that does not."""
    if name is None or settings.SERVE_ROLE not in {"all", "jobs"}:
        return None
    worker = Worker(name)
    worker.start()
    return worker


async def _live(receive: Any, send: Any) -> None:
    """What runs beside the doors from the first request to the last."""
    await receive()
    await asyncio.to_thread(refuse_half_moved)
    live.attach(asyncio.get_running_loop())
    await asyncio.to_thread(noticing.notice_at_start)
    heads.start(look=noticing.look)
    sweeper = asyncio.create_task(sweep_forever())
    await upkeep.start()
    metrics_listener.listen()
    loop = asyncio.get_running_loop()
    name = process_reports.start(
        settings.SERVE_ROLE, count_papers=count_papers, count_jobs=count_jobs, loop=loop
    )
    worker = _start_worker(name)
    if settings.SERVE_ROLE in {"all", "jobs"}:  # one process of each site
        loop.run_in_executor(None, tell_at_start)
    watched = asyncio.create_task(watchdog.feed_from_loop())
    log.info("serving", role=settings.SERVE_ROLE)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    log.info("stopping")
    sweeper.cancel()
    watched.cancel()
    await answers.stop()
    await starts.stop()
    await devices.stop()
    await rooms.stop_all()
    if worker is not None:
        await asyncio.to_thread(worker.stop, within_s=JOB_ENDS_WITHIN_S)
    await asyncio.to_thread(process_reports.stop)
    await asyncio.to_thread(heads.stop)
    await upkeep.stop()
    live.attach(None)
    await send({"type": "lifespan.shutdown.complete"})
