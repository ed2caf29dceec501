"""Door 2, answers: a plain ASGI callable for the one request that comes thousands of times a
second. No session, no user query, no template; a ticket says whose paper it is.

Requests wait in a bounded queue; one worker takes whatever has come in while the last commit
ran, writes it in one transaction and only then acknowledges each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from django.db import close_old_connections, connection
from django.utils.translation import gettext as _

from contests.saves import Change, Receipt, Save, Verdict, write_saves
from contests.taking import milliseconds
from contests.tickets import read_ticket
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
        self._waiting: asyncio.Queue[tuple[Save, asyncio.Future[Receipt]]] | None = None
        self._worker: asyncio.Task[None] | None = None
        # One thread owns one database connection; commits never queue behind each other.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = {name.lower(): value for name, value in scope["headers"]}
            check_sender(scope["method"], headers)
            save = read_save(await _read_body(headers, receive))
            receipt = await self._written(save)
            status, payload = _answer(save, receipt)
        except Refused as refused:
            status = refused.status
            payload = {"code": refused.code, "message": refused.message}
        await _send_json(send, status, payload)

    async def _written(self, save: Save) -> Receipt:
        if self._waiting is None:
            self._waiting = asyncio.Queue(MAX_WAITING)
            self._worker = asyncio.get_running_loop().create_task(self._work(self._waiting))
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((save, future))
        except asyncio.QueueFull:
            raise _busy() from None
        return await future

    async def _work(self, waiting: asyncio.Queue[tuple[Save, asyncio.Future[Receipt]]]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await waiting.get()]
            while len(batch) < MAX_BATCH and not waiting.empty():
                batch.append(waiting.get_nowait())
            try:
                receipts = await loop.run_in_executor(
                    self._thread, _write, [save for save, _future in batch]
                )
            except Exception:
                # Whatever went wrong with this batch, a dead worker would hang every save after
                # it. Perhaps written, perhaps not: never a false "saved"; the sender tries
                # again, and sequence numbers make that harmless.
                log.exception("batch_not_written", saves=len(batch))
                for _save, future in batch:
                    if not future.done():
                        future.set_exception(_busy())
                continue
            for (_save, future), receipt in zip(batch, receipts, strict=True):
                if not future.done():  # the sender may have gone away
                    future.set_result(receipt)

    async def stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._thread.submit(_close_connection)
        self._thread.shutdown(wait=True)


def _write(saves: Sequence[Save]) -> list[Receipt]:
    close_old_connections()
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
    too_large = Refused(413, "too_large", _("Yêu cầu quá lớn."))
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise too_large
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "disconnected", "")
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            raise too_large
        if not message.get("more_body"):
            return body


def read_save(body: bytes) -> Save:
    """{"ticket": "…", "changes": [[position, choice, seq], …]} → Save, or refuse."""
    malformed = Refused(400, "malformed", _("Yêu cầu lưu bài không đúng dạng."))
    try:
        data = json.loads(body)
        slip, changes = data["ticket"], data["changes"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise malformed from None
    if not isinstance(slip, str) or not isinstance(changes, list) or len(changes) > MAX_CHANGES:
        raise malformed
    ticket = read_ticket(slip)
    if ticket is None:
        raise Refused(403, "bad_ticket", _("Phiên làm bài không hợp lệ, hãy tải lại trang."))
    return Save(ticket, tuple(_read_change(row, ticket.question_count) for row in changes))


def _read_change(row: Any, question_count: int) -> Change:
    # bool is an int in Python; true is not a position.
    if not isinstance(row, list) or len(row) != 3 or any(type(part) is not int for part in row):
        raise Refused(400, "malformed", _("Yêu cầu lưu bài không đúng dạng."))
    position, choice, seq = row
    if not 0 <= position <= question_count:
        raise Refused(400, "bad_position", _("Đề thi không có câu này."))
    if not (0 <= choice <= MAX_CHOICE and 0 < seq <= MAX_SEQ):
        raise Refused(400, "bad_value", _("Câu trả lời không đúng dạng."))
    return Change(position, choice, seq)


_STATUS = {
    Verdict.SAVED: 200,
    Verdict.SUPERSEDED: 409,
    Verdict.LATE: 410,
    Verdict.CLOSED: 410,
    Verdict.UNKNOWN: 404,
}


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
        "server_at": receipt.server_at.isoformat(),
    }
    if receipt.verdict is Verdict.SAVED:
        payload["seq"] = max((change.seq for change in save.changes), default=0)
    if receipt.deadline_at is not None:
        payload["deadline_at"] = receipt.deadline_at.isoformat()
        payload["left_ms"] = milliseconds(receipt.deadline_at, at=receipt.server_at)
    return _STATUS[receipt.verdict], payload


async def _send_json(send: Send, status: int, payload: dict[str, Any]) -> None:
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    body = json.dumps(payload, ensure_ascii=False).encode()
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
