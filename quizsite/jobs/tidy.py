"""What jobs leave behind goes after a while."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from quizsite.jobs.files import remove_old_files

RESULTS_KEPT_FOR = timedelta(days=7)


@task()
def tidy() -> None:
    at = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lt=at - RESULTS_KEPT_FOR).delete()
    remove_old_files(at=at)
