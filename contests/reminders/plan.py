"""A reminder is planned for those who have not handed in, previewed, and cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, PredictionTarget, Round, RoundKind
from contests.notices.concerned import not_handed_in, reminder_facts
from contests.rules import ContestRefusal
from contests.subjects import about_round
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language import moments
from quizsite.notifications import mailings
from quizsite.notifications.models import Mailing, NoticeKind
from quizsite.notifications.outbox import Occasion
from quizsite.notifications.recipients import reachable

COUNTED_AT_ONCE = 500
# The notice needs a moment on its way, and its reader one to come.
LAST_CALL = timedelta(hours=1)


class NotToBeReminded(ContestRefusal):
    code = "not_to_be_reminded"
    status = 409
    message = _("Kỳ thi này chưa công bố, là kỳ thi thử hoặc đã đóng, nên không nhắc được.")


class WrongMoment(ContestRefusal):
    code = "wrong_moment"
    message = _("Hãy chọn giờ gửi từ lúc này, sau khi kỳ thi mở và ít nhất 1 giờ trước khi đóng.")


class AlreadyReminded(ContestRefusal):
    code = "already_reminded"
    status = 409
    message = _("Ngày đó đã hẹn nhắc rồi, mỗi ngày một lần. Hãy chọn ngày khác, hoặc hủy đợt kia.")


@dataclass(frozen=True, slots=True)
class Preview:
    """How many a reminder would concern now, and how many of them it could reach."""

    concerned: int
    reached: int
    occasion: Occasion


def rounds_to_remind(contest: Contest, *, at: datetime) -> list[Round]:
    """Published rounds that are open or to come; practice and finals need no reminder."""
    rounds = (
        contest.rounds.public()
        .exclude(kind=RoundKind.PRESENTED)
        .filter(is_practice=False, closes_at__gt=at + LAST_CALL)
    )
    return list(rounds.select_related("contest").order_by("number"))


_COUNTED = frozenset({PredictionTarget.ENTRANTS, PredictionTarget.ATTEMPTS})


def may_see_counts(contest: Contest, *, at: datetime) -> bool:
    """A contact person may compete: where people are what is predicted nobody counts them now."""
    predicted = contest.rounds.public().filter(prediction_target__in=_COUNTED)
    return all(round.ends_at <= at for round in predicted)


def preview_reminder(round: Round, *, unit: Unit | None, due_at: datetime) -> Preview:
    entries = not_handed_in(round, unit=unit)
    people = list(entries.order_by("pk").values_list("user", flat=True))
    reached: set[int] = set()
    for start in range(0, len(people), COUNTED_AT_ONCE):
        batch = people[start : start + COUNTED_AT_ONCE]
        pairs = reachable(batch, kind=NoticeKind.REMINDER, contest=round.contest_id)
        reached |= {person for person, _channel in pairs}
    return Preview(len(people), len(reached), occasion_of(round, due_at=due_at))


def occasion_of(round: Round, *, due_at: datetime) -> Occasion:
    """One reminder of a round a day, whoever sends it: an organiser or the own unit."""
    name, facts = f"reminder:{round.pk}:{timezone.localdate(due_at)}", reminder_facts(round)
    return Occasion(NoticeKind.REMINDER, name, facts, round.contest_id, round.closes_at)


@transaction.atomic
def plan_reminder(
    round: Round,
    *,
    unit: Unit | None,
    due_at: datetime,
    most: int | None,
    by: Actor,
    at: datetime,
) -> Mailing:
    """Let a job remind whoever has not handed in by then; of a unit, or of all."""
    if round not in rounds_to_remind(round.contest, at=at):
        raise NotToBeReminded
    if not max(at, round.opens_at) <= due_at <= round.closes_at - LAST_CALL:
        raise WrongMoment
    told = occasion_of(round, due_at=due_at)
    own = replace(told, name=told.name + (f":{unit.pk}" if unit else ""))
    audience = {"round": round.pk, "unit": unit.pk if unit else None, "occasion": told.name}
    person = cast("User | None", by.person)
    try:
        mailing = mailings.plan_mailing(
            own, audience=audience, due_at=due_at, by=person, at=at, most=most
        )
    except mailings.AlreadyPlanned as error:
        raise AlreadyReminded from error
    after = {"due_at": due_at, "given_to": unit.name if unit else None, "most": most}
    record(about_round(round), kind=AuditKind.REMINDER_PLANNED, by=by, at=at, after=after)
    return mailing


@transaction.atomic
def cancel_reminder(mailing: Mailing, *, round: Round, by: Actor, at: datetime) -> Mailing:
    mailings.cancel_mailing(mailing, at=at)
    before = {"due_at": mailing.due_at}
    record(about_round(round), kind=AuditKind.REMINDER_CANCELLED, by=by, at=at, before=before)
    return mailing


def reminder_words(occasion: Occasion, *, at: datetime) -> str:
    """Text for a group chat: no name, no number, the same that the letter says."""
    facts, ends_at = occasion.facts, occasion.expires_at
    left = moments.time_left(ends_at, at=at) if ends_at else ""
    if "work" in facts:
        said = _(
            "%(contest)s, %(round)s: còn %(left)s, %(until)s. Bài còn là bản nháp thì hãy nộp."
        )
        return str(said % (facts | {"left": left}))
    said = _(
        "%(contest)s, %(round)s: còn %(left)s, %(until)s. Anh chị chưa thi thì vào thi giúp đơn vị."
    )
    return str(said % (facts | {"left": left}))
