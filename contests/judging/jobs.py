"""Jobs of juries; the path of each is stored with its jobs, so none is moved or renamed.

Third jurors and replacements are found here, never in a juror's own request."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from contests.judging.assignments import fill_panel, look_at_unseen
from contests.judging.reminders import remind_before_leases_end
from contests.models import JudgedWork, Panel, PanelState, WorkStanding
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.jobs.queue import enqueue_once

_SITE = Actor(None, Role.SYSTEM)


@task()
def fill(panel_id: int) -> None:
    panel = Panel.objects.filter(pk=panel_id).first()
    if panel is not None:
        fill_panel(panel, by=_SITE, at=timezone.now())


@task()
def look_after_panels() -> None:
    """Leases end by the clock; and what a job did not come to is done here."""
    at = timezone.now()
    for panel in Panel.objects.filter(state=PanelState.MARKING):
        look_at_unseen(panel)
        fill_panel(panel, by=_SITE, at=at)
        remind_before_leases_end(panel, at=at)


def sheet_sent(*, work: JudgedWork, panel: Panel, **_kwargs: Any) -> None:
    is_apart = JudgedWork.objects.filter(pk=work.pk, standing=WorkStanding.APART)
    if is_apart.exists():
        _fill_soon(panel)


def tie_declared(*, panel: Panel, **_kwargs: Any) -> None:
    _fill_soon(panel)


def _fill_soon(panel: Panel) -> None:
    transaction.on_commit(partial(enqueue_once, fill, panel.pk))
