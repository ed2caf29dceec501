"""What written rounds keep about authors, what deleting does to it, and for how long it stays.

A work is its author's own: it goes with the author, and where a final result names its number,
only the number, the digest and the moment stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import (
    JudgedWork,
    PanelState,
    RoundState,
    Work,
    WorkAuthor,
    WorkDraft,
    WorkResult,
    WorkState,
    WorkVersion,
)
from contests.written.leftovers import UNFINISHED_KEPT_FOR
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.files import storage

DRAFTS_KEPT_FOR = timedelta(days=90)
ERASED_AUTHOR = "Tác giả đã xoá dữ liệu"
ERASED_WORK = "Tác phẩm đã xoá theo yêu cầu của tác giả"


def _own_works(user: User, at: datetime) -> Iterable[Row]:
    works = Work.objects.of(user).select_related("round__contest", "draft")
    for work in works.prefetch_related("authors__unit", "versions", "files").order_by("pk"):
        yield {
            _("Cuộc thi"): work.round.contest.title,
            _("Kỳ thi"): work.round.title,
            _("Số bài"): work.number,
            _("Tên bài"): work.title,
            _("Trạng thái"): str(work.get_state_display()),
            _("Nộp lúc"): work.handed_in_at,
            _("Đồng ý giới thiệu công khai"): _("có") if work.may_be_shown else _("không"),
            _("Các tác giả"): "; ".join(
                f"{one.full_name} ({one.unit.name if one.unit else '–'}, {one.share_percent} %)"
                for one in work.authors.all()
            ),
            _("Tệp"): ", ".join(one.name for one in work.files.all() if one.removed_at is None),
        }
        yield from _texts(work, user)


def _texts(work: Work, user: User) -> Iterable[Row]:
    draft = getattr(work, "draft", None)
    if draft is not None and work.entry and work.entry.user_id == user.pk:
        yield {
            _("Bản nháp lưu lúc"): draft.saved_at,
            _("Nội dung"): "\n\n".join(draft.texts.values()),
            _("Khai về công cụ AI"): draft.tool_statement,
        }
    for version in work.versions.all():
        yield {
            _("Bản nộp lần"): version.number,
            _("Nộp lúc"): version.handed_in_at,
            _("Tên bài"): version.title,
            _("Nội dung"): "\n\n".join(version.texts.values()),
            _("Khai về công cụ AI"): version.tool_statement,
            _("Mã kiểm tra"): version.digest,
        }


OWN_WORKS = Holding(
    "works",
    gettext_lazy("Bài viết"),
    gettext_lazy("nhận, chấm và công bố bài dự thi viết"),
    gettext_lazy("đến khi bạn xóa dữ liệu; bản nháp không nộp thì 90 ngày sau khi kỳ thi đóng"),
    _own_works,
)


def _stays(user: User, at: datetime) -> list[str]:
    final = Work.objects.of(user).filter(round__state=RoundState.FINALISED).standing()
    said = []
    if final.exists():
        said.append(
            _(
                "Số bài, mã kiểm tra và giờ nộp của bài viết trong kỳ đã chốt được giữ vì kết quả "
                "cần đến; nội dung, tệp và tên bạn thì xóa."
            )
        )
    if Work.objects.of(user).exclude(entry__user=user).exists():
        said.append(_("Bài mà người khác cùng viết được giữ cho họ; tên bạn trong bài đó bị xóa."))
    return said


def _erase(user: User, at: datetime) -> None:
    """Works written with others stay with the others, who wrote them too."""
    for work in Work.objects.select_for_update().filter(entry__user=user):
        shared = work.authors.exclude(entry=None).exclude(entry=work.entry_id)
        heir = shared.exclude(confirmed_at=None).first()
        if heir is not None:
            work.entry = heir.entry
            work.save(update_fields=["entry"])
        elif work.round.state == RoundState.FINALISED and work.number is not None:
            _empty(work)
        else:
            _delete(work)
    WorkAuthor.objects.filter(entry__user=user).update(
        full_name=ERASED_AUTHOR, unit=None, entry=None, may_be_named=False
    )


def _empty(work: Work) -> None:
    _drop_bytes(work)
    WorkDraft.objects.filter(work=work).delete()
    work.files.all().delete()
    WorkVersion.objects.filter(work=work).update(title="", texts={}, tool_statement="")
    work.title = work.tool_statement = work.search_key = ""
    work.may_be_shown = False
    # A ranked work stays its entry's, which is emptied and kept as a quiz's is.
    work.entry = work.entry if WorkResult.objects.filter(work=work).exists() else None
    work.save(update_fields=["title", "tool_statement", "search_key", "may_be_shown", "entry"])
    work.authors.update(full_name=ERASED_AUTHOR, unit=None, entry=None, may_be_named=False)


def _delete(work: Work) -> None:
    _drop_bytes(work)
    work.delete()


def _forget_copies(work: Work) -> None:
    """What a jury and voters have of it: a jury that is done keeps its marks and no text."""
    judged = JudgedWork.objects.filter(pk__in=work.codes.values("judged"))
    judged.update(parts=[], files=[])  # first: the database lets no sheet go with a text
    judged.exclude(panel__state=PanelState.AGREED).delete()
    work.candidates.update(title=ERASED_WORK, text="")


def _drop_bytes(work: Work) -> None:
    """Before the commit: bytes of a person who asked to be forgotten do not wait for a job."""
    _forget_copies(work)
    for file in work.files.prefetch_related("pieces"):
        storage.remove([file.stored_as, file.cleaned_as])
        storage.remove([piece.stored_as for piece in file.pieces.all()])


KEEPER = Keeper(stays=_stays, erase=_erase)


def _old_drafts(before: datetime) -> QuerySet[Work]:
    states = (WorkState.DRAFT, WorkState.WITHDRAWN)
    return Work.objects.filter(state__in=states, round__closes_at__lt=before)


def _delete_all(works: QuerySet[Work], at: datetime) -> None:
    for work in works:
        _delete(work)


RULES = (
    RetentionRule(
        "work_drafts",
        gettext_lazy("Bài viết chưa nộp hoặc đã rút, cùng các tệp"),
        lambda: DRAFTS_KEPT_FOR,
        gettext_lazy("để giải quyết khiếu nại về việc nộp bài; tính từ khi kỳ thi đóng"),
        _old_drafts,
        _delete_all,
    ),
    RetentionRule(
        "work_pieces",
        gettext_lazy("Tệp của bài viết chưa gửi xong, phần tệp không còn bài nào dùng"),
        lambda: UNFINISHED_KEPT_FOR,
        gettext_lazy("để gửi tiếp khi mất mạng; việc nền xóa"),
    ),
)
