"""Finds one paper in the server's log: tabs, devices, saves, refusals, and trouble at that time.

Lines come as `journalctl` prints them, with or without its own beginning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from contests.delivery.receipts import from_microseconds
from contests.delivery.turned_away import CLAIMS
from contests.models import Attempt
from contests.monitoring.paper_story import (
    Moment,
    in_words_of,
    question_in_words,
    reason_in_words,
)

AROUND = timedelta(minutes=1)
MOST_TROUBLE = 200
_TROUBLE = {"error", "warning"}
Said = tuple[datetime, str]


def moments_in_log(
    lines: Iterable[str], attempt: Attempt, *, newest: dict[int, int] | None = None
) -> Iterator[Moment]:
    """`newest` gets the newest acknowledged sequence of each position, as lines are read."""
    newest = {} if newest is None else newest
    until = (attempt.finished_at or attempt.deadline_at) + AROUND
    since, pk, code = attempt.started_at - AROUND, str(attempt.pk), str(attempt.code)
    troubles = 0
    for text in lines:
        # Most lines are of other papers: they are not worth reading as JSON.
        is_near = pk in text or code in text
        if not is_near and '"error"' not in text and '"warning"' not in text:
            continue
        line = _read(text)
        if line is None:
            continue
        at = line["at"]
        own = _own_or_none(line, attempt) if is_near else []
        if own and line.get("event") == "saves":
            for _at, position, seq in _parts_of(line, "papers", pk):
                newest[int(position)] = max(int(seq), newest.get(int(position), 0))
        yield from (Moment(when, said, _process(line)) for when, said in own)
        if not own and str(line.get("level")) in _TROUBLE and since <= at <= until:
            troubles += 1
            if troubles <= MOST_TROUBLE:
                yield Moment(at, _trouble(line), _process(line))


def _read(text: str) -> dict[str, Any] | None:
    begins = text.find("{")
    if begins < 0:
        return None
    try:
        line = json.loads(text[begins:])
        line["at"] = datetime.fromisoformat(line["timestamp"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return line if line["at"].tzinfo else None


def _process(line: dict[str, Any]) -> str:
    return str(line.get("process", "?"))


def _own_or_none(line: dict[str, Any], attempt: Attempt) -> list[Said]:
    """A line that another version wrote, or that was cut, ends no story."""
    try:
        return list(_own(line, attempt))
    except (ValueError, KeyError, TypeError):
        return []


def _own(line: dict[str, Any], attempt: Attempt) -> Iterator[Said]:
    if line.get("event") == "saves":
        yield from _saves(line, str(attempt.pk))
    else:
        yield from ((line["at"], said) for said in _other(line, attempt))


def _other(line: dict[str, Any], attempt: Attempt) -> Iterator[str]:
    pk, event = str(attempt.pk), line.get("event")
    if event == "saves_turned_away":
        yield from _turned_away(line, pk)
    elif event == "papers_started":
        for one in str(line.get("papers", "")).split("; "):
            whose, _colon, device = one.partition(": ")
            if whose == pk:
                yield _("Phát đề, mở cửa sổ 1 trên %(device)s") % {"device": device}
    elif event == "paper_taken" and line.get("attempt") == attempt.pk:
        facts = {"tab": line.get("tab"), "device": line.get("device")}
        yield _("Mở bài ở cửa sổ %(tab)s trên %(device)s") % facts
    elif event == "papers_handed_in" and pk in str(line.get("papers", "")).split():
        yield _("Đóng bài theo yêu cầu nộp")
    elif event == "request" and str(attempt.code) in str(line.get("path")):
        yield _("Trang %(method)s %(path)s, trả lời %(status)s") % line
    elif str(line.get("level")) in _TROUBLE and line.get("attempt") == attempt.pk:
        yield _trouble(line)


def _saves(line: dict[str, Any], pk: str) -> Iterator[Said]:
    for at, position, seq in _parts_of(line, "papers", pk):
        facts = {"what": question_in_words(int(position)), "seq": in_words_of(int(seq))}
        yield at, _("Nhận và lưu %(what)s, %(seq)s") % facts
    for at, code, seq in _parts_of(line, "refused", pk):
        facts = {"reason": reason_in_words(code), "seq": in_words_of(int(seq))}
        yield at, _("Không lưu, %(reason)s: %(seq)s") % facts


def _parts_of(line: dict[str, Any], field: str, pk: str) -> Iterator[tuple[datetime, str, str]]:
    """Read what `notes.SaveLines` wrote; lines of the version before name no moments."""
    at = line["at"]
    for one in str(line.get(field, "")).split():
        if one.startswith("@"):
            at = from_microseconds(int(one[1:]))
            continue
        whose, what, seq = one.split("/")
        if whose == pk:
            yield at, what, seq


def _turned_away(line: dict[str, Any], pk: str) -> Iterator[str]:
    for one in str(line.get("papers", "")).split():
        whose, code, count = one.split("/")
        facts = {"n": count, "reason": reason_in_words(code)}
        if whose == pk:
            yield _("Chưa ghi gì, %(n)s lượt trong ít giây trước: %(reason)s") % facts
        elif whose == f"{CLAIMS}{pk}":
            yield (
                _("%(n)s lượt tự xưng là của bài này, không chắc từ máy người thi: %(reason)s")
                % facts
            )


def _trouble(line: dict[str, Any]) -> str:
    said = line.get("said") or line.get("error") or str(line.get("exception", "")).strip()
    last = str(said).splitlines()[-1] if said else ""
    return _("Máy chủ: %(event)s %(said)s") % {"event": line.get("event"), "said": last[:200]}
