"""What is kept goes by itself when its time is over; each app adds its rules.

The one table of rules stands on the staff's page and is what `apply_retention` carries out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.jobs.worker import give_back_if_stopping

BATCH = 200


def contact_data_kept_for() -> timedelta:
    return timedelta(days=round(settings.CONTACT_DATA_MONTHS * 365.25 / 12))


def _delete(due: QuerySet[Any], at: datetime) -> None:
    due.delete()


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """`due` finds what has run out, given the moment before which; `remove` ends a batch of it.

    A rule without `due` is carried out elsewhere, as `why` says, and stands here to be read."""

    key: str
    what: Promise
    after: Callable[[], timedelta]
    why: Promise
    due: Callable[[datetime], QuerySet[Any]] | None = None
    remove: Callable[[QuerySet[Any], datetime], None] = _delete

    @property
    def days(self) -> int:
        return self.after().days

    def due_at(self, at: datetime) -> QuerySet[Any]:
        assert self.due is not None  # noqa: S101 -- the caller has asked
        return self.due(at - self.after())


@dataclass(frozen=True, slots=True)
class RuleCount:
    rule: RetentionRule
    count: int


_rules: dict[str, RetentionRule] = {}


def add_rules(rules: Sequence[RetentionRule]) -> None:
    """An app adds its own when it is ready."""
    _rules.update({rule.key: rule for rule in rules})


def retention_rules() -> list[RetentionRule]:
    return list(_rules.values())


def count_due(*, at: datetime) -> list[RuleCount]:
    """What a run would remove now."""
    return [RuleCount(rule, rule.due_at(at).count()) for rule in retention_rules() if rule.due]


def apply_retention(*, by: Actor, at: datetime) -> list[RuleCount]:
    """Remove what has run out, in batches; a second run finds nothing left of it."""
    done = [RuleCount(rule, apply_rule(rule, at=at)) for rule in retention_rules() if rule.due]
    removed = [f"{one.rule.what}: {one.count}" for one in done if one.count]
    with transaction.atomic():
        record(
            About(Subject.SITE),
            kind=AuditKind.RETENTION_APPLIED,
            by=by,
            at=at,
            after={"retention": removed or [_("không có gì hết hạn")]},
        )
    return done


def apply_rule(rule: RetentionRule, *, at: datetime) -> int:
    """Go through the primary keys once, so that a row which stays holds nothing up."""
    count, last = 0, None
    while True:
        give_back_if_stopping()
        due = rule.due_at(at).order_by("pk")
        batch = list(
            (due.filter(pk__gt=last) if last else due).values_list("pk", flat=True)[:BATCH]
        )
        if not batch:
            return count
        # Asked again: somebody may have signed in since the batch was read. Each removal is a
        # transaction of its own, since on SQLite every save waits for it.
        rule.remove(rule.due_at(at).filter(pk__in=batch), at)
        last = batch[-1]
        count += len(batch) - rule.due_at(at).filter(pk__in=batch).count()
