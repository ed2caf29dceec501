"""Enters a person in a contest once, for one division and unit; voids and restores entries."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Division, Entry
from contests.registration.decision_order import begin_decision
from contests.registration.rules import check_may_enter
from contests.rules import ContestRefusal, ReasonMissing
from contests.signals import entry_changed
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import Consent, ConsentText, Unit, User
from quizsite.accounts.rules import check_contact_confirmed
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

CHANNEL = "contest-registration"


class ConsentMissing(ContestRefusal):
    code = "consent_missing"
    message = _("Hãy đọc và đánh dấu đồng ý về dữ liệu cá nhân để đăng ký dự thi.")


class NameMissing(ContestRefusal):
    code = "name_missing"
    message = _("Hãy ghi họ và tên trong tài khoản của bạn trước khi đăng ký dự thi.")


class UnitNotInForce(ContestRefusal):
    code = "unit_not_in_force"


class DivisionUnknown(ContestRefusal):
    code = "division_unknown"
    message = _("Bảng thi này không thuộc cuộc thi. Hãy chọn lại bảng thi.")


class AlreadyEntered(ContestRefusal):
    code = "already_entered"


class EntryNotChanged(ContestRefusal):
    code = "entry_not_changed"


def register_entry(
    contest: Contest,
    *,
    user: User,
    division: Division,
    unit: Unit,
    consent_text: ConsentText | None,
    at: datetime,
) -> Entry:
    """Register once; the same registration sent twice is the same entry."""
    check_contact_confirmed(user)
    check_may_enter(user, contest=contest, at=at)
    if division.contest_id != contest.pk:
        raise DivisionUnknown
    if not user.full_name:
        raise NameMissing
    if consent_text is None:
        raise ConsentMissing
    check_unit_in_force(unit, at=at)
    try:
        return _enter(
            contest, user=user, division=division, unit=unit, consent_text=consent_text, at=at
        )
    except IntegrityError:
        # `entry_once` decided: this person is already in.
        return _same_entry(contest, user=user, division=division, unit=unit)


@transaction.atomic
def _enter(
    contest: Contest,
    *,
    user: User,
    division: Division,
    unit: Unit,
    consent_text: ConsentText,
    at: datetime,
) -> Entry:
    consent = Consent.objects.create(user=user, text=consent_text, given_at=at, channel=CHANNEL)
    return Entry.objects.create(
        contest=contest,
        user=user,
        division=division,
        unit=unit,
        display_name=user.short_name,
        consent=consent,
        registered_at=at,
    )


def _same_entry(contest: Contest, *, user: User, division: Division, unit: Unit) -> Entry:
    entry = Entry.objects.of(user).select_related("division", "unit").get(contest=contest)
    if (entry.division_id, entry.unit_id) != (division.pk, unit.pk):
        raise AlreadyEntered(
            _(
                "Bạn đã đăng ký ở bảng %(division)s, đơn vị %(unit)s. "
                "Muốn đổi, hãy liên hệ ban tổ chức."
            )
            % {"division": entry.division.name, "unit": entry.unit.name}
        )
    return entry


def check_unit_in_force(unit: Unit, *, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if unit.in_force_until is not None and unit.in_force_until <= today:
        if unit.successor is not None:
            raise UnitNotInForce(
                _("%(unit)s không còn hoạt động, nay là %(successor)s. Hãy chọn %(successor)s.")
                % {"unit": unit.name, "successor": unit.successor.name}
            )
        raise UnitNotInForce(
            _("%(unit)s không còn hoạt động. Hãy chọn đơn vị khác.") % {"unit": unit.name}
        )
    if unit.in_force_from is not None and unit.in_force_from > today:
        raise UnitNotInForce(
            _("%(unit)s hoạt động từ %(day)s. Hãy chọn đơn vị hiện nay của bạn.")
            % {"unit": unit.name, "day": f"{unit.in_force_from:%d/%m/%Y}"}
        )


@transaction.atomic
def void_entry(entry: Entry, *, by: User, at: datetime, reason: str) -> Entry:
    """Take a person out of boards and participation, with a reason everybody can ask for."""
    if not reason.strip():
        raise ReasonMissing
    at = begin_decision(entry.contest_id, at=at)
    won = Entry.objects.valid().filter(pk=entry.pk).update(voided_at=at, void_reason=reason.strip())
    if not won:
        raise EntryNotChanged(_("Đăng ký dự thi này đã bị loại từ trước."))
    return _changed(entry, kind=AuditKind.ENTRY_VOIDED, by=by, at=at, reason=reason)


@transaction.atomic
def restore_entry(entry: Entry, *, by: User, at: datetime, reason: str) -> Entry:
    """Undo a voiding; the reasons of both stay in the history."""
    if not reason.strip():
        raise ReasonMissing
    at = begin_decision(entry.contest_id, at=at)
    won = Entry.objects.filter(pk=entry.pk, voided_at__isnull=False).update(
        voided_at=None, void_reason=""
    )
    if not won:
        raise EntryNotChanged(_("Đăng ký dự thi này đang có hiệu lực."))
    return _changed(entry, kind=AuditKind.ENTRY_RESTORED, by=by, at=at, reason=reason)


def _changed(entry: Entry, *, kind: AuditKind, by: User, at: datetime, reason: str) -> Entry:
    entry.refresh_from_db()
    record(about_entry(entry), kind=kind, by=organiser(by), at=at, reason=reason.strip())
    entry_changed.send(Entry, entry=entry)
    return entry
