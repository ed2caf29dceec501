"""Panels are made, set and opened; from then on nothing that marks depend on changes."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.judging.assignments import fill_panel
from contests.judging.locks import locked_panel
from contests.judging.rubric_tree import faults_of, tree_of
from contests.judging.rules import PanelMoved, check_is_draft
from contests.judging.subjects import about_panel, lead_of
from contests.models import Panel, PanelRole, PanelState, RubricMode, WorkFinal
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot

FIELDS = (
    *("title", "mode", "guidance", "full_mark", "markers", "common_works", "gap_value"),
    *("gap_unit", "gap_scope", "gap_way", "too_fast_s", "lease_days"),
)


class PanelNotReady(ContestRefusal):
    code = "panel_not_ready"


class BelongsToFinal(ContestRefusal):
    code = "panel_belongs_to_final"
    status = 409
    message = _(
        "Ban này chấm vòng chung khảo nên không xóa riêng được. Muốn bỏ, hãy bỏ bản nháp chung"
        " khảo."
    )


@transaction.atomic
def create_panel(panel: Panel, *, by: User | None, at: datetime) -> Panel:
    panel.state, panel.seed, panel.made_at = PanelState.DRAFT, secrets.token_hex(16), at
    panel.save()
    actor, after = lead_of(panel, by), snapshot(panel, FIELDS)
    record(about_panel(panel), kind=AuditKind.PANEL_CREATED, by=actor, at=at, after=after)
    return panel


@transaction.atomic
def edit_panel(panel: Panel, *, by: User, at: datetime) -> None:
    stored = locked_panel(panel.pk)
    check_is_draft(stored)
    before = snapshot(stored, FIELDS)
    panel.save(update_fields=FIELDS)
    kind, after = AuditKind.PANEL_EDITED, snapshot(panel, FIELDS)
    actor = lead_of(panel, by)
    record_changes(about_panel(panel), kind=kind, by=actor, at=at, before=before, after=after)


@transaction.atomic
def delete_panel(panel: Panel, *, by: User, at: datetime) -> None:
    check_is_draft(locked_panel(panel.pk))
    if WorkFinal.objects.filter(panel=panel).exists():
        raise BelongsToFinal
    about, actor = about_panel(panel), lead_of(panel, by)
    panel.delete()
    record(about, kind=AuditKind.PANEL_DELETED, by=actor, at=at)


@transaction.atomic
def open_panel(panel: Panel, *, by: User | None, at: datetime) -> None:
    """Fix the rubric, choose the common works, and give the works to the jurors."""
    stored = locked_panel(panel.pk)
    if stored.state != PanelState.DRAFT:
        raise PanelMoved
    if faults := panel_faults(stored):
        raise PanelNotReady(faults[0])
    stored.state, stored.opened_at = PanelState.MARKING, at
    stored.save(update_fields=["state", "opened_at"])
    record(about_panel(stored), kind=AuditKind.PANEL_OPENED, by=lead_of(stored, by), at=at)
    fill_panel(stored, by=lead_of(stored, by), at=at)
    panel.refresh_from_db()


def panel_faults(panel: Panel) -> list[str]:
    """What is missing before the panel can mark, in words."""
    tree, is_keyed = tree_of(panel.rubric_items.all()), panel.mode == RubricMode.KEYED
    found = faults_of(tree, is_keyed=is_keyed, full=panel.full_mark)
    said = [str(text % facts if facts else text) for text, facts in found]
    marking = panel.members.marking().count()
    if not panel.members.current().filter(role=PanelRole.CHAIR).exists():
        said.append(str(_("Ban giám khảo chưa có chủ tịch.")))
    if marking < panel.markers:
        said.append(
            str(_("Mỗi bài cần %(n)d người chấm mà ban giám khảo chưa đủ.") % {"n": panel.markers})
        )
    return said
