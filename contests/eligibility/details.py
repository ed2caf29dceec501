"""What a person says of themself at entry: checked, kept in one row, forgotten when its time ends.

Only what the division or the contest asks is kept; the category stays as long as the entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.eligibility.rules import (
    check_age_admitted,
    check_category_admitted,
    rule_of,
    years_on,
)
from contests.models import (
    DETAIL_KEPT_DAYS,
    OLDEST_ASKED,
    AskedDetail,
    Contest,
    DetailKind,
    Division,
    DivisionRule,
    Entry,
    EntryDetail,
    Round,
    RoundState,
)
from contests.rules import ContestRefusal
from quizsite.accounts.phones import as_spoken, to_e164

# A contest whose last round closed so long ago is over, whether or not anybody finalised it.
LEFT_AFTER = timedelta(days=365)
_BATCH = 2000


class DetailMissing(ContestRefusal):
    code = "detail_missing"


class DetailWrong(ContestRefusal):
    code = "detail_wrong"


@dataclass(frozen=True, slots=True)
class Details:
    """What a person said; "" and None for what was not asked."""

    category: str = ""
    birth_date: date | None = None
    gender: str = ""
    school_class: str = ""
    field_of_work: str = ""
    phone: str = ""
    place: str = ""


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Asked:
    """What people are asked who enter one division: by its rule, and by the contest."""

    rule: DivisionRule
    details: Mapping[str, AskedDetail]


def asked_of(contest: Contest) -> dict[str, AskedDetail]:
    return {one.kind: one for one in AskedDetail.objects.filter(contest=contest)}


def asked_in(division: Division, *, contest: Contest) -> Asked:
    return Asked(rule_of(division), asked_of(contest))


def check_details(asked: Asked, details: Details, *, at: datetime) -> None:
    """Refuse what is missing or impossible, and whom the division does not admit."""
    for kind, one in asked.details.items():
        if one.is_required and not getattr(details, kind):
            raise DetailMissing(_("Hãy ghi: %(what)s.") % {"what": one.get_kind_display()})
    if details.birth_date is not None:
        check_birth_date(details.birth_date, at=at)
    check_age_admitted(asked.rule, details.birth_date, at=at)
    check_category_admitted(asked.rule, details.category)


def check_birth_date(birth_date: date, *, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if not 0 <= years_on(birth_date, today) <= OLDEST_ASKED:
        raise DetailWrong(
            _("Ngày sinh này không đúng. Hãy ghi ngày, tháng, năm, ví dụ 05/09/1988.")
        )


def phone_as_kept(written: str) -> str:
    if not written.strip():
        return ""
    number = to_e164(written)
    if number is None:
        raise DetailWrong(_("Số điện thoại này không đúng. Ví dụ: 0912 345 678."))
    return number


def store_details(entry: Entry, asked: Asked, details: Details) -> EntryDetail | None:
    """Keep what was asked and answered; whoever was asked nothing has no row."""
    names = set(asked.details)
    if asked.rule.asks_birth_date:
        names.add(DetailKind.BIRTH_DATE)
    if asked.rule.categories:
        names.add("category")
    kept = {name: value for name in names if (value := getattr(details, name))}
    return EntryDetail.objects.create(entry=entry, **kept) if kept else None


def details_of(entry: Entry) -> list[tuple[str, str]]:
    """What is kept about this person, each with its name on screen; the caller joins the row."""
    detail: EntryDetail | None = getattr(entry, "detail", None)
    if detail is None:
        return []
    born = f"{detail.birth_date:%d/%m/%Y}" if detail.birth_date else ""
    said = {
        "category": str(detail.get_category_display()),
        DetailKind.BIRTH_DATE: born,
        DetailKind.GENDER: str(detail.get_gender_display()),
        DetailKind.SCHOOL_CLASS: detail.school_class,
        DetailKind.FIELD_OF_WORK: detail.field_of_work,
        DetailKind.PHONE: as_spoken(detail.phone) if detail.phone else "",
        DetailKind.PLACE: detail.place,
    }
    labels = {"category": _("nhóm đối tượng"), **dict(DetailKind.choices)}
    return [(str(labels[name]), value) for name, value in said.items() if value]


def empty_details(entry_ids: Collection[int]) -> None:
    """Leave of these people the category alone, which their unit is counted by."""
    EntryDetail.objects.filter(entry__in=entry_ids).update(**_EMPTY)


_EMPTY: dict[str, object] = {
    kind.value: None if kind is DetailKind.BIRTH_DATE else "" for kind in DetailKind
}


def forget_old_details(*, at: datetime) -> int:
    """Empty what contests asked, each kind when its days are over; return how many were emptied."""
    emptied = 0
    asking = EntryDetail.objects.values("entry__contest").distinct()
    for contest in Contest.objects.filter(pk__in=asking).prefetch_related("asked_details"):
        ended = _ended_at(contest)
        if ended is None:
            continue
        kept_days = dict.fromkeys(DetailKind.values, DETAIL_KEPT_DAYS)
        kept_days |= {one.kind: one.kept_days for one in contest.asked_details.all()}
        for kind, days in kept_days.items():
            if ended + timedelta(days=days) <= at:
                emptied += _empty_kind(contest, kind)
    return emptied


def _ended_at(contest: Contest) -> datetime | None:
    """When the last result became final; of a contest that was left, a year after its end."""
    rounds = Round.objects.public().filter(contest=contest)
    said: dict[str, datetime | None] = rounds.aggregate(
        closed=Max("closes_at"), finalised=Max("finalised_at")
    )
    closed, finalised = said["closed"], said["finalised"]
    ranked = rounds.filter(is_practice=False)
    if finalised and not ranked.exclude(state=RoundState.FINALISED).exists():
        return finalised
    return closed + LEFT_AFTER if closed else None


def _empty_kind(contest: Contest, kind: str) -> int:
    """In batches: on SQLite every save waits for the one who writes."""
    filled = EntryDetail.objects.filter(entry__contest=contest).exclude(**{kind: _EMPTY[kind]})
    emptied = 0
    while batch := list(filled.values_list("pk", flat=True)[:_BATCH]):
        emptied += EntryDetail.objects.filter(pk__in=batch).update(**{kind: _EMPTY[kind]})
    return emptied
