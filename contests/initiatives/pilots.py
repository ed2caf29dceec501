"""A unit tries an idea: from a day, with figures before and after; or it is set aside for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.initiatives.history import move, note_step
from contests.initiatives.rules import InitiativeMoved, check_is_open
from contests.models import Initiative, InitiativeState, Pilot, PilotFigure
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.audit.trail import Actor
from quizsite.language.vietnamese import visible

S = InitiativeState


class PilotOver(ContestRefusal):
    code = "pilot_over"
    status = 409
    message = _("Lần làm thử này đã ghi kết quả. Hãy tải lại trang để xem.")


class EndsBeforeItBegins(ContestRefusal):
    code = "ends_before_it_begins"
    message = _("Ngày kết thúc phải từ ngày bắt đầu làm thử trở đi.")


class AfterMissing(ContestRefusal):
    code = "after_missing"
    message = _("Hãy ghi số liệu sau khi làm thử của mỗi chỉ số đã ghi số liệu trước.")


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    measure: str
    before: Decimal
    after: Decimal | None = None


@transaction.atomic
def begin_pilot(pilot: Pilot, *, figures: Sequence[Measured], by: Actor, at: datetime) -> Pilot:
    """Another unit may begin while one is at it; the idea is being tried in both."""
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=pilot.initiative_id)
    check_is_open(initiative)
    if initiative.state != S.PILOTED:
        move(initiative, to=S.PILOTED)
    pilot.save()
    _keep(pilot, figures)
    note_step(initiative, Kind.PILOT_BEGUN, by=by, at=at, unit=pilot.unit)
    return pilot


@transaction.atomic
def end_pilot(
    pilot: Pilot,
    *,
    ends_on: date,
    summary: str,
    afters: Sequence[Decimal | None],
    by: Actor,
    at: datetime,
) -> Pilot:
    """Write down what came out; `afters` are in the order of the figures."""
    if ends_on < pilot.begins_on:
        raise EndsBeforeItBegins
    figures = list(pilot.figures.all())
    if len(afters) != len(figures) or any(after is None for after in afters):
        raise AfterMissing
    going_on = Pilot.objects.filter(pk=pilot.pk, ends_on=None)
    if not going_on.update(ends_on=ends_on, summary=visible(summary)):
        raise PilotOver
    for figure, after in zip(figures, afters, strict=True):
        figure.after = after
        figure.save(update_fields=["after"])
    note_step(
        pilot.initiative, Kind.PILOT_ENDED, by=by, at=at, unit=pilot.unit, text=visible(summary)
    )
    pilot.refresh_from_db()
    return pilot


@transaction.atomic
def set_aside(initiative: Initiative, *, text: str, by: Actor, at: datetime) -> Initiative:
    """Say in public why nothing comes of it for now."""
    check_is_open(initiative)
    move(initiative, to=S.SET_ASIDE)
    note_step(initiative, Kind.SET_ASIDE, by=by, at=at, text=visible(text))
    return initiative


@transaction.atomic
def reconsider(initiative: Initiative, *, text: str, by: Actor, at: datetime) -> Initiative:
    check_is_open(initiative)
    if initiative.state != S.SET_ASIDE:
        raise InitiativeMoved
    move(initiative, to=S.CONSIDERED)
    note_step(initiative, Kind.RECONSIDERED, by=by, at=at, text=visible(text))
    return initiative


def _keep(pilot: Pilot, figures: Sequence[Measured]) -> None:
    PilotFigure.objects.bulk_create(
        PilotFigure(
            pilot=pilot,
            name=one.name,
            measure=one.measure,
            before=one.before,
            after=one.after,
        )
        for one in figures
    )
