"""Door 2, answers: a plain ASGI callable for the one request that comes thousands of times a
second. No session, no user query, no template; a ticket says whose paper it is.

Requests wait in a bounded queue; one worker takes whatever has come in while the last commit
ran, writes it in one transaction and only then acknowledges each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import msgspec
import structlog
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from contests.saves import Change, Receipt, Save, Verdict, write_saves
from contests.taking import milliseconds
from contests.tickets import read_ticket
from quizsite import metrics
from quizsite.origins import is_own_origin

log = structlog.get_logger("contests.answer_door")

MAX_BODY = 16 * 1024
MAX_CHANGES = 200
MAX_BATCH = 512
MAX_WAITING = 8192
MAX_CHOICE = 2**31 - 1
MAX_SEQ = 2**53  # what a browser counts exactly

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refused(Exception):
    """A "no" in JSON: `code` for the page, `message` for the person."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


class AnswerDoor:
    """One per process and event loop; the worker starts with the first request."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Save, asyncio.Future[Receipt], float]] = deque()
        metrics.SAVES_WAITING.set_function(lambda: len(self._waiting))
        self._worker: asyncio.Task[None] | None = None
        self._came = asyncio.Event()
        # One thread owns one database connection; commits never queue behind each other.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = dict(scope["headers"])
            check_sender(scope["method"], headers)
            save = read_save(await _read_body(headers, receive))
            receipt = await self._written(save)
            status, payload = _answer(save, receipt)
        except Refused as refused:
            metrics.SAVES_REFUSED.labels(refused.code).inc()
            status = refused.status
            payload = {"code": refused.code, "message": refused.message}
        await _send_json(send, status, payload)

    async def _written(self, save: Save) -> Receipt:
        if len(self._waiting) >= MAX_WAITING:
            raise _busy()
        loop = asyncio.get_running_loop()
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        future: asyncio.Future[Receipt] = loop.create_future()
        self._waiting.append((save, future, loop.time()))
        self._came.set()
        return await future

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._came.wait()
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]
            if not self._waiting:
                self._came.clear()
            saves = [save for save, _future, _came_at in batch]
            began_at = loop.time()
            try:
                receipts = await loop.run_in_executor(self._thread, _write, saves)
            except Exception:
                # Whatever went wrong with this batch, a dead worker would hang every save after
                # it. Perhaps written, perhaps not: never a false "saved"; the sender tries
                # again, and sequence numbers make that harmless.
                log.exception("batch_not_written", saves=len(batch))
                for _save, future, _came_at in batch:
                    if not future.done():
                        future.set_exception(_busy())
                continue
            for (_save, future, _came_at), receipt in zip(batch, receipts, strict=True):
                if not future.done():  # the sender may have gone away
                    future.set_result(receipt)
            verdicts = [receipt.verdict for receipt in receipts]
            now, first_at = loop.time(), batch[0][2]
            metrics.count_batch(verdicts, commit_s=now - began_at, longest_s=now - first_at)

    async def stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._thread.submit(_close_connection)
        self._thread.shutdown(wait=True)


def _write(saves: Sequence[Save]) -> list[Receipt]:
    """Writing twice changes nothing, so a connection that died meanwhile costs nobody a refusal."""
    try:
        return write_saves(saves)
    except DatabaseError:
        was_alive = connection.is_usable()
        connection.close()  # alive, it may still be tied to a server that is no longer the first
        if was_alive:
            raise
    return write_saves(saves)


def _close_connection() -> None:
    connection.close()  # this thread's own: `connection` is looked up where it is called


def _busy() -> Refused:
    return Refused(503, "busy", _("Máy chủ đang bận, câu trả lời sẽ tự gửi lại."))


def check_sender(method: str, headers: dict[bytes, bytes]) -> None:
    """Browsers name the page a request comes from; another site's page saves nothing here."""
    if method != "POST":
        raise Refused(405, "method", _("Chỉ nhận yêu cầu lưu bài."))
    if not is_own_origin(headers):
        raise Refused(403, "foreign_origin", _("Yêu cầu không đến từ trang làm bài."))


async def _read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise _too_large()
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "disconnected", "")
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            raise _too_large()
        if not message.get("more_body"):
            return body


def _too_large() -> Refused:
    return Refused(413, "too_large", _("Yêu cầu quá lớn."))


class _Body(msgspec.Struct):
    ticket: str
    changes: list[tuple[int, int, int]]


_body = msgspec.json.Decoder(_Body)


def read_save(body: bytes) -> Save:
    """{"ticket": "…", "changes": [[position, choice, seq], …]} → Save, or refuse."""
    try:
        data = _body.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _malformed() from None
    if len(data.changes) > MAX_CHANGES:
        raise _malformed()
    ticket = read_ticket(data.ticket)
    if ticket is None:
        raise Refused(403, "bad_ticket", _("Phiên làm bài không hợp lệ, hãy tải lại trang."))
    for position, choice, seq in data.changes:
        if not 0 <= position <= ticket.question_count:
            raise Refused(400, "bad_position", _("Đề thi không có câu này."))
        if not (0 <= choice <= MAX_CHOICE and 0 < seq <= MAX_SEQ):
            raise Refused(400, "bad_value", _("Câu trả lời không đúng dạng."))
    return Save(ticket, tuple([Change(*change) for change in data.changes]))


def _malformed() -> Refused:
    return Refused(400, "malformed", _("Yêu cầu lưu bài không đúng dạng."))


_STATUS = {
    Verdict.SAVED: 200,
    Verdict.SUPERSEDED: 409,
    Verdict.LATE: 410,
    Verdict.CLOSED: 410,
    Verdict.UNKNOWN: 404,
}


@cache
def _words(verdict: Verdict) -> str:
    return {
        Verdict.SAVED: _("Đã lưu trên máy chủ."),
        Verdict.SUPERSEDED: _("Bài đang được làm ở cửa sổ khác. Cửa sổ này chỉ để xem."),
        Verdict.LATE: _("Đã hết giờ làm bài. Câu trả lời này đến muộn nên không được tính."),
        Verdict.CLOSED: _("Bài đã nộp. Câu trả lời này không được tính."),
        Verdict.UNKNOWN: _("Không tìm thấy bài thi này."),
    }[verdict]


def _answer(save: Save, receipt: Receipt) -> tuple[int, dict[str, Any]]:
    payload: dict[str, Any] = {
        "code": receipt.verdict,
        "message": _words(receipt.verdict),
        "server_at": receipt.server_at,
    }
    if receipt.verdict is Verdict.SAVED:
        payload["seq"] = max((change.seq for change in save.changes), default=0)
    if receipt.deadline_at is not None:
        payload["deadline_at"] = receipt.deadline_at
        payload["left_ms"] = milliseconds(receipt.deadline_at, at=receipt.server_at)
    return _STATUS[receipt.verdict], payload


_HEADERS = (
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


async def _send_json(send: Send, status: int, payload: dict[str, Any]) -> None:
    body = msgspec.json.encode(payload)
    headers = [*_HEADERS, (b"content-length", b"%d" % len(body))]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
