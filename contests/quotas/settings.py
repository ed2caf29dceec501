"""Organisers set quotas while the contest is a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.eligibility.settings import lock_draft
from contests.models import Contest, DivisionRule, Quota
from contests.quotas.arithmetic import Demand, counts_for
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import HeadcountCategory, UnitKind, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class QuotaExists(ContestRefusal):
    code = "quota_exists"
    status = 409
    message = gettext_lazy("Khối này đã có chỉ tiêu cho nhóm đó. Hãy xóa chỉ tiêu cũ trước.")


class QuotaGone(ContestRefusal):
    code = "quota_gone"
    status = 409
    message = gettext_lazy("Chỉ tiêu này không còn nữa.")


class NobodySaysSo(ContestRefusal):
    code = "nobody_says_so"

    def __init__(self, category: str) -> None:
        said = _(
            "Chưa bảng nào hỏi người đăng ký có thuộc nhóm “%(category)s” không, nên không đếm "
            "được. Hãy chọn nhóm đó ở “Đặt đối tượng” của một bảng trước."
        )
        super().__init__(said % {"category": HeadcountCategory(category).label})


def demand_of(quota: Quota) -> Demand:
    return Demand(quota.at_least, quota.percent)


@transaction.atomic
def add_quotas(
    contest: Contest, quota: Quota, *, kinds: Iterable[UnitKind], by: User | None, at: datetime
) -> list[Quota]:
    """Ask the same of every unit of these blocks."""
    stored = lock_draft(contest)
    check_somebody_says_so(stored, [quota.category])
    made = []
    for kind in kinds:
        one = Quota(
            contest=stored,
            unit_kind=kind,
            category=quota.category,
            at_least=quota.at_least,
            percent=quota.percent,
            is_compulsory=quota.is_compulsory,
        )
        try:
            with transaction.atomic():
                one.save()
        except IntegrityError as error:
            raise QuotaExists from error
        made.append(one)
    record(
        about_contest(stored),
        kind=AuditKind.QUOTAS_CHANGED,
        by=organiser(by),
        at=at,
        after={"quotas": [quota_in_words(one) for one in made]},
    )
    return made


@transaction.atomic
def remove_quota(contest: Contest, pk: int, *, by: User, at: datetime) -> None:
    stored = lock_draft(contest)
    quota = stored.quotas.select_related("unit_kind").filter(pk=pk).first()
    if quota is None:
        raise QuotaGone
    said = quota_in_words(quota)
    quota.delete()
    record(
        about_contest(stored),
        kind=AuditKind.QUOTAS_CHANGED,
        by=organiser(by),
        at=at,
        before={"quotas": [said]},
    )


def check_somebody_says_so(contest: Contest, categories: Collection[str]) -> None:
    """Refuse a quota that nobody could ever fill; publishing asks again."""
    rules = DivisionRule.objects.filter(division__contest=contest)
    said = {one for asked in rules.values_list("categories", flat=True) for one in asked}
    for category in categories:
        if not said & counts_for(category):
            raise NobodySaysSo(category)


def quotas_of(contest: Contest) -> list[Quota]:
    return list(contest.quotas.select_related("unit_kind"))


def quota_in_words(quota: Quota) -> str:
    words = (
        _("Mỗi đơn vị khối %(kind)s phải có %(demand)s dự thi.")
        if quota.is_compulsory
        else _("Khuyến khích mỗi đơn vị khối %(kind)s có %(demand)s dự thi.")
    )
    return words % {"kind": quota.unit_kind.name, "demand": demand_in_words(quota)}


def demand_in_words(quota: Quota) -> str:
    said = {
        "n": quota.at_least,
        "percent": quota.percent,
        "who": HeadcountCategory(quota.category).label,
    }
    if quota.percent is None:
        return _("ít nhất %(n)d %(who)s") % said
    if quota.percent == 100:
        return _("100 %% %(who)s") % said
    if quota.at_least is None:
        return _("ít nhất %(percent)d %% %(who)s") % said
    return _("ít nhất %(percent)d %% và không dưới %(n)d %(who)s") % said
