"""People support an idea, one voice each; merged ideas count together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from contests.initiatives.rules import check_may_support
from contests.models import Initiative, InitiativeSender, Voice
from quizsite.accounts.models import User


@transaction.atomic
def give_voice(initiative: Initiative, *, by: User, at: datetime) -> Voice:
    """Support it once; a second time nothing changes."""
    check_may_support(by, initiative)
    voice, _is_new = Voice.objects.get_or_create(
        initiative=initiative, user=by, defaults={"given_at": at}
    )
    return voice


@transaction.atomic
def take_voice_back(initiative: Initiative, *, by: User) -> None:
    group = Initiative.objects.filter(pk=initiative.pk) | initiative.merged.all()
    Voice.objects.filter(initiative__in=group.values("pk"), user=by).delete()


def has_voice(initiative: Initiative, user: User) -> bool:
    group = Initiative.objects.filter(pk=initiative.pk) | initiative.merged.all()
    return Voice.objects.filter(initiative__in=group.values("pk"), user=user).exists()


def voices_of(initiatives: Collection[int]) -> dict[int, int]:
    """Of each the people behind it: senders and who gave a voice, merged ones too, each once."""
    head = Coalesce(F("initiative__merged_into"), F("initiative"))
    people: dict[int, set[tuple[str, int]]] = defaultdict(set)
    voices = Voice.objects.annotate(head=head).filter(head__in=initiatives)
    for one, user in voices.values_list("head", "user"):
        people[one].add(("user", user))
    senders = InitiativeSender.objects.annotate(head=head).filter(head__in=initiatives)
    for one, pk, user in senders.values_list("head", "pk", "user"):
        people[one].add(("user", user) if user else ("sender", pk))
    return {one: len(people[one]) for one in initiatives}
