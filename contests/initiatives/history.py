"""Each step of an initiative: its row in public words, its line in the trail, and whom it tells."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from contests.initiatives.notices import tell_sender
from contests.initiatives.rules import InitiativeMoved
from contests.models import (
    INITIATIVE_MOVES,
    Initiative,
    InitiativeEvent,
    InitiativeEventKind,
    InitiativeState,
)
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record

# Letters and digits that nobody mistakes for one another when reading them aloud.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12


def about_initiative(initiative: Initiative) -> About:
    """By its number: a title may hold what is hidden later, and nobody empties the trail."""
    return About(Subject.INITIATIVE, initiative.pk, _("số %(n)d") % {"n": initiative.pk})


def new_tracking_code() -> str:
    """60 bits: whoever guesses a thousand a second for a year finds none of a million."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def note_step(  # noqa: PLR0913 -- a step has so many sides
    initiative: Initiative,
    kind: InitiativeEventKind,
    *,
    by: Actor,
    at: datetime,
    unit: Unit | None = None,
    other: Initiative | None = None,
    text: str = "",
    after: Mapping[str, Any] | None = None,
    is_told: bool = True,
) -> InitiativeEvent:
    """Add the step, the line of the trail, and the notice of who sent the idea."""
    event = InitiativeEvent.objects.create(
        initiative=initiative, kind=kind, at=at, unit=unit, other=other, text=text
    )
    Initiative.objects.filter(pk=initiative.pk).update(changed_at=at)
    said = {"initiative_step": kind, **({"unit": unit.name} if unit else {}), **(after or {})}
    about = about_initiative(initiative)
    record(about, kind=AuditKind.INITIATIVE_STEP, by=by, at=at, after=said)
    if is_told:
        tell_sender(initiative, event, at=at)
    return event


def move(initiative: Initiative, *, to: InitiativeState) -> None:
    """Two people may act at once; only the first still finds a state that leads there."""
    before = [state for state, ends in INITIATIVE_MOVES.items() if to in ends]
    free = Initiative.objects.filter(hidden_at=None, merged_into=None)
    if not free.filter(pk=initiative.pk, state__in=before).update(state=to):
        raise InitiativeMoved
    initiative.state = to
