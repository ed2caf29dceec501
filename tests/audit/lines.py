"""Lines for tests of the trail, which know no contest."""

from typing import Any

from django.db import transaction

from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.models import AuditLine
from tests.factories import NOON


@transaction.atomic
def write_line(user: Any = None, *, kind: AuditKind = AuditKind.DOCUMENT_EDITED, **said: Any):
    """Write a line about a document, as an author; `said` is whatever the test cares about."""
    about = said.pop("about", About(Subject.DOCUMENT, 7, "76/NQ-CP"))
    said.setdefault("at", NOON)
    return record(about, kind=kind, by=Actor(user, Role.AUTHOR), **said)


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("pk").last()


def said_in(line: AuditLine) -> tuple[str, str, Any, str]:
    """What a test of an app's line asks: kind, role, actor, reason."""
    return line.kind, line.role, line.by_id, line.reason
