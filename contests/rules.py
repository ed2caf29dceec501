"""Decides who may do what in a contest, and in which words it refuses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Contest,
    ContestOrganiser,
    Entry,
    PastRole,
    Round,
    RoundState,
    Section,
)
from questionbank.models import Revision
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor
from quizsite.language import moments
from quizsite.refusals import Refusal

REMOVED_LATELY = timedelta(days=30)


class ContestRefusal(Refusal):
    """A refusal about contests, rounds and papers."""


class NotOrganiser(ContestRefusal):
    code = "not_organiser"
    status = 404  # a stranger learns nothing of a draft
    message = _("Không tìm thấy trang này.")


def check_may_organise(user: User, contest: Contest) -> None:
    if not contest.organisers.filter(pk=user.pk).exists():
        raise NotOrganiser
    check_second_factor(user)


class DoubleRoleUnapproved(ContestRefusal):
    code = "double_role_unapproved"
    message = _(
        "Bạn vừa tổ chức cuộc thi này vừa soạn hoặc duyệt câu hỏi, nên chưa sửa được gì trong cuộc"
        " thi. Hãy nhờ một người khác trong ban tổ chức chấp thuận ở trang “Ban tổ chức” của cuộc"
        " thi."
    )


def check_may_change(user: User, contest: Contest) -> None:
    """Refuse an organiser who also works on the questions, until that was approved."""
    if user.bank_roles.exists() and not contest.double_roles.filter(user=user).exists():
        raise DoubleRoleUnapproved


def other_organisers(contest: Contest, user: User) -> QuerySet[User]:
    """Find who else could confirm what this person proposed; somebody disabled can not.

    Whom this person removed lately counts too, else one removes the others and confirms alone."""
    removed = PastRole.objects.filter(
        contest=contest, taken_by=user, until__gt=timezone.now() - REMOVED_LATELY
    )
    held = ContestOrganiser.objects.filter(contest=contest)
    either = Q(pk__in=held.values("user")) | Q(pk__in=removed.values("user"))
    return User.objects.filter(either, is_active=True).exclude(pk=user.pk)


class NotOperator(ContestRefusal):
    code = "not_operator"
    status = 404
    message = _("Không tìm thấy trang này.")


def check_may_see_operations(user: User) -> None:
    """Let the site's staff and all organisers see whether the site is well.

    The figures are the site's, of no person and no contest."""
    if not (user.is_staff or ContestOrganiser.objects.filter(user=user).exists()):
        raise NotOperator
    check_second_factor(user)


def check_may_see_processes(user: User) -> None:
    """Let only the staff see which machines and processes there are."""
    if not user.is_staff:
        raise NotOperator


def check_may_read_site_trail(user: User) -> None:
    """Let only the staff read what was done in all contests, in the bank and to accounts."""
    _check_is_staff(user)


def check_may_give_bank_roles(user: User) -> None:
    """Let only the staff say who sees keys, and what one person may confirm alone."""
    _check_is_staff(user)


def check_may_oversee_people(user: User) -> None:
    """Let only the staff look for people and disable or enable their accounts."""
    _check_is_staff(user)


def _check_is_staff(user: User) -> None:
    if not user.is_staff:
        raise NotOperator
    check_second_factor(user)


class BarredFromEntering(ContestRefusal):
    """A person who sets, checks or runs a contest does not compete in it."""

    code = "barred_from_entering"


class CoolingOff(BarredFromEntering):
    """A person who had such a role does not compete over what they could see."""

    code = "cooling_off"


class TakesPart(ContestRefusal):
    """A person who competes gets no role that sees into the contest."""

    code = "takes_part"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        said = _("%(name)s đã đăng ký dự thi %(contests)s. Muốn giao vai, hãy loại đăng ký đó.")
        titles = moments.listed([f"“{entry.contest.title}”" for entry in entries])
        super().__init__(said % {"name": entries[0].user.full_name, "contests": titles})


def entries_in_the_way(user: User, *, at: datetime, contest: Contest | None = None) -> list[Entry]:
    """Find the person's entries in this contest, or in all that are not over."""
    entries = Entry.objects.of(user).valid()
    if contest is not None:
        entries = entries.filter(contest=contest)
    else:
        going_on = Round.objects.exclude(closes_at__lte=at, state=RoundState.FINALISED).exclude(
            closes_at__lte=at, is_practice=True
        )
        entries = entries.filter(Q(contest__rounds=None) | Q(contest__rounds__in=going_on))
    # Whoever voids several locks their contests in this order.
    return list(entries.select_related("contest", "user").distinct().order_by("contest_id"))


def check_has_cooled_off(
    user_id: int,
    contest_id: int,
    *,
    asked: QuerySet[Section],
    whole_bank: bool = False,
    saw_bank: datetime | None = None,
) -> None:
    """Refuse who organised this contest, or could see questions that these sections ask.

    A role in the bank sees every question of its time; so what counts is whether a question is
    older than the role's end, whichever wording is asked. With `whole_bank` no pool is known
    yet, and every published question counts. `saw_bank` is what an earlier account could see."""
    left = PastRole.objects.filter(user=user_id).aggregate(
        organised=Max("until", filter=Q(contest=contest_id)),
        saw_bank=Max("until", filter=Q(contest=None)),
    )
    if left["organised"] is not None:
        said = _("Bạn đã thuộc ban tổ chức cuộc thi này đến ngày %(day)s nên không dự thi được.")
        raise CoolingOff(said % {"day": _day(left["organised"])})
    saw_bank = max(filter(None, (left["saw_bank"], saw_bank)), default=None)
    if saw_bank is None:
        return
    revisions = Revision.objects.published()
    if not whole_bank:
        pools = asked.values_list("pool", flat=True)
        revisions = Revision.objects.filter(pk__among={pk for pool in pools for pk in pool})
    if revisions.filter(question__created_at__lte=saw_bank).exists():
        said = _(
            "Bạn không dự thi được, vì bạn đã soạn hoặc duyệt câu hỏi đến ngày %(day)s mà đề thi"
            " dùng câu có từ trước ngày đó."
        )
        raise CoolingOff(said % {"day": _day(saw_bank)})


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


class MayNotCreateContest(ContestRefusal):
    code = "may_not_create_contest"


def check_may_create_contest(user: User) -> None:
    """A contest speaks in an authority's name, so the site's staff say who may announce one."""
    if not (user.is_staff or user.has_perm("contests.add_contest")):
        raise MayNotCreateContest(
            _("Bạn chưa được quyền tạo cuộc thi. Hãy đề nghị quản trị trang cấp quyền.")
        )
    check_second_factor(user)


class ReasonMissing(ContestRefusal):
    code = "reason_missing"
    message = _("Hãy ghi lý do: lý do được lưu trong nhật ký của cuộc thi.")
