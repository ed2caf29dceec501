"""Jobs that are due by the clock: settings.TIMETABLE says which, and how often."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult


def enqueue_due(*, at: datetime) -> None:
    """Ask for each job that nobody asked for within its interval.

    Two workers may ask at the same moment; a job of the timetable does no harm twice."""
    for path, every in settings.TIMETABLE.items():
        if not DBTaskResult.objects.filter(task_path=path, enqueued_at__gt=at - every).exists():
            import_string(path).enqueue()
