"""A roster that came with a request: kept, shown, and stored once its owner confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, RosterPreview
from contests.roster.list_file import RosterPlace, read_roster
from contests.roster.people import lines_of, store_roster
from contests.roster.places import Places
from contests.roster.plan import RosterPlan, planned
from contests.roster.term import check_may_change
from contests.rules import ContestRefusal
from quizsite.accounts.models import HeadcountCategory, Unit, User
from quizsite.audit.trail import Actor
from quizsite.tables.reader import RawTable


class RosterHasProblems(ContestRefusal):
    code = "roster_has_problems"
    status = 409
    message = _("Tệp còn chỗ cần sửa nên chưa lưu ai. Hãy sửa rồi tải lên lần nữa.")


class PreviewGone(ContestRefusal):
    code = "preview_gone"
    status = 409
    message = _("Bản xem trước này đã được lưu hoặc đã bỏ. Hãy tải tệp lên lần nữa.")


@transaction.atomic
def keep_preview(
    raw: RawTable, *, contest: Contest, unit: Unit, filename: str, by: Actor, at: datetime
) -> RosterPreview:
    """Keep only a person's last file."""
    check_may_change(contest, by=by, at=at)
    owner = _person(by)
    RosterPreview.objects.filter(owner=owner).delete()
    return RosterPreview.objects.create(
        owner=owner,
        contest=contest,
        unit=unit,
        filename=filename[-200:],
        rows=raw.as_json(),
        created_at=at,
    )


def _person(by: Actor) -> User:
    assert isinstance(by.person, User)  # noqa: S101 -- pages are for people
    return by.person


def plan_of(preview: RosterPreview, *, at: datetime) -> RosterPlan:
    """What confirming would do now: others may have changed the roster since."""
    today = timezone.localdate(at)
    places = Places.on(today)
    units = places.within(preview.unit_id)
    place = RosterPlace(
        places.heir(preview.unit_id),
        places.named(units),
        default_category(preview.contest),
        today,
    )
    table = read_roster(RawTable.of_json(preview.rows), place)
    lines = [] if table.problems else lines_of(preview.contest, units)
    return planned(table.rows, lines, problems=table.problems, notes=table.notes)


def default_category(contest: Contest) -> str:
    """Of people for whom a list says none: whom the contest counts first."""
    divisions = contest.divisions.exclude(headcount_category="").order_by("pk")
    first = divisions.values_list("headcount_category", flat=True).first()
    return first or HeadcountCategory.CIVIL


@transaction.atomic
def confirm_preview(
    preview: RosterPreview, *, removes_gone: bool, by: Actor, at: datetime
) -> RosterPlan:
    # Two clicks: the one that deletes the preview stores it. Two people: one after the other.
    gone, _rows = RosterPreview.objects.filter(pk=preview.pk, owner=_person(by)).delete()
    if not gone:
        raise PreviewGone
    contest = Contest.objects.select_for_update(no_key=True).get(pk=preview.contest_id)
    plan = plan_of(preview, at=at)
    if plan.problems:
        raise RosterHasProblems
    store_roster(
        contest,
        plan,
        unit=preview.unit,
        removes_gone=removes_gone,
        filename=preview.filename,
        by=by,
        at=at,
    )
    return plan
