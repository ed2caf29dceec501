"""Words of notices: each kind has one template, and every channel makes its message of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizsite.language import moments
from quizsite.notifications.models import Notice, NoticeKind
from quizsite.notifications.stop_links import stop_path
from quizsite.web.origins import site_origin

BUTTONS: dict[NoticeKind, Promise] = {
    NoticeKind.INVITATION: _("Xem lời mời"),
    NoticeKind.APPEAL_ANSWERED: _("Đọc câu trả lời"),
    NoticeKind.RESULT_OFFICIAL: _("Xem kết quả của tôi"),
    NoticeKind.CERTIFICATE_READY: _("Mở giấy chứng nhận"),
    NoticeKind.REMINDER: _("Vào thi"),
    NoticeKind.INITIATIVE_STEP: _("Xem ý tưởng của tôi"),
    NoticeKind.INITIATIVE_DUE: _("Mở các ý tưởng chờ trả lời"),
    NoticeKind.WORK_RECEIVED: _("Mở biên nhận"),
    NoticeKind.WORKS_TO_MARK: _("Mở các bài của tôi"),
    NoticeKind.WORK_SIEVED: _("Đọc lý do"),
    NoticeKind.WORK_ONWARD: _("Trả lời ban tổ chức"),
    NoticeKind.FILE_REFUSED: _("Mở trang để gửi lại"),
    NoticeKind.ROSTER_INVITATION: _("Đăng ký dự thi"),
}
# What the words of each kind ask for, as organisers see it in a preview.
SAMPLE_FACTS: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.INVITATION: {
        "role": "đầu mối của Sở Nội vụ",
        "until": "đến hết thứ Sáu, 04/12/2026",
    },
    NoticeKind.APPEAL_ANSWERED: {"about": "một câu hỏi"},
    NoticeKind.RESULT_OFFICIAL: {"round": "Tuần 1"},
    NoticeKind.CERTIFICATE_READY: {},
    NoticeKind.REMINDER: {"round": "Tuần 1", "left": "2 ngày", "until": "đến hết Chủ Nhật"},
    NoticeKind.INITIATIVE_STEP: {"title": "Ghế chờ cho người già", "step": "Đăng công khai"},
    NoticeKind.INITIATIVE_DUE: {
        "title": "Ghế chờ cho người già",
        "unit": "Phường Mẫu",
        "clock": "còn 2 ngày làm việc",
    },
    NoticeKind.WORK_RECEIVED: {
        "round": "Bài viết",
        "receipt": "1-0007-1",
        "digest": "3f9a5c1e77d0b242",
        "moment": "thứ Hai, 23/11/2026, 08:00:59",
    },
    NoticeKind.WORKS_TO_MARK: {"panel": "Ban giám khảo vòng sơ khảo", "until": "đến hết Chủ Nhật"},
    NoticeKind.WORK_SIEVED: {"round": "Bài viết", "until": "đến hết Chủ Nhật"},
    NoticeKind.WORK_ONWARD: {"contest": "Hiến kế một cửa", "title": "Phiếu hẹn ghi giờ"},
    NoticeKind.FILE_REFUSED: {"file": "bai-viet.docx", "why": "Máy chủ thấy mã độc trong tệp."},
    NoticeKind.ROSTER_INVITATION: {"unit": "Sở Nội vụ", "until": "đến hết Chủ Nhật"},
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be sent; `code` is its number in every try."""

    code: UUID
    subject: str
    paragraphs: list[str]
    button: str
    link: str
    stop_link: str
    wishes_link: str
    is_by_consent: bool
    contest: int | None = None
    short_link: str = ""

    @property
    def text(self) -> str:
        return render_to_string("notifications/letter.txt", {"letter": self, **_site()})

    @property
    def html(self) -> str:
        return render_to_string("notifications/letter.html", {"letter": self, **_site()})


def letter_of(notice: Notice, *, address: str, at: datetime) -> Letter:
    """Write the letter anew at each try; its number stays."""
    kind, origin = NoticeKind(notice.kind), site_origin()
    subject, *paragraphs = words_of(kind, notice.facts | _time_left(notice, at=at))
    person = notice.person_id
    return Letter(
        code=notice.code,
        subject=subject,
        paragraphs=paragraphs,
        button=str(BUTTONS[kind]),
        link=origin + notice.facts.get("path", "/"),
        stop_link=origin + stop_path(person=person, address=address, contest=notice.contest),
        wishes_link=origin + reverse("notifications:own") if person else "",
        is_by_consent=person is not None,
        contest=notice.contest,
        short_link=origin + reverse("notifications:short", args=[notice.pk]),
    )


def words_of(kind: NoticeKind, facts: dict[str, Any]) -> list[str]:
    """The subject, then the paragraphs; templates part them by empty lines."""
    text = render_to_string(f"notifications/letters/{kind}.txt", facts)
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return [part for part in parts if part]


def subject_of(notice: Notice, *, at: datetime) -> str:
    facts = notice.facts | _time_left(notice, at=notice.sent_at or at)
    return words_of(NoticeKind(notice.kind), facts)[0]


def _time_left(notice: Notice, *, at: datetime) -> dict[str, str]:
    """A notice may have waited for the morning, so this is said of the moment it goes out."""
    ends_at = notice.expires_at
    return {"left": moments.time_left(ends_at, at=at)} if ends_at else {}


def _site() -> dict[str, str]:
    return {"site_name": settings.SITE_NAME, "origin": site_origin()}
