"""What becomes of entries when a person deletes their data."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from contests.eligibility.details import empty_details
from contests.models import (
    Admission,
    Allowance,
    Appeal,
    AppealState,
    Attempt,
    ContestOrganiser,
    EntrantAge,
    Entry,
    EntryMark,
    PanelMember,
    PanelState,
    PrizelessLine,
    Round,
    RoundState,
    Work,
    WorkAuthor,
)
from contests.personal_data.wrong_texts import empty_wrong_texts
from contests.registration.bars import forget_bars
from contests.registration.doubles import contests_going_on, contests_with_marks
from contests.registration.former_entrants import remember, remember_bank_role
from contests.registration.public_names import alias_of
from contests.signals import entries_renamed
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.language.moments import listed

# What the public reads where a finalised result needs the row.
ERASED_ENTRANT = "Người dự thi đã xoá dữ liệu"
# A start that was asked for a moment ago may still be stored.
_ABOUT_NOW = timedelta(minutes=1)


def _roles(user: User) -> list[str]:
    organised = ContestOrganiser.objects.filter(user=user).select_related("contest")
    judged = PanelMember.objects.current().filter(user=user).select_related("panel")
    judged = judged.exclude(panel__state=PanelState.AGREED)
    return [
        *(_("ban tổ chức “%(contest)s”") % {"contest": one.contest.title} for one in organised),
        *(_("ban giám khảo “%(panel)s”") % {"panel": one.panel.title} for one in judged),
    ]


def _with_facts(entries: QuerySet[Entry], *, at: datetime) -> QuerySet[Entry]:
    """Of each entry: has papers, stands in a finalised round, may be started, may be doubled."""
    papers = Attempt.objects.filter(entry=OuterRef("pk"))
    rounds = Round.objects.public().filter(contest=OuterRef("contest"))
    finalised = rounds.filter(state=RoundState.FINALISED)
    to_come = rounds.filter(state=RoundState.PUBLISHED).ending_after(at - _ABOUT_NOW)
    return entries.annotate(
        has_papers=Exists(papers),
        has_works=Exists(Work.objects.filter(entry=OuterRef("pk")))
        | Exists(WorkAuthor.objects.filter(entry=OuterRef("pk"))),
        is_in_result=Exists(papers.filter(round__state=RoundState.FINALISED)),
        has_result=Exists(finalised),
        may_start=Exists(to_come.filter(opens_at__lte=at + _ABOUT_NOW)),
        may_double=Exists(contests_with_marks(at).filter(pk=OuterRef("contest"))),
    )


def _is_needed(entry: Entry) -> bool:
    return bool(
        entry.has_papers or entry.has_works or entry.has_result or entry.may_start  # type: ignore[attr-defined]  # annotated
    )


def _may_be_doubled(entry: Entry) -> bool:
    return bool(entry.may_double and (entry.has_papers or entry.voided_at))  # type: ignore[attr-defined]  # annotated


def _stays(user: User, at: datetime) -> list[str]:
    own = list(_with_facts(Entry.objects.of(user), at=at).select_related("contest"))
    said = []
    if kept := [entry.contest.title for entry in own if _is_needed(entry)]:
        said.append(_kept_in_words(kept))
    if any(entry.has_papers and entry.may_double for entry in own):  # type: ignore[attr-defined]  # annotated
        # Said to everybody: whether there is a case is told only once people have looked at it.
        said.append(
            _(
                "Số liệu so sánh bài làm (thời gian, câu giống người khác), nếu ban tổ chức có "
                "xét, còn tới 90 ngày sau khi chốt kỳ cuối, không còn tên của bạn."
            )
        )
    if any(_may_be_doubled(entry) for entry in own) or user.past_roles.exclude(contest=None):
        said.append(
            _(
                "Dấu không đọc lại được của địa chỉ, số điện thoại và lần đăng ký của bạn còn tới "
                "90 ngày sau khi chốt kỳ cuối, để không ai xóa tài khoản rồi dự thi lần nữa."
            )
        )
    if user.past_roles.filter(contest=None).exists():
        said.append(
            _(
                "Bạn đã soạn hoặc duyệt câu hỏi, nên dấu của địa chỉ và số điện thoại còn "
                "%(months)d tháng kể từ ngày thôi vai, để không ai xóa tài khoản rồi dự thi các "
                "câu đã biết."
            )
            % {"months": settings.CONTACT_DATA_MONTHS}
        )
    return said


def _kept_in_words(kept: list[str]) -> str:
    return _(
        "Bài làm và kết quả của bạn ở %(contests)s được giữ và vẫn tính cho đơn vị, vì kết quả "
        "chung cần đến; tên được thay bằng bí danh hoặc “%(erased)s”."
    ) % {"contests": listed([f"“{title}”" for title in kept]), "erased": ERASED_ENTRANT}


def _erase(user: User, at: datetime) -> None:
    """Remove entries that no result needs; the others lose the name, and stay counted.

    Marks of papers stay while somebody may enter again with another address: they are hashes, and
    organisers are then asked. A plain lock keeps a paper from being started meanwhile: its foreign
    key waits."""
    _forget_bars(user, at)
    _remember_roles(user, at)
    locked = list(Entry.objects.of(user).select_for_update().values_list("pk", flat=True))
    own = Entry.objects.filter(pk__in=locked)
    renamed, marked = [], []
    for entry in _with_facts(own, at=at):
        if _may_be_doubled(entry):
            remember(entry.contest_id, [user.email, user.phone])
            marked.append(entry.pk)
        if not _is_needed(entry):
            own.filter(pk=entry.pk).delete()
            continue
        entry.display_name = (
            ERASED_ENTRANT
            if entry.is_in_result  # type: ignore[attr-defined]  # annotated
            else alias_of(contest_id=entry.contest_id, user_id=user.pk)
        )
        renamed.append(entry)
    Allowance.objects.filter(entry__in=locked).update(reason="")  # it may tell of an illness
    Admission.objects.filter(entry__in=locked).update(reason="")
    PrizelessLine.objects.filter(entry__in=locked).update(reason="")
    _empty_appeals(locked)
    empty_wrong_texts(locked)
    Attempt.objects.filter(entry__in=locked).update(device=None)
    EntrantAge.objects.filter(entry__in=locked).delete()
    empty_details(locked)
    EntryMark.objects.filter(entry__in=locked).exclude(entry__in=marked).delete()
    Entry.objects.bulk_update(renamed, ["display_name"])
    entries_renamed.send(Entry, entries=renamed)


def _empty_appeals(entry_ids: list[int]) -> None:
    """Only that there was one, and what became of it, is counted on."""
    own = Appeal.objects.filter(entry__in=entry_ids)
    own.open().update(state=AppealState.WITHDRAWN)
    own.update(text="", answer="")


def _remember_roles(user: User, at: datetime) -> None:
    """Whoever saw questions does not enter by deleting the account that the history is about."""
    seen = set(user.past_roles.values_list("contest", flat=True))
    if None in seen:  # a role in the bank, whose questions any contest may ask
        left = user.past_roles.filter(contest=None).aggregate(until=Max("until"))
        remember_bank_role([user.email, user.phone], until=left["until"])
    for contest in contests_going_on(at).filter(pk__in=seen - {None}):
        remember(contest.pk, [user.email, user.phone])


def _forget_bars(user: User, at: datetime) -> None:
    """A list loses its line about the person, who still does not enter that contest anew.

    The line may know an address that the account has no more."""
    for bar in forget_bars(user, at=at):
        remember(bar.contest_id, [user.email, user.phone, bar.email, bar.phone])


KEEPER = Keeper(roles=_roles, stays=_stays, erase=_erase)
