"""The application for recognition: only of what was tried, with authors whose parts make 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.initiatives.history import move, note_step
from contests.initiatives.rules import InitiativeMoved, check_is_open, check_was_tried
from contests.models import (
    MOST_APPLICANTS,
    Applicant,
    Application,
    Initiative,
    InitiativeState,
)
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.audit.trail import Actor

S = InitiativeState
ALL = 100


class SharesNotWhole(ContestRefusal):
    code = "shares_not_whole"


class NoApplicant(ContestRefusal):
    code = "no_applicant"
    message = gettext_lazy("Hãy ghi từ một đến năm tác giả, mỗi người một tỷ lệ đóng góp.")


class NotPledged(ContestRefusal):
    code = "not_pledged"
    message = gettext_lazy("Hãy đánh dấu lời cam đoan: thông tin trong đơn là trung thực.")


class UsedBeforeTheDay(ContestRefusal):
    code = "used_in_the_future"
    message = gettext_lazy("Ngày áp dụng lần đầu phải là hôm nay hoặc trước hôm nay.")


def check_applicants(applicants: Sequence[Applicant]) -> None:
    if not 1 <= len(applicants) <= MOST_APPLICANTS:
        raise NoApplicant
    whole = sum(one.share_percent for one in applicants)
    if whole != ALL:
        said = _("Tỷ lệ đóng góp của các tác giả cộng lại phải đúng 100%%, hiện là %(n)d%%.")
        raise SharesNotWhole(said % {"n": whole})


@transaction.atomic
def file_application(
    application: Application, *, applicants: Sequence[Applicant], by: Actor, at: datetime
) -> Application:
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=application.initiative_id)
    today = timezone.localdate(at)
    check_is_open(initiative)
    check_was_tried(initiative, today=today)
    if application.first_used_on > today:
        raise UsedBeforeTheDay
    if not application.is_pledged:
        raise NotPledged
    check_applicants(applicants)
    move(initiative, to=S.APPLIED)
    application.filed_at = at
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        raise InitiativeMoved from error
    for position, one in enumerate(applicants):
        one.application, one.position = application, position
        one.save()
    # Authors are named in the file; the public way of an idea names nobody.
    note_step(initiative, Kind.APPLIED, by=by, at=at)
    return application


@transaction.atomic
def take_application_back(application: Application, *, by: Actor, at: datetime) -> Application:
    """Back to the trial: the file was not right, and a new one is written."""
    initiative = Initiative.objects.get(pk=application.initiative_id)
    if initiative.state != S.APPLIED:
        raise InitiativeMoved
    move(initiative, to=S.PILOTED)
    Application.objects.filter(pk=application.pk).update(taken_back_at=at)
    text = _("Rút đơn để sửa.")
    note_step(initiative, Kind.RECONSIDERED, by=by, at=at, text=text, is_told=False)
    application.refresh_from_db()
    return application


def warnings_of(application: Application, *, today: date) -> list[str]:
    """What a council will ask about; none of it stops the filing."""
    found = []
    if application.first_used_on < _a_year_before(today):
        found.append(
            _(
                "Đã áp dụng lần đầu quá một năm. Điều lệ Sáng kiến nhận đơn trong thời hạn một năm"
                " kể từ ngày sáng kiến được áp dụng lần đầu: hãy hỏi cơ quan thường trực hội đồng."
            )
        )
    pilots = application.initiative.pilots.all()
    if not pilots.exclude(ends_on=None).exists():
        found.append(_("Chưa lần làm thử nào kết thúc, nên chưa có số liệu sau khi áp dụng."))
    if not pilots.filter(figures__isnull=False).exists():
        found.append(_("Chưa có số liệu trước và sau khi làm thử."))
    if not application.benefit_by_users:
        found.append(_("Chưa có ý kiến về lợi ích của nơi đã áp dụng."))
    if not application.first_users:
        found.append(_("Chưa ghi những người tham gia áp dụng lần đầu (nếu có)."))
    return found


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
