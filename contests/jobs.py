"""Jobs of contests; the path of each is stored with its jobs, so none is moved or renamed."""

from importlib import import_module

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from contests.eligibility.details import forget_old_details
from contests.models import Entry
from contests.models.old_events import ContestEvent
from contests.registration.doubles import look_in_all, remove_old_marks
from quizsite.models import AuditLine, AuditName

_migration = import_module("contests.migrations.0009_events_into_the_audit_trail")


@task()
def copy_old_events() -> None:
    """Copy what processes of the version before wrote; the next release drops their table."""
    try:
        with transaction.atomic():
            _migration.copy_events(
                events=ContestEvent, lines=AuditLine, names=AuditName, entries=Entry
            )
    except IntegrityError:  # another process copies the same rows
        return


@task()
def look_for_doubles() -> None:
    look_in_all(at=timezone.now())


@task()
def forget_marks() -> None:
    """Also what people said at entry: the same day's work."""
    remove_old_marks(at=timezone.now())
    forget_old_details(at=timezone.now())
