"""The decision after the council's vote, and who took a recognised initiative over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.initiatives.councils import tally_of
from contests.initiatives.history import move, note_step
from contests.initiatives.rules import InitiativeMoved, check_is_open
from contests.models import (
    Application,
    CouncilLevel,
    Initiative,
    InitiativeState,
    Recognition,
    Spread,
)
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.audit.trail import Actor
from quizsite.language.vietnamese import tidy

S = InitiativeState


class CouncilDidNotAgree(ContestRefusal):
    code = "council_did_not_agree"
    status = 409


class NotRecognised(ContestRefusal):
    code = "not_recognised"
    status = 409
    message = gettext_lazy("Chỉ ghi đơn vị áp dụng cho sáng kiến đã được công nhận.")


class SpreadThere(ContestRefusal):
    code = "spread_there"
    status = 409
    message = gettext_lazy("Đơn vị này đã được ghi là đang áp dụng.")


@dataclass(frozen=True, slots=True)
class Decree:
    """What the paper says that was signed."""

    number: str
    day: date
    level: CouncilLevel
    is_recognised: bool


@transaction.atomic
def decide(application: Application, decree: Decree, *, by: Actor, at: datetime) -> Recognition:
    """Store the decision with the council's count; recognition needs the share of votes."""
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    initiative = locked.initiative
    check_is_open(initiative)
    if initiative.state != S.BEFORE_COUNCIL:
        raise InitiativeMoved
    tally = tally_of(locked)
    if decree.is_recognised and not tally.is_enough:
        said = _(
            "Hội đồng có %(yes)d trên %(all)d thành viên được biểu quyết đồng ý, chưa đủ %(n)d%%."
            " Hãy chờ đủ phiếu, hoặc ghi là chưa được công nhận."
        )
        facts = {"yes": tally.in_favour, "all": tally.entitled, "n": tally.share_percent}
        raise CouncilDidNotAgree(said % facts)
    move(initiative, to=S.RECOGNISED if decree.is_recognised else S.NOT_RECOGNISED)
    found = Recognition.objects.create(
        application=locked,
        is_recognised=decree.is_recognised,
        number=tidy(decree.number),
        day=decree.day,
        level=decree.level,
        in_favour=tally.in_favour,
        against=tally.against,
        entitled=tally.entitled,
        decided_at=at,
    )
    kind = Kind.RECOGNISED if decree.is_recognised else Kind.NOT_RECOGNISED
    note_step(initiative, kind, by=by, at=at, text=_words(found))
    return found


@transaction.atomic
def note_spread(spread: Spread, *, by: Actor, at: datetime) -> Spread:
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=spread.initiative_id)
    check_is_open(initiative)
    if initiative.state == S.RECOGNISED:
        move(initiative, to=S.SPREAD)
    elif initiative.state != S.SPREAD:
        raise NotRecognised
    try:
        with transaction.atomic():
            spread.save()
    except IntegrityError as error:
        raise SpreadThere from error
    note_step(initiative, Kind.SPREAD, by=by, at=at, unit=spread.unit, text=spread.note)
    return spread


def _words(found: Recognition) -> str:
    return _("%(number)s ngày %(day)s, %(level)s; hội đồng đồng ý %(yes)d/%(all)d") % {
        "number": found.number,
        "day": f"{found.day:%d/%m/%Y}",
        "level": CouncilLevel(found.level).label,
        "yes": found.in_favour,
        "all": found.entitled,
    }
