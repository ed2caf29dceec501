"""Jobs of written rounds; the path of each is stored with its jobs, so none is moved or renamed."""

from django.utils import timezone
from django_tasks import task

from contests.written.leftovers import remove_leftovers
from contests.written.waiting_scans import scan_waiting


@task()
def remove_old_uploads() -> None:
    remove_leftovers(at=timezone.now())


@task()
def scan_waiting_files() -> None:
    scan_waiting(at=timezone.now())
