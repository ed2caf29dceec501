"""Ready words for replies, with places that the idea fills."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from contests.models import Initiative, ReplyTemplate
from quizsite.accounts.models import Unit
from quizsite.language.moments import day

# What a template may hold, and what it becomes.
PLACES = ("{tên ý tưởng}", "{số}", "{đơn vị}", "{ngày gửi}")
_PLACE = re.compile("|".join(map(re.escape, PLACES)))


def templates_for(unit: Unit) -> QuerySet[ReplyTemplate]:
    """The unit's own, those of units above it, and those of the whole site."""
    line = list(unit.ancestors(include_self=True).values_list("pk", flat=True))
    return ReplyTemplate.objects.filter(Q(unit=None) | Q(unit__in=line))


def filled(text: str, initiative: Initiative, unit: Unit) -> str:
    """Fill all places at once, so that a title which holds a place stays as it is."""
    facts = (initiative.title, str(initiative.pk), unit.name, day(initiative.sent_at))
    known = dict(zip(PLACES, facts, strict=True))
    return _PLACE.sub(lambda found: known[found[0]], text)
