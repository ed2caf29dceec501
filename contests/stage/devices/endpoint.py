"""Answers the posts of devices in the hall, as a plain ASGI callable without session or user.

A device sends what it answers or presses, exchanges stamps that measure its way here, and asks for
its frame where it has no socket. Answers that come together are stored together."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import msgspec
from django.http import parse_cookie
from django.utils.translation import gettext as _

from contests.models import StageAnswerKind
from contests.stage.devices.answers import Asked, Receipt, Verdict, write_answers
from contests.stage.devices.delays import measured_delay, next_stamp
from contests.stage.devices.rooms import frame_for
from contests.stage.devices.tokens import HeldSeat, held_seat, read_socket_token
from quizsite.live.messages import in_thread
from quizsite.web.json_endpoint import (
    Receive,
    RefusedRequest,
    Scope,
    Send,
    check_sender,
    read_body,
    send_json,
)
from quizsite.web.request_batches import Full, RequestBatches

MAX_BATCH = 512
MAX_WAITING = 8192
MOST_LETTERS = 200
MOST_CHOICES = 20
LARGEST = 2**31 - 1


class _Body(msgspec.Struct):
    show: int
    do: str
    token: str = ""
    stamp: str = ""
    run: int = 0
    window: int = 0
    choice: int | None = None
    text: str = ""


_body = msgspec.json.Decoder(_Body)


class DeviceEndpoint:
    """Each process and event loop has one."""

    def __init__(self) -> None:
        self._answers: RequestBatches[Asked, Receipt] = RequestBatches(
            write_answers,
            name="stage_answers",
            size=MAX_BATCH,
            waiting=MAX_WAITING,
            watch=lambda *_: None,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = dict(scope["headers"])
            check_sender(scope["method"], headers)
            body = await read_body(headers, receive)
            received_ms = now_ms()  # before anything waits
            status, payload = await self._answered(_read(body), headers, received_ms)
        except RefusedRequest as refused:
            status = refused.status
            payload = {"code": refused.code, "message": refused.message}
        await send_json(send, status, payload)

    async def _answered(
        self, said: _Body, headers: dict[bytes, bytes], received_ms: int
    ) -> tuple[int, dict[str, Any]]:
        if said.do == "frame":
            return 200, await _frame(said)
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
        held = held_seat(cookies, said.show)
        if held is None:
            raise _no_seat()
        if said.do == "ping":
            # The clock is read again: what came between is no part of the way.
            stamp = next_stamp(said.stamp, seat=held.seat, received_ms=received_ms, at_ms=now_ms())
            delay = measured_delay(stamp, seat=held.seat, at_ms=now_ms())
            return 200, {"code": "pong", "stamp": stamp, "delay_ms": delay, "now": now_ms()}
        try:
            receipt = await self._answers.ask(_asked(said, held, received_ms))
        except Full:
            raise RefusedRequest(
                503, "busy", _("Máy chủ đang bận, câu trả lời sẽ tự gửi lại.")
            ) from None
        return _said(receipt)

    async def stop(self) -> None:
        await self._answers.stop()


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def _read(body: bytes) -> _Body:
    try:
        said = _body.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _malformed() from None
    numbers = (said.show, said.run, said.window, said.choice or 0)
    if not all(0 <= one <= LARGEST for one in numbers):
        raise _malformed()
    return said


def _asked(said: _Body, held: HeldSeat, received_ms: int) -> Asked:
    delay = measured_delay(said.stamp, seat=held.seat, at_ms=received_ms)
    if said.do == "buzz":
        kind = StageAnswerKind.BUZZ
        return Asked(held, said.run, said.window, kind, received_ms, delay)
    if said.do != "answer":
        raise _malformed()
    if said.choice is not None:
        if said.choice >= MOST_CHOICES:
            raise _malformed()
        kind = StageAnswerKind.CHOICE
        return Asked(held, said.run, said.window, kind, received_ms, delay, choice=said.choice)
    text = " ".join(said.text.split())
    if not text or len(text) > MOST_LETTERS or not text.isprintable():
        words = _("Câu trả lời dài từ 1 đến %(most)d ký tự, không có ký tự lạ.")
        raise RefusedRequest(400, "bad_text", words % {"most": MOST_LETTERS})
    kind = StageAnswerKind.TEXT
    return Asked(held, said.run, said.window, kind, received_ms, delay, text=text)


async def _frame(said: _Body) -> dict[str, Any]:
    watched = read_socket_token(said.token)
    if watched is None:
        raise _no_seat()
    return await in_thread(frame_for, watched)


def _no_seat() -> RefusedRequest:
    words = _("Máy này chưa có ghế hoặc ghế đã được thu lại. Hãy quét mã hay nhập mã mới.")
    return RefusedRequest(403, "no_seat", words)


def _malformed() -> RefusedRequest:
    return RefusedRequest(400, "malformed", _("Yêu cầu không đúng dạng. Hãy tải lại trang."))


_STATUS = {
    Verdict.KEPT: 200,
    Verdict.EARLY: 200,
    Verdict.CLOSED: 410,
    Verdict.LATE: 410,
    Verdict.OTHER_QUESTION: 409,
    Verdict.NOT_YOURS: 403,
    Verdict.GONE: 401,
}


@cache
def words_of(verdict: Verdict) -> str:
    return {
        Verdict.KEPT: _("Máy chủ đã ghi."),
        Verdict.EARLY: _("Bấm trước hiệu lệnh nên đội mất quyền bấm ở câu này."),
        Verdict.CLOSED: _("Câu này đã khép, câu trả lời không được tính."),
        Verdict.LATE: _("Đã hết giờ, câu trả lời này đến muộn nên không được tính."),
        Verdict.OTHER_QUESTION: _("Sân khấu đã sang câu khác."),
        Verdict.NOT_YOURS: _("Câu này không dành cho ghế của bạn."),
        Verdict.GONE: _("Ghế này đã được thu lại. Hãy hỏi ban tổ chức để lấy mã mới."),
    }[verdict]


def _said(receipt: Receipt) -> tuple[int, dict[str, Any]]:
    payload = {
        "code": receipt.verdict,
        "message": words_of(receipt.verdict),
        "choice": receipt.choice,
        "judged_ms": receipt.judged_ms,
        "now": now_ms(),
    }
    return _STATUS[receipt.verdict], payload
