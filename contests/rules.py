"""Decides who may do what in a contest, and in which words it refuses."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Contest,
    ContestOrganiser,
    Entry,
    Round,
    RoundState,
)
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor
from quizsite.refusals import Refusal


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
    if not user.is_staff:
        raise NotOperator
    check_second_factor(user)


class BarredFromEntering(ContestRefusal):
    """A person who sets, checks or runs a contest does not compete in it."""

    code = "barred_from_entering"


class TakesPart(ContestRefusal):
    """A person who competes gets no role that sees into the contest."""

    code = "takes_part"


def check_takes_no_part(user: User, *, at: datetime, contest: Contest | None = None) -> None:
    """Refuse a person who has entered this contest, or any that is not over."""
    entries = Entry.objects.of(user).valid()
    if contest is not None:
        entries = entries.filter(contest=contest)
    else:
        going_on = Round.objects.exclude(closes_at__lte=at, state=RoundState.FINALISED).exclude(
            closes_at__lte=at, is_practice=True
        )
        entries = entries.filter(Q(contest__rounds=None) | Q(contest__rounds__in=going_on))
    entry = entries.select_related("contest").first()
    if entry is not None:
        raise TakesPart(
            _("%(name)s đã đăng ký dự thi “%(contest)s”. Hãy loại đăng ký đó trước.")
            % {"name": user.full_name, "contest": entry.contest.title}
        )


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
