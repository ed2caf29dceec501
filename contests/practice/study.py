"""Keeps what there is to read: of a contest by its organisers, common by authors of the bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, StudyItem
from contests.rules import ContestRefusal
from contests.subjects import about_contest
from questionbank.models import Axis
from questionbank.pools import why_not_in_force
from questionbank.subjects import THE_BANK
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import About, Actor, changes, plain, record

MOST_ITEMS = 100
FIELDS = ("axis", "title", "document", "url", "text")


class TooMuchToRead(ContestRefusal):
    code = "too_much_to_read"
    status = 409
    message = _("Đã có 100 tài liệu. Hãy xóa bớt tài liệu cũ trước khi thêm.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things to read of one axis, or of none."""

    axis: Axis | None
    items: Sequence[StudyItem]


def items_of(contest: Contest | None) -> QuerySet[StudyItem]:
    """Find those of a contest, or with None the common ones."""
    return _with_documents(StudyItem.objects.filter(contest=contest))


def _with_documents(items: QuerySet[StudyItem]) -> QuerySet[StudyItem]:
    return items.select_related("axis", "document__replaced_by")


def items_for(axis: Axis, *, contest: Contest | None) -> QuerySet[StudyItem]:
    """Find those of an axis, for whoever has just answered a question of it: own ones first."""
    of_axis = _with_documents(StudyItem.objects.filter(Q(contest=contest) | Q(contest=None)))
    own_first = F("contest").asc(nulls_last=True)
    return of_axis.filter(axis=axis).order_by(own_first, "position", "pk")


def shelf(contest: Contest | None, *, also_common: bool = True) -> list[Shelf]:
    """Put what a contest's people may read in order: without an axis first, then by axis.

    A contest's own things stand before the common ones."""
    wanted = Q(contest=contest)
    if also_common:
        wanted |= Q(contest=None)
    items = _with_documents(StudyItem.objects.filter(wanted))
    by_axis: dict[int | None, list[StudyItem]] = {}
    for item in sorted(items, key=lambda one: (one.contest_id is None, one.position, one.pk)):
        by_axis.setdefault(item.axis_id, []).append(item)
    return sorted(
        (Shelf(found[0].axis, found) for found in by_axis.values()),
        key=lambda one: (one.axis is not None, one.axis.position if one.axis else 0),
    )


def out_of_force(item: StudyItem, *, on: date) -> str:
    """Say in a sentence that the document does not apply on this day; "" if it does."""
    return why_not_in_force(item.document, on=on)


@transaction.atomic
def add_item(item: StudyItem, *, by: Actor, at: datetime) -> StudyItem:
    """Put it behind the others."""
    items = _locked(item.contest)
    if len(items) >= MOST_ITEMS:
        raise TooMuchToRead
    item.position = max((one.position for one in items), default=0) + 1
    item.created_at = at
    item.save(force_insert=True)
    kind = AuditKind.STUDY_ITEM_ADDED
    record(_about(item.contest), kind=kind, by=by, at=at, after=_facts(item))
    return item


@transaction.atomic
def edit_item(item: StudyItem, *, by: Actor, at: datetime) -> StudyItem:
    """Store the fields that were set; one that was removed meanwhile is refused."""
    before = _facts(_still_there(item))
    item.save(update_fields=FIELDS)
    was, became = changes(before, _facts(item))
    if became:
        became |= {"study_item": item.title}
        kind = AuditKind.STUDY_ITEM_EDITED
        record(_about(item.contest), kind=kind, by=by, at=at, before=was, after=became)
    return item


@transaction.atomic
def remove_item(item: StudyItem, *, by: Actor, at: datetime) -> None:
    stored = _still_there(item)
    before = _facts(stored)
    stored.delete()
    kind = AuditKind.STUDY_ITEM_REMOVED
    record(_about(item.contest), kind=kind, by=by, at=at, before=before)


@transaction.atomic
def move_item(item: StudyItem, *, up: bool, by: Actor, at: datetime) -> None:
    """Let it change places with its neighbour of the same axis; at an end nothing moves."""
    items = _locked(item.contest)
    beside = [one for one in items if one.axis_id == item.axis_id]
    place = next((n for n, one in enumerate(beside) if one.pk == item.pk), None)
    if place is None:
        raise ItemGone
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        return
    before = [one.title for one in beside]
    here, there = items.index(beside[place]), items.index(beside[other])
    items[here], items[there] = items[there], items[here]
    for position, one in enumerate(items, start=1):
        one.position = position
    StudyItem.objects.bulk_update(items, ["position"])
    beside[place], beside[other] = beside[other], beside[place]
    record(
        _about(item.contest),
        kind=AuditKind.STUDY_ITEM_EDITED,
        by=by,
        at=at,
        before={"study_items": before},
        after={"study_items": [one.title for one in beside]},
    )


class ItemGone(ContestRefusal):
    code = "study_item_gone"
    status = 409
    message = _("Tài liệu này vừa bị xóa ở nơi khác. Hãy tải lại trang.")


def _still_there(item: StudyItem) -> StudyItem:
    stored = StudyItem.objects.select_for_update(no_key=True, of=("self",)).filter(pk=item.pk)
    found = stored.select_related("axis", "document").first()
    if found is None:
        raise ItemGone
    return found


def _locked(contest: Contest | None) -> list[StudyItem]:
    """Lock what orders them: two who move items at once would give one place twice."""
    if contest is not None:
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    items = StudyItem.objects.filter(contest=contest).order_by("position", "pk")
    return list(items.select_for_update(no_key=True))


def _facts(item: StudyItem) -> dict[str, Any]:
    return {
        "study_item": item.title,
        "axis": plain(item.axis),
        "study_document": plain(item.document),
        "study_link": item.url,
        "study_text": item.text,
    }


def _about(contest: Contest | None) -> About:
    return about_contest(contest) if contest else THE_BANK
