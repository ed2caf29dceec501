"""Which lines of the trail somebody wants to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from quizsite.audit.kinds import AuditKind
from quizsite.audit.words import kind_in_words
from quizsite.language.vietnamese import search_key
from quizsite.models import AuditLine, AuditName


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty fields want everything; `until` is the last day that is wanted."""

    kind: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


def select(lines: QuerySet[AuditLine], wanted: Wanted) -> QuerySet[AuditLine]:
    if wanted.kind:
        lines = lines.filter(kind=wanted.kind)
    if wanted.since:
        lines = lines.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        lines = lines.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if key := search_key(wanted.person):
        lines = lines.filter(pk__in=_lines_naming(key, lines))
    return lines.prefetch_related("clear_names")


def _lines_naming(key: str, lines: QuerySet[AuditLine]) -> QuerySet[AuditName, Any]:
    """Lines with a name that holds these words, however they are accented."""
    names = AuditName.objects.filter(line__in=lines.order_by()).order_by()
    known = names.values_list("person", "text").distinct()
    people = {person for person, text in known.iterator() if key in search_key(text)}
    return names.filter(person__among=people).values("line")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def kinds_in(lines: QuerySet[AuditLine]) -> list[tuple[str, str]]:
    """The kinds that these lines have, in the order of the list of kinds."""
    found = set(lines.order_by().values_list("kind", flat=True).distinct())
    known = [kind for kind in AuditKind.values if kind in found]
    return [(kind, kind_in_words(kind)) for kind in [*known, *sorted(found - set(known))]]
