"""Tells who sent an idea of each step, and contact persons of what waits for their unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from contests.initiatives.clock import clock_words, due_after
from contests.models import Initiative, InitiativeEvent, InitiativeSender, Referral
from quizsite.accounts.models import UnitContact
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify, notify_address

SOON_DAYS = 2


def tracking_path(initiative: Initiative) -> str:
    return reverse("contests:initiative_track", args=[initiative.tracking_code])


def tell_sender(initiative: Initiative, event: InitiativeEvent, *, at: datetime) -> None:
    """By the account if there is one, else by the confirmed address; a number gets no texts."""
    sender = InitiativeSender.objects.filter(initiative=initiative).first()
    if sender is None or initiative.is_sample:
        return
    facts = {
        "title": initiative.title,
        "step": str(event.get_kind_display()),
        "path": tracking_path(initiative),
    }
    occasion = Occasion(NoticeKind.INITIATIVE_STEP, f"initiative-step:{event.pk}", facts)
    if sender.user_id is not None:
        notify([sender.user_id], occasion, at=at)
    elif sender.email:
        notify_address(sender.email, occasion, at=at)


def contacts_of(referral: Referral) -> list[int]:
    """The contact persons of the unit; where it has none, those of the nearest one above."""
    line = list(referral.unit.ancestors(include_self=True).values_list("pk", flat=True))
    found = UnitContact.objects.filter(unit__in=line, user__is_active=True)
    by_unit: dict[int, list[int]] = {}
    for unit, user in found.values_list("unit", "user"):
        by_unit.setdefault(unit, []).append(user)
    return next((by_unit[pk] for pk in reversed(line) if pk in by_unit), [])


def tell_unit(referral: Referral, *, at: datetime) -> int:
    """Tell of a referral, and of the same one again on another day."""
    if referral.initiative.is_sample:
        return 0
    day = timezone.localdate(at)
    facts = {
        "title": referral.initiative.title,
        "unit": referral.unit.name,
        "clock": clock_words(referral, at=at),
        "path": reverse("contests:unit_initiatives", args=[referral.unit.code]),
    }
    name = f"initiative-due:{referral.pk}:{day.isoformat()}"
    return notify(contacts_of(referral), Occasion(NoticeKind.INITIATIVE_DUE, name, facts), at=at)


def remind_units(*, at: datetime) -> int:
    """Once a day, from two working days before the last one until there is a reply."""
    soon = due_after(at, days=SOON_DAYS)
    waiting = Referral.objects.filter(
        replied_at=None, ended_at=None, due_at__lte=soon, made_at__lt=at - timedelta(hours=12)
    ).filter(initiative__hidden_at=None, initiative__merged_into=None)
    told = waiting.select_related("initiative", "unit").order_by("due_at", "pk")
    return sum(tell_unit(one, at=at) for one in told.iterator(chunk_size=200))
