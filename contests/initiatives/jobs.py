"""Jobs of initiatives; the path of each is stored with its jobs, so none is moved or renamed."""

from django.utils import timezone
from django_tasks import task

from contests.initiatives.notices import remind_units


@task()
def remind_of_replies() -> None:
    remind_units(at=timezone.now())
