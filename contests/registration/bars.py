"""Bars people and units from a contest; entering asks, and so does every start of a paper."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from contests.models import BarredPerson, BarredUnit, Contest, Entry
from contests.rules import BarredFromEntering, ContestRefusal, ReasonMissing
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import Unit, User
from quizsite.accounts.people import find_by_address
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, Name, record
from quizsite.language.names import short_name
from quizsite.language.vietnamese import visible


class OnTheList(BarredFromEntering):
    """Neither why nor by which line of the list: others may know this account's owner."""

    message = _(
        "Bạn hoặc đơn vị của bạn thuộc danh sách không được dự thi cuộc thi này. Nếu có nhầm lẫn, "
        "hãy liên hệ ban tổ chức."
    )


class AlreadyBarred(ContestRefusal):
    code = "already_barred"
    message = _("Danh sách đã có người hoặc đơn vị này.")


class NotBarred(ContestRefusal):
    code = "not_barred"
    message = _("Người hoặc đơn vị này không còn trong danh sách.")


class MeetsEntries(ContestRefusal):
    """Organisers are asked first: what they bar has people who have entered."""

    code = "meets_entries"

    def __init__(self, people: int) -> None:
        self.people = people
        super().__init__(
            _("%(n)d người đã đăng ký sẽ không bắt đầu được bài mới. Hãy đánh dấu để xác nhận.")
            % {"n": people}
        )


# Walks from the barred units down, once in a statement, whatever number of people it asks about.
_BARRED_UNITS = (
    "WITH RECURSIVE barred (id) AS ("
    "SELECT unit_id FROM contests_barredunit WHERE contest_id = %s UNION "
    "SELECT unit.id FROM accounts_unit unit JOIN barred ON unit.parent_id = barred.id"
    ") SELECT id FROM barred"
)


def is_barred(contest_id: Any) -> Q:
    """Of entries in the contest. Starts ask it, so it takes a placeholder too (`FastSelect`)."""
    return _is_listed(contest_id, "user__") | Q(unit__in=RawSQL(_BARRED_UNITS, (contest_id,)))  # noqa: S611 -- constant text


def _is_listed(contest_id: Any, user: str = "") -> Q:
    lines = BarredPerson.objects.filter(contest=contest_id)
    reached = Q()
    for own, listed in (("pk", "user"), ("email", "email"), ("phone", "phone")):
        named = lines.filter(**{f"{listed}__isnull": False}).values(listed)
        reached |= Q(**{f"{user}{own}__in": named})
    return reached


def names_account(user: User) -> Q:
    """Of lines of a list: those about this account."""
    named = Q(user=user)
    if user.email:
        named |= Q(email=user.email)
    if user.phone:
        named |= Q(phone=user.phone)
    return named


def check_not_barred(user: User, *, contest: Contest) -> None:
    if User.objects.filter(_is_listed(contest.pk), pk=user.pk).exists():
        raise OnTheList


def check_unit_not_barred(unit: Unit, *, contest: Contest) -> None:
    if is_unit_barred(unit, contest=contest):
        raise OnTheList


def is_unit_barred(unit: Unit, *, contest: Contest) -> bool:
    """Whether it is on the list, or below a unit that is."""
    barred = Q(pk__in=RawSQL(_BARRED_UNITS, (contest.pk,)))  # noqa: S611 -- as above
    return bool(Unit.objects.filter(barred, pk=unit.pk).exists())


def _entries_of_person(person: BarredPerson) -> QuerySet[Entry]:
    reached = Q(pk__in=())
    known = {
        "user": person.user_id,
        "user__email": person.email,
        "user__phone": person.phone,
    }
    for name, value in known.items():
        if value is not None:
            reached |= Q(**{name: value})
    return Entry.objects.valid().filter(reached, contest=person.contest)


def _entries_below(barred: BarredUnit) -> QuerySet[Entry]:
    below = barred.unit.descendants(include_self=True).values_list("pk", flat=True)
    return Entry.objects.valid().filter(unit__among=list(below), contest=barred.contest)


def barred_entries(contest: Contest) -> QuerySet[Entry]:
    """Find the valid entries of everybody on the list; the organisers may void them."""
    return Entry.objects.valid().filter(is_barred(contest.pk), contest=contest)


@transaction.atomic
def bar_person(
    person: BarredPerson, *, by: User, at: datetime, accepts_entries: bool
) -> BarredPerson:
    """Bar a person from now on; papers already taken stay with the entry until it is voided."""
    person.user = _account_of(person)
    met = _entries_of_person(person).count()
    _bar(person, met=met, by=by, at=at, accepts_entries=accepts_entries)
    return person


@transaction.atomic
def bar_unit(barred: BarredUnit, *, by: User, at: datetime, accepts_entries: bool) -> BarredUnit:
    """Bar the people of a unit and of all units below it, also of those to come."""
    met = _entries_below(barred).count()
    _bar(barred, met=met, by=by, at=at, accepts_entries=accepts_entries)
    return barred


def _account_of(person: BarredPerson) -> User | None:
    found = find_by_address(person.email) if person.email else None
    if found is None and person.phone:
        found = User.objects.filter(phone=person.phone).first()
    return found


def _bar(
    barred: BarredPerson | BarredUnit, *, met: int, by: User, at: datetime, accepts_entries: bool
) -> None:
    barred.reason, barred.barred_at = visible(barred.reason), at
    if not barred.reason:
        raise ReasonMissing
    if met and not accepts_entries:
        raise MeetsEntries(met)
    try:
        with transaction.atomic():
            barred.save()
    except IntegrityError as error:
        raise AlreadyBarred from error
    record(
        about_contest(barred.contest),
        kind=AuditKind.BAR_ADDED,
        by=organiser(by),
        at=at,
        after=_in_trail(barred) | ({"entries_met": met} if met else {}),
        reason=barred.reason,
    )


@transaction.atomic
def lift_bar(barred: BarredPerson | BarredUnit, *, by: User, at: datetime, reason: str) -> None:
    """Take a person or a unit off the list; they may enter and start again."""
    if not visible(reason):
        raise ReasonMissing
    told = _in_trail(barred)
    if not barred.delete()[0]:
        raise NotBarred
    record(
        about_contest(barred.contest),
        kind=AuditKind.BAR_LIFTED,
        by=organiser(by),
        at=at,
        before=told,
        reason=visible(reason),
    )


def forget_bars(user: User, *, at: datetime) -> list[BarredPerson]:
    """Take a person who deletes their data off every list, and return the lines that went.

    The organisers read that a line went, and not whose it was."""
    bars = list(BarredPerson.objects.filter(names_account(user)).select_related("contest"))
    for bar in bars:
        record(
            about_contest(bar.contest),
            kind=AuditKind.BAR_LIFTED,
            by=Actor(None, Role.SYSTEM),
            at=at,
            before={"barred_person": str(_("một người đã xóa dữ liệu"))},
            reason=str(_("Người này đã xóa dữ liệu; dấu nhớ thay cho dòng trong danh sách.")),
        )
    BarredPerson.objects.filter(pk__in=[bar.pk for bar in bars]).delete()
    return bars


def _in_trail(barred: BarredPerson | BarredUnit) -> dict[str, Any]:
    if isinstance(barred, BarredUnit):
        return {"barred_unit": barred.unit.name}
    if barred.user is not None:
        return {"barred_person": Name(barred.user.pk, barred.user.full_name)}
    return {"barred_person": _hinted(barred)}


def _hinted(person: BarredPerson) -> str:
    """Without an account no deletion would ever empty a name in the trail, so it gets a hint."""
    email, phone, unit = person.email or "", person.phone or "", person.unit
    local, at, domain = email.partition("@")
    parts = (
        short_name(person.full_name),
        unit.name if unit is not None else "",
        f"{local[:1]}…{at}{domain}" if email else "",
        f"…{phone[-3:]}" if phone else "",
    )
    return ", ".join(part for part in parts if part)
