"""How many papers a person may start: each policy is one class with its count, limit and words.

The verifier counts for itself (`contests/monitoring/invariants.py`, `_within_policy`)."""

from abc import ABC, abstractmethod
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import AttemptPolicy, Round


class Policy(ABC):
    def limit(self, round: Round) -> int | None:
        """How many papers the round gives; None means without limit."""
        return round.attempt_limit

    def since(self, _at: datetime) -> datetime | None:
        """When the period began in which papers count; None means always."""
        return None

    def counted(self, *, round_id: Any, is_practice: Any, since: Any) -> Q:
        """Which papers of an entry count, as a start's statement asks it (`FastSelect`)."""
        return Q(attempts__round=round_id)

    @abstractmethod
    def in_words(self, limit: int) -> str:
        """Continues “Mỗi người có …”, and stands alone in a list of facts."""

    def rules(self, limit: int) -> list[str]:
        """Sentences of the round's rules."""
        return [_("Mỗi người có %(limit)s.") % {"limit": self.in_words(limit)}]

    def used_up(self, limit: int) -> str:
        """What a person reads who has no paper left."""
        return _("Bạn đã dùng hết %(n)d lượt thi của kỳ này.") % {"n": limit}


class _Once(Policy):
    """One paper in all rounds that say so; practising uses up none of theirs."""

    def limit(self, _round: Round) -> int:
        return 1

    def counted(self, *, round_id: Any, is_practice: Any, since: Any) -> Q:
        return Q(
            attempts__round__attempt_policy=AttemptPolicy.ONCE,
            attempts__round__is_practice=is_practice,
        )

    def in_words(self, _limit: int) -> str:
        return _("một lượt thi trong cả cuộc thi")

    def rules(self, limit: int) -> list[str]:
        shared = _("Lượt này tính chung cho các kỳ có cùng quy định; lượt thi thử được tính riêng.")
        return [*super().rules(limit), shared]

    def used_up(self, _limit: int) -> str:
        return _("Bạn đã dùng lượt thi duy nhất của cuộc thi này.")


class _PerRound(Policy):
    def in_words(self, limit: int) -> str:
        several = _("tối đa %(n)d lượt thi trong kỳ") % {"n": limit}
        return _("một lượt thi trong kỳ") if limit == 1 else several


class _PerPeriod(Policy):
    def counted(self, *, round_id: Any, is_practice: Any, since: Any) -> Q:
        in_round = super().counted(round_id=round_id, is_practice=is_practice, since=since)
        return in_round & Q(attempts__started_at__gte=since)


class _PerDay(_PerPeriod):
    def since(self, at: datetime) -> datetime:
        return _midnight(timezone.localtime(at).date())

    def in_words(self, limit: int) -> str:
        several = _("tối đa %(n)d lượt thi mỗi ngày") % {"n": limit}
        return _("một lượt thi mỗi ngày") if limit == 1 else several

    def rules(self, limit: int) -> list[str]:
        day = _("Một ngày tính từ 00:00 đến hết 23:59, giờ Hà Nội, theo lúc bắt đầu bài.")
        return [*super().rules(limit), day]

    def used_up(self, limit: int) -> str:
        said = _(
            "Bạn đã dùng hết %(n)d lượt thi hôm nay. Bạn thi tiếp được từ ngày mai, nếu kỳ còn mở."
        )
        return said % {"n": limit}


class _PerWeek(_PerPeriod):
    def since(self, at: datetime) -> datetime:
        """A week of the contest begins on Monday."""
        day = timezone.localtime(at).date()
        return _midnight(day - timedelta(days=day.weekday()))

    def in_words(self, limit: int) -> str:
        several = _("tối đa %(n)d lượt thi mỗi tuần") % {"n": limit}
        return _("một lượt thi mỗi tuần") if limit == 1 else several

    def rules(self, limit: int) -> list[str]:
        week = _(
            "Một tuần tính từ 00:00 thứ Hai đến hết 23:59 Chủ nhật, giờ Hà Nội, theo lúc bắt đầu "
            "bài."
        )
        return [*super().rules(limit), week]

    def used_up(self, limit: int) -> str:
        said = _(
            "Bạn đã dùng hết %(n)d lượt thi tuần này. Bạn thi tiếp được từ thứ Hai, nếu kỳ còn mở."
        )
        return said % {"n": limit}


class _Unlimited(Policy):
    def limit(self, _round: Round) -> None:
        return None

    def in_words(self, _limit: int) -> str:
        return _("không giới hạn số lượt thi")

    def rules(self, _limit: int) -> list[str]:
        return [_("Số lượt thi không giới hạn.")]


POLICIES: dict[str, Policy] = {
    AttemptPolicy.ONCE: _Once(),
    AttemptPolicy.PER_ROUND: _PerRound(),
    AttemptPolicy.PER_DAY: _PerDay(),
    AttemptPolicy.PER_WEEK: _PerWeek(),
    AttemptPolicy.UNLIMITED: _Unlimited(),
}


def _midnight(day: date) -> datetime:
    """A day of the contest begins at 00:00 in Asia/Ho_Chi_Minh."""
    return timezone.make_aware(datetime.combine(day, time.min))


def policy_of(round: Round) -> Policy:
    return POLICIES[round.attempt_policy]


def has_one_paper_each(round: Round) -> bool:
    """Whether nobody takes the round twice, so that a person and a paper are the same."""
    policy = policy_of(round)
    return policy.limit(round) == 1 and policy.since(round.opens_at) is None
