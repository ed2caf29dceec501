"""Requests about one's own data run by the clocks of Decree 356/2025/NĐ-CP."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from holidays import country_holidays

from quizsite.accounts.models import User
from quizsite.accounts.personal_data.emptied import lock_unless_erased
from quizsite.accounts.personal_data.models import DataRequest, RequestKind
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.language.vietnamese import visible
from quizsite.refusals import Refusal

ANSWERED_WITHIN = 2  # working days
DONE_WITHIN = {
    RequestKind.ACCESS: timedelta(days=10),
    RequestKind.CORRECTION: timedelta(days=10),
    RequestKind.WITHDRAWAL: timedelta(days=15),
    RequestKind.RESTRICTION: timedelta(days=15),
    RequestKind.OBJECTION: timedelta(days=15),
    RequestKind.DELETION: timedelta(days=20),
}
_SATURDAY = 5


class RequestWaits(Refusal):
    code = "request_waits"
    message = gettext_lazy(
        "Yêu cầu loại này của bạn đang được xử lý. Hãy đợi trả lời rồi gửi tiếp."
    )


class RequestDone(Refusal):
    code = "request_done"
    message = gettext_lazy("Yêu cầu này đã được ghi là xong.")


@transaction.atomic
def ask(user: User, *, kind: RequestKind, body: str, at: datetime) -> DataRequest:
    """Keep a request that people must answer; one of a kind waits at a time."""
    lock_unless_erased(user)
    if user.data_requests.filter(kind=kind, done_at=None).exists():
        raise RequestWaits
    return _store(user, kind=kind, body=body, at=at)


def fulfilled(user: User, *, kind: RequestKind, outcome: str, at: datetime) -> DataRequest:
    """Keep a request that the software fulfilled at once."""
    return _store(user, kind=kind, at=at, done_at=at, outcome=outcome)


def end_with_deletion(user: User, *, reason: str, at: datetime) -> None:
    """Deleting fulfils whatever the person still asked for; what they wrote goes too."""
    asked = user.data_requests.filter(kind=RequestKind.DELETION, done_at=None).exists()
    user.data_requests.filter(done_at=None).update(done_at=at)
    user.data_requests.update(body="", outcome="")
    if not asked:
        fulfilled(user, kind=RequestKind.DELETION, outcome=reason, at=at)


@transaction.atomic
def finish(request: DataRequest, *, outcome: str, by: User, at: datetime) -> DataRequest:
    waiting = DataRequest.objects.filter(pk=request.pk, done_at=None)
    if not waiting.update(done_at=at, outcome=visible(outcome)):
        raise RequestDone
    record(
        about_person(request.user),
        kind=AuditKind.DATA_REQUEST_DONE,
        by=Actor(by, Role.STAFF),
        at=at,
        after={"data_request": request.kind, "outcome": visible(outcome)},
    )
    request.refresh_from_db()
    return request


def _store(
    user: User,
    *,
    kind: RequestKind,
    at: datetime,
    body: str = "",
    done_at: datetime | None = None,
    outcome: str = "",
) -> DataRequest:
    return DataRequest.objects.create(
        user=user,
        kind=kind,
        body=body,
        received_at=at,
        answer_due_at=working_days_after(at, ANSWERED_WITHIN),
        due_at=at + DONE_WITHIN[kind],
        done_at=done_at,
        outcome=outcome,
    )


def count_waiting() -> int:
    return DataRequest.objects.filter(done_at=None).count()


def working_days_after(at: datetime, days: int) -> datetime:
    """The end of the last of so many days from Monday to Friday that are no public holidays.

    The library knows Tết and the days off of years already announced."""
    day, holidays = timezone.localtime(at).date(), country_holidays("VN")
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and day not in holidays
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def by_software() -> str:
    return _("Phần mềm làm ngay.")
