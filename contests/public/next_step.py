"""Finds the one thing a person can do next in a contest, or says why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from contests.attempts.allowances import Given, window_now
from contests.attempts.qualified import NotQualified, check_has_qualified
from contests.attempts.rules import attempts_left, check_may_start
from contests.attempts.usage import AttemptUsage, usage_of
from contests.models import Attempt, Contest, Entry, Round, Work
from contests.queries import open_attempt_of
from contests.registration.rules import OrganiserBarred, check_may_enter
from contests.rules import ContestRefusal
from contests.schedule import Slot
from quizsite.accounts.models import User
from quizsite.language import moments
from quizsite.refusals import Refusal

# Before that hour no person watches a countdown.
WAITING_FROM = timedelta(hours=1)


class StepKind(StrEnum):
    SIGN_IN = "sign_in"
    REGISTER = "register"
    ENTER = "enter"
    WAIT = "wait"
    CONTINUE = "continue"
    WRITE = "write"
    ORGANISE = "organise"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """`label` is on the button, `note` beside it; without a label there is only the note."""

    kind: StepKind
    note: str
    label: str = ""
    round_number: int = 0
    attempt: Attempt | None = None


def next_step(
    contest: Contest,
    *,
    user: User | AnonymousUser,
    entry: Entry | None,
    slots: Sequence[Slot],
    at: datetime,
) -> NextStep:
    if entry is None:
        return _before_registering(contest, user=user, slots=slots, at=at)
    running = open_attempt_of(entry)
    if running is not None and running.deadline_at > at:
        left = moments.time_left(running.deadline_at, at=at)
        return NextStep(
            StepKind.CONTINUE,
            _("Bạn đang làm bài, còn %(left)s.") % {"left": left},
            label=_("Làm tiếp bài đang mở"),
            attempt=running,
        )
    return _round_to_take(entry, slots=slots, at=at)


def _before_registering(
    contest: Contest, *, user: User | AnonymousUser, slots: Sequence[Slot], at: datetime
) -> NextStep:
    if not isinstance(user, User):
        if slots and not any(slot.is_open or slot.is_upcoming for slot in slots):
            return NextStep(StepKind.NOTHING, _("Các kỳ thi đã công bố đều đã đóng."))
        return NextStep(
            StepKind.SIGN_IN,
            _("Khoảng một, hai phút, không cần mật khẩu."),
            label=_("Đăng ký dự thi"),
        )
    try:
        check_may_enter(user, contest=contest, at=at)
    except OrganiserBarred as refusal:
        return NextStep(
            StepKind.ORGANISE, str(refusal.message), label=_("Mở trang dành cho ban tổ chức")
        )
    except ContestRefusal as refusal:
        return NextStep(StepKind.NOTHING, str(refusal.message))
    return NextStep(
        StepKind.REGISTER, _("Bạn chưa đăng ký cuộc thi này."), label=_("Đăng ký dự thi")
    )


def _round_to_take(entry: Entry, *, slots: Sequence[Slot], at: datetime) -> NextStep:
    refused = ""
    # A final and a show are days in a hall: nobody takes a paper or hands anything in.
    taken = [slot for slot in slots if not (slot.round.is_presented or slot.round.is_staged)]
    open_now = [slot for slot in taken if slot.is_open or slot.is_extended]
    for slot in sorted(open_now, key=lambda slot: slot.round.is_written):
        if slot.round.is_written:
            return _work_to_write(entry, slot=slot)
        usage = usage_of(entry, round=slot.round, at=at)
        if slot.is_extended and not any(one.opens_at for one in usage.given):
            continue
        try:
            check_may_start(entry, round=slot.round, at=at, usage=usage)
        except Refusal as refusal:
            refused = str(refusal.message)
            continue
        made_up = window_now(usage.given, round=slot.round, at=at)
        left = attempts_left(usage, round=slot.round)
        return NextStep(
            StepKind.ENTER,
            _made_up_words(made_up, slot=slot)
            if made_up
            else _left_words(left, slot=slot, usage=usage),
            label=_("Vào thi %(round)s") % {"round": slot.round.title},
            round_number=slot.round.number,
        )
    for upcoming in (slot for slot in slots if slot.is_upcoming):
        try:
            said = [refused, _qualified_words(upcoming.round, entry=entry, at=at)]
        except NotQualified as refusal:
            refused = refused or str(refusal.message)
            continue
        note = " ".join(part for part in said if part)
        return _to_come(upcoming, entry=entry, refused=note, at=at)
    if refused:
        return NextStep(StepKind.NOTHING, refused)
    if slots:
        # Organisers may be preparing another round, which they have announced to nobody yet.
        thanks = _(
            "Các kỳ thi đã công bố đều đã đóng, cảm ơn bạn đã tham gia. Nếu có kỳ tiếp theo, ban "
            "tổ chức công bố ở trang này."
        )
        return NextStep(StepKind.NOTHING, thanks)
    return NextStep(StepKind.NOTHING, _("Ban tổ chức chưa công bố kỳ thi nào."))


def _work_to_write(entry: Entry, *, slot: Slot) -> NextStep:
    """The page it leads to says whether this person may begin a work, and what there is of it."""
    works = Work.objects.filter(round=slot.round).of_entry(entry.pk)
    facts = {"round": slot.round.title, "time": slot.time_left}
    if works.standing().exists():
        said, label = _("Bạn đã nộp bài ở %(round)s; còn sửa được %(time)s."), _("Xem, sửa bài")
    elif works.exists():
        said, label = _("Bài của bạn ở %(round)s chưa nộp; còn %(time)s."), _("Viết tiếp, nộp bài")
    else:
        said, label = _("%(round)s nhận bài thêm %(time)s."), _("Nộp bài")
    return NextStep(StepKind.WRITE, said % facts, label=label, round_number=slot.round.number)


def _qualified_words(round: Round, *, entry: Entry, at: datetime) -> str:
    """Tell a person who is on the list of a round that is not for everybody; refuse others."""
    if not round.qualify_scope:
        return ""
    usage = usage_of(entry, round=round, at=at)
    check_has_qualified(round, is_qualified=usage.is_qualified)
    return _("Bạn được vào %(round)s.") % {"round": round.title}


def _to_come(upcoming: Slot, *, entry: Entry, refused: str, at: datetime) -> NextStep:
    facts = {"round": upcoming.round.title, "moment": moments.moment(upcoming.round.opens_at)}
    opens = _("%(round)s mở lúc %(moment)s.") % facts
    note = " ".join(part for part in (refused, opens) if part)
    is_far = upcoming.round.opens_at - at > WAITING_FROM
    if entry.voided_at is not None or is_far or not upcoming.round.is_quiz:
        return NextStep(StepKind.NOTHING, note)
    return NextStep(
        StepKind.WAIT,
        note,
        label=_("Chờ vào thi %(round)s") % facts,
        round_number=upcoming.round.number,
    )


def _made_up_words(window: Given, *, slot: Slot) -> str:
    return _("Bạn được thi bù %(round)s %(until)s.") % {
        "round": slot.round.title,
        "until": moments.until(window.ends_at or slot.at),
    }


def _left_words(left: int | None, *, slot: Slot, usage: AttemptUsage) -> str:
    facts = {"round": slot.round.title, "time": slot.time_left, "n": left}
    if left is None:
        said = _("%(round)s còn mở %(time)s, không giới hạn số lượt thi.") % facts
    else:
        said = _("%(round)s còn mở %(time)s. Bạn còn %(n)d lượt thi.") % facts
    if slot.round.qualify_scope and usage.is_qualified:
        return _("Bạn được vào %(round)s.") % facts + " " + said
    return said
