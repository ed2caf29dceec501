"""A person shares one own result, and takes it back; what strangers then read of it.

A stranger reads no more than the board tells of the person, and only while the person agrees to
be named in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.attempts.rules import detail_shown
from contests.models import Attempt, AttemptState, ContestState, ResultDetail
from contests.points import score_words
from contests.registration.public_names import may_be_named
from contests.schedule import StatedResult, result_state
from leaderboard.aggregates.places import place_of_standing
from leaderboard.models import SharedResult, Standing
from leaderboard.rules import LeaderboardRefusal, limits_of
from quizsite.accounts.models import User


class NameNotPublic(LeaderboardRefusal):
    code = "name_not_public"
    message = gettext_lazy(
        "Kết quả chia sẻ có tên viết gọn của bạn. Hãy đồng ý mục “công khai tên viết gọn” ở trang "
        "Dữ liệu của tôi rồi chia sẻ; ai đăng ký khi dưới 16 tuổi thì không chia sẻ được."
    )


class NotToBeShared(LeaderboardRefusal):
    code = "not_to_be_shared"
    message = gettext_lazy(
        "Chỉ chia sẻ được kết quả của bài đã nộp trong kỳ thi có xếp hạng, không bị loại."
    )


@dataclass(frozen=True)
class ShownResult:
    """What strangers read. `score` and `place` are "" and None while the board tells none."""

    attempt: Attempt
    name: str
    score: str
    place: int | None
    state: StatedResult | None

    @property
    def title(self) -> str:
        return self.score or _("Đã dự thi")


def check_may_share(attempt: Attempt) -> None:
    entry, round = attempt.entry, attempt.round
    if attempt.state == AttemptState.OPEN or entry.voided_at or not round.is_ranked:
        raise NotToBeShared
    if round.contest.state != ContestState.PUBLISHED:
        raise NotToBeShared
    if not may_be_named(entry, user=entry.user):
        raise NameNotPublic


def why_not_shared(attempt: Attempt) -> str:
    """Say why this result may not be shared; "" if it may."""
    try:
        check_may_share(attempt)
    except LeaderboardRefusal as refused:
        return str(refused.message)
    return ""


def share_result(attempt: Attempt, *, at: datetime) -> SharedResult:
    """Give the result an address; two tabs that ask at once get the same one."""
    check_may_share(attempt)
    shared, _is_new = SharedResult.objects.get_or_create(
        attempt=attempt, defaults={"shared_at": at}
    )
    return shared


def take_back(attempt: Attempt) -> None:
    """From now on nobody finds the address; taking back twice changes nothing."""
    SharedResult.objects.filter(attempt=attempt).delete()


def publication_decided(sender: Any, *, user: User, is_given: bool, **kwargs: Any) -> None:
    """Whoever no longer agrees to be named takes back all they shared, also for later."""
    if not is_given:
        SharedResult.objects.filter(attempt__entry__user=user).delete()


def shown_result(code: UUID, *, at: datetime) -> ShownResult | None:
    """Read what the address shows now; None if there is none, or it may be shown no more."""
    shared = (
        SharedResult.objects.filter(code=code)
        .select_related("attempt__round__contest", "attempt__entry__user", "attempt__entry__unit")
        .first()
    )
    if shared is None:
        return None
    attempt = shared.attempt
    try:
        check_may_share(attempt)
    except LeaderboardRefusal:
        return None
    state = result_state(attempt.round, at=at)
    is_told = _is_told(attempt, at=at)
    is_final = is_told and state is not None and state.is_final
    return ShownResult(
        attempt=attempt,
        name=attempt.entry.display_name,
        score=_score(attempt) if is_told else "",
        place=_place(attempt) if is_final else None,
        state=state if is_told else None,
    )


def _is_told(attempt: Attempt, *, at: datetime) -> bool:
    """As a board would show the row with its score, at this moment."""
    limits = limits_of([attempt.round], at=at)
    if limits.is_hidden or limits.is_frozen or "perfect" in limits.withheld:
        return False
    return detail_shown(attempt, round=attempt.round, at=at) is not ResultDetail.NOTHING


def _score(attempt: Attempt) -> str:
    if points := score_words(attempt, scale=attempt.round.points_scale):
        return _("%(points)s điểm") % {"points": points}
    facts = {"n": attempt.correct_count or 0, "total": attempt.question_count}
    return _("%(n)d/%(total)d câu đúng") % facts


def _place(attempt: Attempt) -> int | None:
    """A place that may still move is not put on a picture that others keep."""
    standing = Standing.objects.filter(attempt=attempt).exclude(round=None).first()
    return place_of_standing(standing) if standing else None
