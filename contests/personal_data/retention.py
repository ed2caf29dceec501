"""How long contests keep people: the account too, since only contests know who still takes part."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import (
    DETAIL_KEPT_DAYS,
    MARKS_KEPT_FOR,
    Attempt,
    ContestOrganiser,
    Entry,
    FormerBankRole,
    PanelMember,
    Round,
    RoundState,
    Work,
    WorkAuthor,
)
from questionbank.models import BankRole
from quizsite.accounts.models import UnitContact, User
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.models import DataRequest
from quizsite.accounts.personal_data.retention import RetentionRule, contact_data_kept_for
from quizsite.audit.kinds import Role
from quizsite.audit.names import empty_names
from quizsite.audit.trail import Actor
from quizsite.refusals import Refusal

UNCONFIRMED_KEPT_FOR = timedelta(days=7)
DEVICES_KEPT_FOR = timedelta(days=365)
REASON = "Hết thời hạn lưu dữ liệu cá nhân"


def _without_roles() -> QuerySet[User]:
    people = User.objects.filter(erased_at=None, is_staff=False, is_superuser=False)
    for roles in (ContestOrganiser, BankRole, UnitContact, PanelMember):
        people = people.exclude(Exists(roles._default_manager.filter(user=OuterRef("pk"))))  # noqa: SLF001 -- Django documents it
    return people


def _unused_people(before: datetime) -> QuerySet[User]:
    """Neither signed in, nor entered, nor had a round of a contest of theirs since.

    Who still waits for an answer about their data is not deleted before it."""
    entries = Entry.objects.filter(user=OuterRef("pk"))
    rounds = Round.objects.filter(
        Q(closes_at__gte=before) | Q(finalised_at__gte=before),
        contest__entries__user=OuterRef("pk"),
    )
    return (
        _without_roles()
        .filter(Q(last_login=None) | Q(last_login__lt=before), date_joined__lt=before)
        .exclude(Exists(entries.filter(registered_at__gte=before)))
        .exclude(Exists(rounds))
        .exclude(Exists(DataRequest.objects.filter(user=OuterRef("pk"), done_at=None)))
    )


def _erase(people: QuerySet[User], at: datetime) -> None:
    for person in people:
        with suppress(Refusal):  # got a role since
            erase_person(person, by=Actor(None, Role.SYSTEM), at=at, reason=REASON)


def _unconfirmed(before: datetime) -> QuerySet[User]:
    """Nobody ever confirmed or used them, so nobody knows whose they are."""
    return (
        _without_roles()
        .filter(last_login=None, is_phone_verified=False, date_joined__lt=before)
        .exclude(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))
        .exclude(Exists(SocialAccount.objects.filter(user=OuterRef("pk"))))
        .exclude(Exists(Entry.objects.filter(user=OuterRef("pk"))))
    )


def _delete_unconfirmed(people: QuerySet[User], at: datetime) -> None:
    """Their names go from the trail as well."""
    for person in people:
        with transaction.atomic():
            empty_names(person.pk, by=Actor(None, Role.SYSTEM), at=at, reason=REASON)
            person.delete()


def _entries_of_erased(before: datetime) -> QuerySet[Entry]:
    """Kept because a start might have been on its way: a day later none is."""
    needed = Round.objects.filter(contest=OuterRef("contest"), state=RoundState.FINALISED)
    return (
        Entry.objects.filter(user__erased_at__lt=before)
        .exclude(Exists(Attempt.objects.filter(entry=OuterRef("pk"))))
        .exclude(Exists(Work.objects.filter(entry=OuterRef("pk"))))
        .exclude(Exists(WorkAuthor.objects.filter(entry=OuterRef("pk"))))
        .exclude(Exists(needed))
    )


def _empty_devices(papers: QuerySet[Attempt], _at: datetime) -> None:
    papers.update(device=None)


CONTEST_RULES = (
    RetentionRule(
        "people",
        _("Họ tên, cách liên hệ và mọi dữ liệu tài khoản của người không còn dự thi"),
        contact_data_kept_for,
        _("giải quyết khiếu nại sau kỳ thi cuối; tính từ kỳ thi hoặc lần đăng nhập cuối cùng"),
        _unused_people,
        _erase,
    ),
    RetentionRule(
        "unconfirmed",
        _("Tài khoản chưa ai xác nhận"),
        lambda: UNCONFIRMED_KEPT_FOR,
        _("không biết của ai"),
        _unconfirmed,
        _delete_unconfirmed,
    ),
    RetentionRule(
        "former_bank_roles",
        _("Dấu của người đã xoá dữ liệu từng soạn hoặc duyệt câu hỏi"),
        contact_data_kept_for,
        _("để không ai dự thi các câu đã biết; tính từ ngày thôi vai"),
        lambda before: FormerBankRole.objects.filter(until__lt=before),
    ),
    RetentionRule(
        "entries_of_erased",
        _("Đăng ký chưa thi của người đã xoá dữ liệu"),
        lambda: timedelta(days=1),
        _("giữ lại khi kỳ thi đang mở, không kết quả nào cần"),
        _entries_of_erased,
    ),
    RetentionRule(
        "paper_devices",
        _("Loại thiết bị ghi ở bài làm: điện thoại, máy tính bảng, máy tính"),
        lambda: DEVICES_KEPT_FOR,
        _("chỉ để báo cáo tỷ lệ của kỳ thi; bài làm còn lại; tính từ khi kỳ thi đóng"),
        lambda before: Attempt.objects.exclude(device=None).filter(round__closes_at__lt=before),
        _empty_devices,
    ),
    RetentionRule(
        "marks",
        _(
            "Dấu để tìm trùng, dấu hiệu trong bài thi, danh sách không được dự thi, dấu của người "
            "đã xoá dữ liệu"
        ),
        lambda: MARKS_KEPT_FOR,
        _("để không ai thi hai lần hay thi hộ; tính từ khi chốt kỳ cuối, việc nền xóa hằng ngày"),
    ),
    RetentionRule(
        "entry_details",
        _("Thông tin ghi khi đăng ký: ngày sinh, giới tính, lớp, điện thoại, nơi làm việc"),
        lambda: timedelta(days=DETAIL_KEPT_DAYS),
        _("theo số ngày từng cuộc thi đặt, thường là số này; tính từ khi chốt kỳ cuối"),
    ),
)
