"""Enters a person in a contest once, for one division and unit; voids and restores entries."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.eligibility.details import Asked, asked_in, check_details, store_details
from contests.eligibility.rules import unit_admitted
from contests.models import Attempt, Contest, Division, Entry
from contests.registration.ages import check_age, is_guarded, store_age
from contests.registration.bars import check_unit_not_barred
from contests.registration.conditions import NOTHING, Brought, check_conditions, pledge_now
from contests.registration.decision_order import begin_change_of_people
from contests.registration.former_entrants import check_never_entered
from contests.registration.marks import mark, signs_at_entry
from contests.registration.one_person import lock_active_person, lock_person
from contests.registration.prizeless import flag_entered
from contests.registration.public_names import public_name
from contests.registration.rules import check_has_no_hand_in, check_holds_no_role, check_may_enter
from contests.roster.matching import match_entries
from contests.rules import ContestRefusal, ReasonMissing
from contests.signals import entry_changed
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import Consent, ConsentText, Purpose, Unit, User
from quizsite.accounts.rules import check_contact_confirmed
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language.vietnamese import visible

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
    unit: Unit | None,
    agreed: Collection[ConsentText],
    at: datetime,
    brought: Brought = NOTHING,
) -> Entry:
    """Register once; the same registration sent twice is the same entry.

    Without a unit only where the division admits that."""
    check_contact_confirmed(user)
    check_may_enter(user, contest=contest, at=at)
    check_never_entered(contest, user)
    if division.contest_id != contest.pk:
        raise DivisionUnknown
    if not user.full_name:
        raise NameMissing
    if all(text.purpose != Purpose.TAKING_PART for text in agreed):
        raise ConsentMissing
    check_age(division, brought.age, at=at)
    asked = asked_in(division, contest=contest)
    check_details(asked, brought.details, at=at)
    unit = unit_admitted(asked.rule, unit)
    check_unit_in_force(unit, at=at)
    check_unit_not_barred(unit, contest=contest)
    check_conditions(contest, brought)
    try:
        return _enter(
            contest,
            user=user,
            unit=unit,
            agreed=agreed,
            at=at,
            brought=brought,
            asked=asked,
        )
    except IntegrityError:
        # `entry_once` decided: this person is already in.
        return _same_entry(contest, user=user, division=division, unit=unit)


@transaction.atomic
def _enter(
    contest: Contest,
    *,
    user: User,
    unit: Unit,
    agreed: Collection[ConsentText],
    at: datetime,
    brought: Brought,
    asked: Asked,
) -> Entry:
    division = asked.rule.division
    lock_active_person(user)
    # A role may have been given since the rules were asked.
    check_has_no_hand_in(contest, user=user, at=at)
    pledge = pledge_now(contest, at=at)
    consents = {
        text.purpose: Consent.objects.create(
            user=user, text=text, purpose=text.purpose, given_at=at, channel=CHANNEL
        )
        for text in agreed
    }
    entry = Entry(
        contest=contest,
        user=user,
        division=division,
        unit=unit,
        consent=consents[Purpose.TAKING_PART],
        registered_at=at,
        pledge=pledge,
        pledged_at=at if pledge else None,
    )
    entry.display_name = public_name(
        entry,
        user=user,
        is_name_shown=Purpose.PUBLICATION in consents
        and not is_guarded(division, brought.age, at=at),
    )
    entry.save(force_insert=True)
    flag_entered(entry)
    store_age(entry, brought.age, at=at)
    store_details(entry, asked, brought.details)
    mark(entry, signs_at_entry(entry, brought))
    match_entries(contest.pk, [entry], at=at)
    return entry


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
    return void_for(entry, by=organiser(by), at=at, reason=reason)


@transaction.atomic
def void_for(entry: Entry, *, by: Actor, at: datetime, reason: str) -> Entry:
    """Void an entry in whichever role: also whoever gives the person a role in the bank does."""
    if not visible(reason):
        raise ReasonMissing
    at = begin_change_of_people(entry.contest_id, at=at)
    # Closing locks papers before entries, and so does this. A paper started meanwhile is stopped
    # after the commit.
    own = Attempt.objects.filter(entry=entry.pk)
    own.stop_windows()
    transaction.on_commit(own.filter(entry__voided_at__isnull=False).stop_windows)
    won = (
        Entry.objects.valid().filter(pk=entry.pk).update(voided_at=at, void_reason=visible(reason))
    )
    if not won:
        raise EntryNotChanged(_("Đăng ký dự thi này đã bị loại từ trước."))
    return _changed(entry, kind=AuditKind.ENTRY_VOIDED, by=by, at=at, reason=reason)


@transaction.atomic
def restore_entry(entry: Entry, *, by: User, at: datetime, reason: str) -> Entry:
    """Undo a voiding; the reasons of both stay in the history."""
    if not visible(reason):
        raise ReasonMissing
    lock_person(entry.user)
    check_holds_no_role(entry)
    at = begin_change_of_people(entry.contest_id, at=at)
    Attempt.objects.filter(entry=entry.pk).let_windows_go_on()
    won = Entry.objects.filter(pk=entry.pk, voided_at__isnull=False).update(
        voided_at=None, void_reason=""
    )
    if not won:
        raise EntryNotChanged(_("Đăng ký dự thi này đang có hiệu lực."))
    return _changed(entry, kind=AuditKind.ENTRY_RESTORED, by=organiser(by), at=at, reason=reason)


def _changed(entry: Entry, *, kind: AuditKind, by: Actor, at: datetime, reason: str) -> Entry:
    entry.refresh_from_db()
    record(about_entry(entry), kind=kind, by=by, at=at, reason=visible(reason))
    entry_changed.send(Entry, entry=entry)
    return entry
