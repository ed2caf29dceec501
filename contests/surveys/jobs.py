"""Jobs of surveys; the path of each is stored with its jobs, so none is moved or renamed."""

from django.utils import timezone
from django_tasks import task

from contests.surveys.mixing import mix_all


@task()
def mix_responses() -> None:
    mix_all(today=timezone.localdate())
