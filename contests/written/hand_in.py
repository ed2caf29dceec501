"""A work is handed in: a version that never changes, a number, and a digest to compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import (
    WORK_MOVES,
    Round,
    ToolStatement,
    Work,
    WorkDraft,
    WorkFile,
    WorkHeading,
    WorkState,
    WorkVersion,
    WrittenTerms,
)
from contests.rules import ContestRefusal
from contests.written.changes import tell_changed
from contests.written.notices import tell_received
from contests.written.rules import (
    WorkFixed,
    check_is_marked_later,
    check_may_take_part,
    check_may_write,
    owner_entry,
)
from contests.written.terms import terms_of
from contests.written.words import count_all, count_words
from questionbank.models import Axis
from quizsite.language.moments import number
from quizsite.language.vietnamese import search_key

_KEPT = (
    "number",
    "title",
    "tool_statement",
    "state",
    "handed_in_at",
    "may_be_shown",
    "axis",
    "search_key",
)


class WorkNotReady(ContestRefusal):
    code = "work_not_ready"


class NothingChanged(ContestRefusal):
    code = "nothing_changed"
    status = 409
    message = gettext_lazy("Bài không khác bản đã nộp gần nhất nên không có bản mới.")


@dataclass(frozen=True, slots=True)
class Readiness:
    """`missing` keeps a work from being handed in; of `doubts` the author decides."""

    missing: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def readiness_of(work: Work, *, terms: WrittenTerms, draft: WorkDraft) -> Readiness:
    headings = list(terms.headings.all()) if terms.pk else []
    files = list(work.files.filter(removed_at=None))
    missing = [
        *_missing_words(terms, headings, draft),
        *_missing_files(terms, files),
        *_missing_shares(work),
    ]
    doubts = [
        _("Tệp “%(name)s” đang chờ quét vi-rút. Tệp có mã độc thì bị bỏ, và bạn được báo.")
        % {"name": one.name}
        for one in files
        if one.whole_at is None and one.digest
    ]
    return Readiness(missing, doubts + _doubts(terms, headings, draft))


def _missing_words(
    terms: WrittenTerms, headings: Sequence[WorkHeading], draft: WorkDraft
) -> list[str]:
    missing = [] if draft.title else [_("Hãy ghi tên bài.")]
    if terms.takes_text:
        missing += [
            _("Hãy viết mục “%(title)s”.") % {"title": one.title}
            for one in headings
            if one.is_required and not count_words(draft.texts.get(str(one.pk), ""))
        ]
    is_stated = bool(draft.tool_statement.strip())
    if terms.tool_statement == ToolStatement.REQUIRED and not is_stated:
        missing.append(_("Hãy khai việc dùng công cụ AI; không dùng thì ghi “không dùng”."))
    return missing


def _missing_files(terms: WrittenTerms, files: Sequence[WorkFile]) -> list[str]:
    missing = [
        _("Tệp “%(name)s” chưa gửi xong. Hãy gửi tiếp hoặc bỏ tệp.") % {"name": one.name}
        for one in files
        if one.whole_at is None and not one.digest
    ]
    if terms.takes_files and len(files) < terms.min_files:
        said = _("Bài cần ít nhất %(least)d tệp, hiện có %(n)d.")
        missing.append(said % {"least": terms.min_files, "n": len(files)})
    return missing


def _missing_shares(work: Work) -> list[str]:
    total = sum(work.authors.values_list("share_percent", flat=True))
    if total == 100:
        return []
    return [_("Tỷ lệ đóng góp của các tác giả cộng lại là %(n)d%%, cần 100%%.") % {"n": total}]


def _doubts(terms: WrittenTerms, headings: Sequence[WorkHeading], draft: WorkDraft) -> list[str]:
    """Length is judged by people, who tell why; the author is told beforehand."""
    counted = [
        (
            _("Mục “%(title)s”") % {"title": one.title},
            one.min_words,
            one.max_words,
            count_words(draft.texts.get(str(one.pk), "")),
        )
        for one in headings
    ]
    if terms.takes_text:
        counted.append((_("Cả bài"), terms.min_words, terms.max_words, count_all(draft.texts)))
    doubts = []
    for what, least, most, n in counted:
        facts = {"what": what, "n": number(n), "least": number(least or 0)}
        facts["most"] = number(most or 0)
        if least and n < least:
            doubts.append(_("%(what)s có %(n)s chữ, thể lệ yêu cầu ít nhất %(least)s.") % facts)
        if most and n > most:
            doubts.append(_("%(what)s có %(n)s chữ, thể lệ cho nhiều nhất %(most)s.") % facts)
    return doubts


@transaction.atomic
def hand_in(
    work: Work,
    *,
    at: datetime,
    may_be_shown: bool = False,
    may_be_named: bool = False,
    axis: Axis | None = None,
) -> WorkVersion:
    """Keep the draft and the files as the next version, if the round still takes works.

    The deadline is judged last, over a round that nobody closes meanwhile, and `at` is when the
    request came."""
    locked = Work.objects.select_for_update(no_key=True).get(pk=work.pk)
    draft = WorkDraft.objects.select_for_update(no_key=True).get(work=locked.pk)
    terms = terms_of(locked.round)
    check_may_take_part(owner_entry(locked), round=locked.round, at=at)
    ready = readiness_of(locked, terms=terms, draft=draft)
    if ready.missing:
        raise WorkNotReady(_("Chưa nộp được. %(what)s") % {"what": " ".join(ready.missing)})
    files = list(locked.files.filter(removed_at=None))
    digest = digest_of(draft, files)
    newest = locked.versions.order_by("-number").first()
    agreed = _agree(locked, may_be_shown=may_be_shown, may_be_named=may_be_named, axis=axis)
    is_same = newest is not None and newest.digest == digest
    if is_same and locked.state == WorkState.HANDED_IN and not agreed:
        raise NothingChanged
    version = WorkVersion.objects.create(
        work=locked,
        number=newest.number + 1 if newest else 1,
        title=draft.title,
        texts=draft.texts,
        tool_statement=draft.tool_statement,
        word_count=count_all(draft.texts),
        handed_in_at=at,
        digest=digest,
    )
    version.files.set(files)
    locked.search_key = search_key(" ".join([draft.title, *draft.texts.values()]))
    _mark_handed_in(locked, draft, at=at)
    tell_changed(locked.round, [locked.entry_id])
    tell_received(locked, version, at=at)
    return version


def _agree(work: Work, *, may_be_shown: bool, may_be_named: bool, axis: Axis | None) -> bool:
    """Note what the owner agrees to for the gallery; return whether that is anything new."""
    own = work.authors.filter(entry=work.entry_id).exclude(may_be_named=may_be_named)
    is_new = bool(own.update(may_be_named=may_be_named))
    before = (work.may_be_shown, work.axis_id)
    work.may_be_shown, work.axis = may_be_shown, axis
    return is_new or before != (work.may_be_shown, work.axis_id)


def _mark_handed_in(work: Work, draft: WorkDraft, *, at: datetime) -> None:
    round = judged_round(work.round_id)
    check_may_write(work, round=round, at=at)
    check_is_marked_later(round)
    if work.number is None:
        work.number = next_number(round)
    work.title, work.tool_statement = draft.title, draft.tool_statement
    work.state, work.handed_in_at = WorkState.HANDED_IN, at
    work.save(update_fields=_KEPT)


def judged_round(round_id: int) -> Round:
    """Read the round as it is now; whoever closes it early waits, and who comes later sees it."""
    return Round.objects.select_for_update(no_key=True).get(pk=round_id)


def next_number(round: Round) -> int:
    """Count on within the round; the caller holds its row, so no two get one number."""
    last: int | None = round.works.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def digest_of(draft: WorkDraft, files: Sequence[WorkFile]) -> str:
    return digest_of_parts(
        draft.title, draft.texts, draft.tool_statement, [one.digest for one in files]
    )


def digest_of_parts(
    title: str, texts: dict[str, str], tool_statement: str, files: Sequence[str]
) -> str:
    """SHA-256 over what was handed in, written in one way; files count by their own digests."""
    parts: dict[str, Any] = {
        "title": title,
        "texts": sorted(texts.items()),
        "tool_statement": tool_statement,
        "files": sorted(files),
    }
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def withdraw_work(work: Work, *, at: datetime) -> Work:
    """Take a work back for good, as long as its round takes works."""
    locked = Work.objects.select_for_update(no_key=True).get(pk=work.pk)
    check_may_write(locked, round=judged_round(locked.round_id), at=at)
    if WorkState.WITHDRAWN not in WORK_MOVES[WorkState(locked.state)]:
        raise WorkFixed(_("Bài bị trả lại để sửa thì không rút được. Hãy sửa và nộp lại."))
    locked.state = WorkState.WITHDRAWN
    locked.save(update_fields=["state"])
    tell_changed(locked.round, [locked.entry_id])
    return locked


def receipt_code(version: WorkVersion) -> str:
    """ "2-0013-1": round, work, version, as the receipt and the list name it."""
    work = version.work
    return f"{work.round.number}-{work.number or 0:04d}-{version.number}"
