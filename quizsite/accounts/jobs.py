"""What accounts tidy up by the clock."""

from django.utils import timezone
from django_tasks import task

from quizsite.accounts.models import TryCount


@task()
def remove_old_tries() -> None:
    TryCount.objects.filter(ends_at__lte=timezone.now()).delete()
