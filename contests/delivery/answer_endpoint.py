"""Answers saves, which come thousands of times a second, as a plain ASGI callable.

It asks no session, user or template; a token says whose paper it is. Saves that arrive during
one commit are written together in the next, and only then is each acknowledged. A tab's last
save may also hand the paper in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from contests.delivery.hand_ins import hand_in
from contests.delivery.paper_page import milliseconds
from contests.delivery.saves import Change, Receipt, Save, Verdict, write_saves
from contests.delivery.tokens import SaveToken, read_save_token
from quizsite.operations import metrics
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

MAX_CHANGES = 200
MAX_BATCH = 512
MAX_SUBMISSIONS = 200  # at a time; the next ones wait until these are scored
MAX_WAITING = 8192
MAX_CHOICE = 2**31 - 1
MAX_SEQ = 2**53  # what a browser counts exactly


class AnswerEndpoint:
    """Each process and event loop has one. Submissions have a thread and a connection of their own:
    scoring a batch takes longer than saves may wait."""

    def __init__(self) -> None:
        self._saves: RequestBatches[Save, Receipt] = RequestBatches(
            write_saves,
            name="answers",
            size=MAX_BATCH,
            waiting=MAX_WAITING,
            watch=_watch_saves,
        )
        self._submissions: RequestBatches[SaveToken, Receipt] = RequestBatches(
            hand_in,
            name="submissions",
            size=MAX_SUBMISSIONS,
            waiting=MAX_WAITING,
            watch=_watch_submissions,
        )
        metrics.SAVES_WAITING.set_function(lambda: len(self._saves))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = dict(scope["headers"])
            check_sender(scope["method"], headers)
            save = read_save(await read_body(headers, receive))
            receipt = await self._carried_out(save)
            status, payload = _answer(save, receipt)
        except RefusedRequest as refused:
            metrics.SAVES_REFUSED.labels(refused.code).inc()
            status = refused.status
            payload = {"code": refused.code, "message": refused.message}
        await send_json(send, status, payload)

    async def _carried_out(self, save: Save) -> Receipt:
        """Store the changes first; only then hand the paper in."""
        try:
            if save.changes or not save.is_last:
                receipt = await self._saves.ask(save)
                if not save.is_last or receipt.verdict is not Verdict.SAVED:
                    return receipt
            receipt = await self._submissions.ask(save.token)
        except Full:
            raise _busy() from None
        if receipt.verdict is Verdict.FAILED:  # this one alone; its sender tries again
            raise _busy()
        return receipt

    async def stop(self) -> None:
        await self._saves.stop()
        await self._submissions.stop()


def _watch_saves(receipts: Sequence[Receipt], took_s: float, longest_s: float) -> None:
    verdicts = [receipt.verdict for receipt in receipts]
    metrics.count_batch(verdicts, commit_s=took_s, longest_s=longest_s)


def _watch_submissions(receipts: Sequence[Receipt], took_s: float, _longest_s: float) -> None:
    metrics.count_submissions(len(receipts), commit_s=took_s)


def _busy() -> RefusedRequest:
    return RefusedRequest(503, "busy", _("Máy chủ đang bận, câu trả lời sẽ tự gửi lại."))


class _Body(msgspec.Struct):
    ticket: str
    changes: list[tuple[int, int, int]]
    submit: bool = False


_body = msgspec.json.Decoder(_Body)


def read_save(body: bytes) -> Save:
    """{"ticket": "…", "changes": [[position, choice, seq], …], "submit": false} → Save."""
    try:
        data = _body.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _malformed() from None
    if len(data.changes) > MAX_CHANGES:
        raise _malformed()
    token = read_save_token(data.ticket)
    if token is None:
        raise RefusedRequest(403, "bad_ticket", _("Phiên làm bài không hợp lệ, hãy tải lại trang."))
    for position, choice, seq in data.changes:
        if not 0 <= position <= token.question_count:
            raise RefusedRequest(400, "bad_position", _("Đề thi không có câu này."))
        if not (0 <= choice <= MAX_CHOICE and 0 < seq <= MAX_SEQ):
            raise RefusedRequest(400, "bad_value", _("Câu trả lời không đúng dạng."))
    return Save(token, tuple([Change(*change) for change in data.changes]), data.submit)


def _malformed() -> RefusedRequest:
    return RefusedRequest(400, "malformed", _("Yêu cầu lưu bài không đúng dạng."))


_STATUS = {
    Verdict.SAVED: 200,
    Verdict.SUBMITTED: 200,
    Verdict.SUPERSEDED: 409,
    Verdict.SIGNED_OUT: 401,
    Verdict.LATE: 410,
    Verdict.CLOSED: 410,
    Verdict.UNKNOWN: 404,
}


@cache
def _words(verdict: Verdict) -> str:
    return {
        Verdict.SAVED: _("Đã lưu trên máy chủ."),
        Verdict.SUBMITTED: _("Đã nộp bài."),
        Verdict.SUPERSEDED: _("Bài đang được làm ở cửa sổ khác. Cửa sổ này chỉ để xem."),
        Verdict.SIGNED_OUT: _(
            "Bạn đã đăng xuất nên câu trả lời này chưa được lưu. Hãy tải lại trang và đăng nhập để"
            " làm tiếp; câu trả lời còn trên máy sẽ được gửi lại."
        ),
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
    if receipt.verdict in {Verdict.SAVED, Verdict.SUBMITTED}:
        payload["seq"] = max((change.seq for change in save.changes), default=0)
    if receipt.deadline_at is not None:
        payload["deadline_at"] = receipt.deadline_at
        payload["left_ms"] = milliseconds(receipt.deadline_at, at=receipt.server_at)
    return _STATUS[receipt.verdict], payload
