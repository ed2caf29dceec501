"""Jobs of initiatives; the path of each is stored with its jobs, so none is moved or renamed."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from contests.initiatives.files import read_waiting, unnamed_bytes
from contests.initiatives.notices import remind_units
from quizsite.files import storage


@task()
def remind_of_replies() -> None:
    remind_units(at=timezone.now())


@task()
def look_after_files() -> None:
    """Scan what had to wait, and drop what no row names."""
    at = timezone.now()
    read_waiting(at=at)
    storage.remove(unnamed_bytes(at - timedelta(days=2)))
