"""Jobs of qualifying; the path of each is stored with its jobs, so none is moved."""

from django.utils import timezone
from django_tasks import task

from contests.models import Round
from leaderboard.qualifying.lists import write_list
from quizsite.accounts.models import User


@task(priority=5)  # an organiser waits for it
def write_qualified(round_id: int, user_id: int) -> None:
    """Write who qualified for the round, in the name of the organiser who asked."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    write_list(round, by=User.objects.get(pk=user_id), at=timezone.now())
