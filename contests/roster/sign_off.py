"""A contact person signs how many people of a category the unit has: from the roster, or stated.

The signed figure becomes a headcount of the unit, which every contest reads as of a day. So it
is never of a day that a round, open already, counts from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Contest, ContestState, RosterPerson, Round, SignedHeadcount
from contests.quotas.arithmetic import counts_for
from contests.roster.term import check_may_change
from contests.roster.trail import about_roster
from contests.rules import ContestRefusal
from quizsite.accounts.models import HeadcountCategory, Unit, User
from quizsite.accounts.units.desk import state_headcount
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record


class WrongDay(ContestRefusal):
    code = "wrong_day"


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many a roster lists of a category, and what was signed of it last."""

    category: HeadcountCategory
    rostered: int
    compulsory: int
    signed: SignedHeadcount | None

    @property
    def differs(self) -> bool:
        """The roster has changed since somebody signed its count."""
        return self.signed is not None and self.signed.rostered != self.rostered


def counts_of(contest: Contest, unit: Unit, *, units: Collection[int]) -> list[CategoryCount]:
    """Count the categories that the roster names, the contest counts, or somebody signed."""
    lines = RosterPerson.objects.filter(contest=contest, unit__among=units).order_by()
    rows = lines.values_list("category", "is_compulsory").annotate(Count("pk"))
    counted = {(category, is_compulsory): n for category, is_compulsory, n in rows}
    signed: dict[str, SignedHeadcount] = {}
    for one in contest.signed_headcounts.filter(unit=unit).select_related("signed_by"):
        signed.setdefault(one.category, one)
    named = {category for category, _said in counted} | signed.keys()
    named |= set(contest.divisions.values_list("headcount_category", flat=True)) - {""}
    return [
        CategoryCount(
            category,
            _sum(counted, category),
            sum(counted.get((one, True), 0) for one in counts_for(category)),
            signed.get(category),
        )
        for category in HeadcountCategory
        if category in named
    ]


def _sum(counted: dict[tuple[str, bool], int], category: str) -> int:
    """A category contains others: leaders are civil servants too."""
    return sum(n for (one, _said), n in counted.items() if one in counts_for(category))


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody signs: so many people of a category as of a day, and how they know."""

    category: HeadcountCategory
    people: int
    as_of: date
    source: str


@transaction.atomic
def sign_headcount(
    contest: Contest,
    unit: Unit,
    said: Statement,
    *,
    units: Collection[int],
    by: Actor,
    at: datetime,
) -> SignedHeadcount:
    """Store who signed what, and state it as the unit's headcount of that day."""
    check_may_change(contest, by=by, at=at)
    _check_day(contest, said.as_of, by=by, at=at)
    found = counts_of(contest, unit, units=units)
    rostered = next((one.rostered for one in found if one.category == said.category), 0)
    assert isinstance(by.person, User)  # noqa: S101 -- only people sign
    stated = asdict(said)
    signed = SignedHeadcount.objects.create(
        contest=contest,
        unit=unit,
        rostered=rostered,
        signed_by=by.person,
        signed_at=at,
        **stated,
    )
    state_headcount(unit, **stated, by=by, at=at)
    record(
        about_roster(contest, unit),
        kind=AuditKind.HEADCOUNT_SIGNED,
        by=by,
        at=at,
        after={
            "headcount_category": said.category,
            "people": said.people,
            "rostered": rostered,
            "as_of": f"{said.as_of:%d/%m/%Y}",
            "source": said.source,
        },
    )
    return signed


def _check_day(contest: Contest, as_of: date, *, by: Actor, at: datetime) -> None:
    if as_of > timezone.localdate(at):
        raise WrongDay(_("Ngày này chưa đến. Hãy ghi ngày hôm nay hoặc một ngày trước đó."))
    rounds = Round.objects.ranked().filter(
        contest__state=ContestState.PUBLISHED, contest__is_rehearsal=False, opens_at__lte=at
    )
    if by.role == Role.ORGANISER:
        rounds = rounds.exclude(contest=contest)
    last = rounds.order_by("-opens_at").values_list("opens_at", flat=True).first()
    if last is not None and as_of <= (opened := timezone.localdate(last)):
        said = _(
            "Một kỳ thi mở ngày %(day)s đang tính theo số người của ngày đó. Hãy ghi ngày sau "
            "%(day)s, hoặc nhờ quản trị trang ghi số này."
        )
        raise WrongDay(said % {"day": f"{opened:%d/%m/%Y}"})
