"""Answers saves, which come thousands of times a second, as a plain ASGI callable.

It asks no session, user or template; a token says whose paper it is. Saves that arrive during
one commit are written together in the next, and only then is each acknowledged. A tab's last
save may also hand the paper in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from contests.delivery.hand_ins import hand_in
from contests.delivery.notes import SaveLines
from contests.delivery.paper_page import milliseconds
from contests.delivery.receipts import HAND_IN, sign
from contests.delivery.saves import Change, Receipt, Save, Verdict, newest_of, write_saves
from contests.delivery.tokens import SaveToken, read_save_token
from contests.delivery.turned_away import TurnedAway, claimed_by
from questionbank.question_types.written import MOST_LETTERS, is_fit
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
LINE_EVERY_S = 1.0  # of the log
MAX_BATCH = 512
MAX_SUBMISSIONS = 200  # at a time; the next ones wait until these are scored
MAX_WAITING = 8192
MAX_CHOICE = 2**31 - 1
MAX_SEQ = 2**53  # what a browser counts exactly
Signable = tuple[int, int, int, str]  # position, choice, sequence, text
Signed = tuple[Receipt, list[str]]  # with the receipts of what it acknowledges
_HANDED_IN: Signable = (HAND_IN, 0, 0, "")


class AnswerEndpoint:
    """Each process and event loop has one. Submissions have a thread and a connection of their own:
    scoring a batch takes longer than saves may wait."""

    def __init__(self) -> None:
        self._lines = SaveLines()
        self._lines_due: asyncio.TimerHandle | None = None
        self._saves: RequestBatches[Save, Signed] = RequestBatches(
            self._write,
            name="answers",
            size=MAX_BATCH,
            waiting=MAX_WAITING,
            watch=self._watch_saves,
        )
        self._submissions: RequestBatches[SaveToken, Receipt] = RequestBatches(
            hand_in,
            name="submissions",
            size=MAX_SUBMISSIONS,
            waiting=MAX_WAITING,
            watch=_watch_submissions,
        )
        metrics.SAVES_WAITING.set_function(lambda: len(self._saves))
        self._turned_away = TurnedAway()
        # At 0 from the start: alerts ask when none is saved, and when the first is turned away.
        for verdict in Verdict:
            metrics.SAVES.labels(verdict)
        for reason in ("busy", "bad_ticket"):
            metrics.SAVES_REFUSED.labels(reason)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = dict(scope["headers"])
            check_sender(scope["method"], headers)
            save = read_save(await read_body(headers, receive))
            status, payload = _answer(save, *await self._carried_out(save))
        except RefusedRequest as refused:
            metrics.SAVES_REFUSED.labels(refused.code).inc()
            self._turned_away.note(refused.code, refused.about)
            status = refused.status
            payload = {"code": refused.code, "message": refused.message}
        await send_json(send, status, payload)

    async def _carried_out(self, save: Save) -> Signed:
        """Store the changes first; only then hand the paper in."""
        try:
            if save.changes or not save.is_last:
                receipt, signed = await self._saves.ask(save)
                if not save.is_last or receipt.verdict is not Verdict.SAVED:
                    return receipt, signed
            receipt = await self._submissions.ask(save.token)
        except Full:
            raise _busy(save.token) from None
        if receipt.verdict is Verdict.FAILED:  # this one alone; its sender tries again
            raise _busy(save.token)
        return receipt, _signed(save, [_HANDED_IN], receipt, Verdict.SUBMITTED)

    def _write(self, saves: Sequence[Save]) -> list[Signed]:
        """Sign all of a batch in one go: between other work the same takes twice as long."""
        receipts = write_saves(saves)
        self._lines.add(saves, receipts)
        return [
            (receipt, _signed(save, save.changes, receipt, Verdict.SAVED))
            for save, receipt in zip(saves, receipts, strict=True)
        ]

    def _watch_saves(self, done: Sequence[Signed], took_s: float, longest_s: float) -> None:
        verdicts = [receipt.verdict for receipt, _receipts in done]
        metrics.count_batch(verdicts, commit_s=took_s, longest_s=longest_s)
        if self._lines and self._lines_due is None:
            self._lines_due = asyncio.get_running_loop().call_later(LINE_EVERY_S, self._write_lines)

    def _write_lines(self) -> None:
        """Leave it to another thread: some thousand saves take milliseconds."""
        self._lines_due = None
        asyncio.get_running_loop().run_in_executor(None, self._lines.write)

    async def stop(self) -> None:
        self._turned_away.write()
        await self._saves.stop()
        await self._submissions.stop()
        if self._lines_due is not None:
            self._lines_due.cancel()
        self._lines.write()


def _signed(
    save: Save, changes: Iterable[Signable], receipt: Receipt, verdict: Verdict
) -> list[str]:
    """Return what the page keeps until the paper is closed, and brings back after a restore."""
    if receipt.verdict is not verdict:
        return []
    return sign(save.token.attempt_id, changes, stamp=receipt.stamp)


def _watch_submissions(receipts: Sequence[Receipt], took_s: float, _longest_s: float) -> None:
    metrics.count_submissions(len(receipts), commit_s=took_s)


def _busy(token: SaveToken) -> RefusedRequest:
    said = _("Máy chủ đang bận, câu trả lời sẽ tự gửi lại.")
    return RefusedRequest(503, "busy", said, about=str(token.attempt_id))


class _Body(msgspec.Struct):
    ticket: str
    changes: list[Change]
    submit: bool = False


_body = msgspec.json.Decoder(_Body)


def read_save(body: bytes) -> Save:
    """{"ticket": "…", "changes": [[position, choice, seq], …], "submit": false} → Save.

    A change of an answer in words is [position, 1, seq, text]."""
    try:
        data = _body.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _malformed() from None
    if len(data.changes) > MAX_CHANGES:
        raise _malformed()
    token = read_save_token(data.ticket)
    if token is None:
        said = _("Phiên làm bài không hợp lệ, hãy tải lại trang.")
        raise RefusedRequest(403, "bad_ticket", said, about=claimed_by(data.ticket))
    for position, choice, seq, text in data.changes:
        if not 0 <= position <= token.question_count:
            raise _unfit(token, "bad_position", _("Đề thi không có câu này."))
        if not (0 <= choice <= MAX_CHOICE and 0 < seq <= MAX_SEQ):
            raise _unfit(token, "bad_value", _("Câu trả lời không đúng dạng."))
        if text and not (choice == 1 and is_fit(text)):
            raise _unfit(token, "bad_text", _unfit_words())
    return Save(token, tuple(data.changes), data.submit)


def _unfit(token: SaveToken, code: str, said: str) -> RefusedRequest:
    return RefusedRequest(400, code, said, about=str(token.attempt_id))


def _unfit_words() -> str:
    said = _("Câu trả lời dài quá %(most)d ký tự hoặc có ký tự lạ. Hãy viết lại ngắn gọn.")
    return said % {"most": MOST_LETTERS}


def _malformed() -> RefusedRequest:
    return RefusedRequest(400, "malformed", _("Yêu cầu lưu bài không đúng dạng."))


_STATUS = {
    Verdict.SAVED: 200,
    Verdict.SUBMITTED: 200,
    Verdict.RESTORED: 409,
    Verdict.SUPERSEDED: 409,
    Verdict.SIGNED_OUT: 401,
    Verdict.VOIDED: 403,
    Verdict.LATE: 410,
    Verdict.CLOSED: 410,
    Verdict.UNKNOWN: 404,
}


@cache
def words_of(verdict: Verdict) -> str:
    return {
        Verdict.SAVED: _("Đã lưu trên máy chủ."),
        Verdict.SUBMITTED: _("Đã nộp bài."),
        Verdict.RESTORED: _(
            "Máy chủ vừa được khôi phục từ bản sao lưu. Các câu đã lưu còn trên máy này và đang"
            " được gửi lại."
        ),
        Verdict.SUPERSEDED: _("Bài đang được làm ở cửa sổ khác. Cửa sổ này chỉ để xem."),
        Verdict.SIGNED_OUT: _(
            "Bạn đã đăng xuất nên câu trả lời này chưa được lưu. Hãy tải lại trang và đăng nhập để"
            " làm tiếp; câu trả lời còn trên máy sẽ được gửi lại."
        ),
        Verdict.VOIDED: _(
            "Ban tổ chức đã loại bài dự thi của bạn nên câu trả lời này không được lưu. Hãy tải lại"
            " trang để xem lý do."
        ),
        Verdict.LATE: _("Đã hết giờ làm bài. Câu trả lời này đến muộn nên không được tính."),
        Verdict.CLOSED: _("Bài đã nộp. Câu trả lời này không được tính."),
        Verdict.UNKNOWN: _("Không tìm thấy bài thi này."),
    }[verdict]


def _answer(save: Save, receipt: Receipt, signed: list[str]) -> tuple[int, dict[str, Any]]:
    verdict, at, deadline_at, stamp = receipt
    payload: dict[str, Any] = {"code": verdict, "message": words_of(verdict), "server_at": at}
    if verdict is Verdict.SAVED or verdict is Verdict.SUBMITTED:
        payload["seq"] = newest_of(save.changes)
        payload["at"], payload["epoch"], _text = stamp
        payload["receipts"] = signed
    if deadline_at is not None:
        payload["deadline_at"] = deadline_at
        payload["left_ms"] = milliseconds(deadline_at, at=at)
    return _STATUS[verdict], payload
