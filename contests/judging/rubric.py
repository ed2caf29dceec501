"""The rubric of a panel that does not mark yet is written here, or copied from a ready one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.judging.locks import locked_panel
from contests.judging.ready_rubrics import ReadyItem, ReadyRubric
from contests.judging.rules import check_is_draft
from contests.judging.subjects import about_panel, lead_of
from contests.models import Panel, RubricItem
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot

MOST_ITEMS = 120
_FIELDS = ("title", "guidance", "most", "step", "knock_out_below", "needs_remark")


class TooManyItems(ContestRefusal):
    code = "too_many_rubric_items"
    message = _("Thang điểm có nhiều nhất 120 tiêu chí và ý.")


class TooDeep(ContestRefusal):
    code = "rubric_too_deep"
    message = _("Thang điểm chỉ có hai bậc: tiêu chí và các ý của tiêu chí.")


@transaction.atomic
def save_item(item: RubricItem, *, by: User, at: datetime) -> RubricItem:
    """Store a new one last among those beside it, or what became of one."""
    panel = _locked(item.panel)
    before: dict[str, Any] = {}
    if item._state.adding:  # noqa: SLF001 -- Django documents it
        _place_last(panel, item)
    else:
        before = snapshot(panel.rubric_items.get(pk=item.pk), _FIELDS)
    item.save()
    kind, after = AuditKind.RUBRIC_EDITED, snapshot(item, _FIELDS)
    about, actor = about_panel(panel), lead_of(panel, by)
    if before:
        record_changes(about, kind=kind, by=actor, at=at, before=before, after=after)
    else:
        record(about, kind=kind, by=actor, at=at, after={"rubric_item": item.title, **after})
    return item


def _place_last(panel: Panel, item: RubricItem) -> None:
    if panel.rubric_items.count() >= MOST_ITEMS:
        raise TooManyItems
    if item.parent is not None and (
        item.parent.parent_id is not None or item.parent.panel_id != panel.pk
    ):
        raise TooDeep
    beside = panel.rubric_items.filter(parent=item.parent)
    item.position = 1 + max(beside.values_list("position", flat=True), default=0)


@transaction.atomic
def move_item(item: RubricItem, *, up: bool, by: User, at: datetime) -> None:
    """Change places with the one before, or after; at an end nothing moves."""
    panel = _locked(item.panel)
    beside = list(panel.rubric_items.filter(parent=item.parent_id))
    place = beside.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        return
    before = [one.title for one in beside]
    beside[place], beside[other] = beside[other], beside[place]
    for position, one in enumerate(beside, start=1):
        one.position = position
    RubricItem.objects.bulk_update(beside, ["position"])
    record_changes(
        about_panel(panel),
        kind=AuditKind.RUBRIC_EDITED,
        by=lead_of(panel, by),
        at=at,
        before={"rubric_order": before},
        after={"rubric_order": [one.title for one in beside]},
    )


@transaction.atomic
def remove_item(item: RubricItem, *, by: User, at: datetime) -> None:
    """A criterion goes with its parts."""
    panel = _locked(item.panel)
    before = {"rubric_item": item.title}
    item.delete()
    actor = lead_of(panel, by)
    record(about_panel(panel), kind=AuditKind.RUBRIC_EDITED, by=actor, at=at, before=before)


@transaction.atomic
def use_ready_rubric(panel: Panel, ready: ReadyRubric, *, by: User | None, at: datetime) -> None:
    """Put a copy in the place of what is written; the mode and the full mark come with it."""
    stored = _locked(panel)
    stored.rubric_items.all().delete()
    stored.mode, stored.full_mark = ready.mode, ready.full_mark
    stored.save(update_fields=["mode", "full_mark"])
    for position, one in enumerate(ready.items, start=1):
        made = _copied(stored, one, position=position, parent=None)
        for place, part in enumerate(one.parts, start=1):
            _copied(stored, part, position=place, parent=made)
    kind, after = AuditKind.RUBRIC_EDITED, {"ready_rubric": str(ready.title)}
    record(about_panel(stored), kind=kind, by=lead_of(stored, by), at=at, after=after)
    panel.refresh_from_db()


def _copied(
    panel: Panel, one: ReadyItem, *, position: int, parent: RubricItem | None
) -> RubricItem:
    return RubricItem.objects.create(
        panel=panel,
        parent=parent,
        position=position,
        title=str(one.title),
        most=one.most,
        step=one.step,
        knock_out_below=one.knock_out_below,
    )


def _locked(panel: Panel) -> Panel:
    locked = locked_panel(panel.pk)
    check_is_draft(locked)
    return locked
