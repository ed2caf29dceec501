"""What happened to one paper, moment by moment: for whoever says that answers are lost.

It tells positions and times only, neither choices nor keys, so it may be read at any time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.delivery.paper_page import SEQ_PER_TAB
from contests.models import VOIDED_FROM, Allowance, Answer, Attempt, AttemptState, SaveRefusal
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.reading import read_line
from quizsite.language import moments
from quizsite.models import AuditLine

_READINGS = (AuditKind.PAPER_SEEN, AuditKind.PEOPLE_SEEN)


class Moment(NamedTuple):
    at: datetime
    said: str
    source: str = ""  # "" for the database, else the process that wrote the line

    @property
    def when(self) -> str:
        return moments.exact_moment(self.at)


class Story(NamedTuple):
    """`summary` answers the person's question; `moments` are the evidence, in order."""

    attempt: Attempt
    summary: list[str]
    advice: list[str]
    moments: list[Moment]


def story_of(attempt: Attempt) -> Story:
    """`attempt` comes with its round and entry."""
    answers = list(Answer.objects.filter(attempt=attempt).order_by("saved_at", "position"))
    refusals = list(attempt.save_refusals.order_by("last_at"))
    found = [
        Moment(attempt.started_at, _("Bắt đầu làm bài, máy chủ phát đề")),
        *(Moment(one.saved_at, _answer_in_words(one)) for one in answers),
        *(Moment(one.last_at, _refusal_in_words(one)) for one in refusals),
        *_given(attempt),
        *_decided(attempt),
        *_ended(attempt),
    ]
    return Story(
        attempt,
        summary=list(_summary(attempt, answers, refusals)),
        advice=list(_advice(attempt, answers, refusals)),
        moments=sorted(found, key=lambda one: one.at),
    )


def in_words_of(seq: int) -> str:
    """The page numbers its changes in each tab anew."""
    tab, change = divmod(seq, SEQ_PER_TAB)
    return _("lần ghi %(n)s của cửa sổ %(tab)s") % {"n": change, "tab": max(tab, 1)}


def question_in_words(position: int) -> str:
    return _("câu %(n)s") % {"n": position} if position else _("dự đoán")


def _answer_in_words(one: Answer) -> str:
    words = _("Nhận và lưu %(what)s, %(seq)s") if one.choice else _("Bỏ chọn %(what)s, %(seq)s")
    return words % {"what": question_in_words(one.position), "seq": in_words_of(one.seq)}


def reason_in_words(code: str) -> str:
    return {
        "late": _("đã hết giờ"),
        "closed": _("bài đã nộp"),
        "superseded": _("gửi từ cửa sổ cũ trong khi bài đã được mở ở cửa sổ khác"),
        "signed_out": _("người thi đã đăng xuất hoặc bị khóa"),
        "voided": _("người thi đã bị loại"),
        "busy": _("máy chủ bận, máy người thi tự gửi lại"),
        "bad_ticket": _("phiếu của trang không còn đúng, phải tải lại trang"),
        "bad_position": _("trang gửi câu mà đề không có"),
        "bad_value": _("trang gửi câu trả lời không đúng dạng"),
        "bad_text": _("câu trả lời dài quá hoặc có ký tự lạ"),
    }.get(code, code)


def _refusal_in_words(one: SaveRefusal) -> str:
    facts: dict[str, Any] = {"n": one.count, "reason": reason_in_words(one.code)}
    if one.first_at is None or one.count == 1:
        return _("Không lưu câu gửi tới: %(reason)s") % facts
    facts["since"] = f"{timezone.localtime(one.first_at):%H:%M:%S}"
    return _("Không lưu %(n)s lượt gửi tới từ %(since)s đến lúc này: %(reason)s") % facts


def _given(attempt: Attempt) -> Iterator[Moment]:
    earlier = Q(attempt=None, given_at__lte=attempt.started_at)
    own = Allowance.objects.filter(entry=attempt.entry_id, round=attempt.round_id)
    for one in own.filter(Q(attempt=attempt) | earlier):
        said = _("Ban tổ chức cho thêm giờ hoặc lượt thi: %(reason)s") % {"reason": one.reason}
        yield Moment(one.given_at, said)


def _decided(attempt: Attempt) -> Iterator[Moment]:
    """What organisers did to the entry: voided, restored, moved. Who only read it is left out."""
    lines = AuditLine.objects.filter(about_kind=Subject.ENTRY, about_id=attempt.entry_id)
    lines = lines.exclude(kind__in=_READINGS).prefetch_related("clear_names")
    for line in lines.order_by("at")[:50]:
        shown = read_line(line)
        yield Moment(line.at, f"{shown.kind}. {shown.reason}".strip(". ") + ".")


def _ended(attempt: Attempt) -> Iterator[Moment]:
    if attempt.finished_at is None:
        yield Moment(attempt.deadline_at, _("Hạn nộp"))
    elif attempt.state == AttemptState.SUBMITTED:
        yield Moment(attempt.finished_at, _("Người thi nộp bài"))
    else:
        yield Moment(attempt.finished_at, _("Hết giờ: máy chủ đóng bài với các câu đã lưu"))


def _missing(attempt: Attempt, answers: list[Answer]) -> list[int]:
    saved = {one.position for one in answers if one.choice}
    return [n for n in range(1, attempt.question_count + 1) if n not in saved]


def _summary(attempt: Attempt, answers: list[Answer], refusals: list[SaveRefusal]) -> Iterator[str]:
    missing = _missing(attempt, answers)
    facts: dict[str, Any] = {
        "n": attempt.question_count - len(missing),
        "total": attempt.question_count,
    }
    if answers:
        facts["at"] = moments.exact_moment(answers[-1].saved_at)
        said = _("Máy chủ đang giữ câu trả lời của %(n)s trên %(total)s câu; lần lưu cuối %(at)s.")
        yield said % facts
    else:
        yield _("Không có câu trả lời nào của bài này từng tới máy chủ.")
    if missing and answers:
        named = moments.listed([str(n) for n in missing])
        yield _("Chưa có câu trả lời cho câu %(named)s.") % {"named": named}
    for one in refusals:
        facts = {"n": one.count, "reason": reason_in_words(one.code)}
        facts["at"] = moments.exact_moment(one.last_at)
        yield _("%(n)s lượt gửi tới không được lưu vì %(reason)s, lần cuối %(at)s.") % facts
    if VOIDED_FROM > attempt.writer > 1:
        tabs = sorted({max(one.seq // SEQ_PER_TAB, 1) for one in answers})
        named = moments.listed([str(n) for n in tabs]) if tabs else _("không cửa sổ nào")
        said = _("Bài được mở ở nhiều cửa sổ hoặc thiết bị; câu đã lưu đến từ cửa sổ: %(named)s.")
        yield said % {"named": named}
    if attempt.finished_at is None:
        yield _("Bài còn mở, hạn nộp %(at)s.") % {"at": moments.exact_moment(attempt.deadline_at)}
    else:
        facts = {"at": moments.exact_moment(attempt.finished_at)}
        submitted = attempt.state == AttemptState.SUBMITTED
        yield (_("Người thi nộp bài %(at)s.") if submitted else _("Bài hết giờ %(at)s.")) % facts


def _advice(attempt: Attempt, answers: list[Answer], refusals: list[SaveRefusal]) -> Iterator[str]:
    is_open, reasons = attempt.finished_at is None, {one.code for one in refusals}
    if is_open and _missing(attempt, answers):
        yield _(
            "Nhờ người thi mở lại bài trên đúng máy và trình duyệt đã làm: câu chưa gửi còn trong"
            " máy đó và tự gửi tới khi có mạng."
        )
    if is_open and "superseded" in reasons:
        yield _("Nhờ người thi đóng các cửa sổ cũ, chỉ làm ở cửa sổ mở sau cùng.")
    if "late" in reasons and not is_open:
        yield _(
            "Có câu tới sau giờ kết thúc. Do sự cố của máy chủ hay mạng chung thì lập sự cố ở kỳ"
            " thi; do máy người thi thì câu không được tính."
        )
    yield _(
        "Câu mà trang bài thi đã báo “Đã lưu trên máy chủ” thì có ở dưới. Cần biết cửa sổ nào mở"
        " lúc nào, trên thiết bị gì: người phụ trách máy chủ chạy lệnh follow_paper với mã bài này."
    )
