"""Boards are made anew for what may not wait for their next change."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from contests.models import Round, RoundState
from leaderboard.boards.writer import keys_of, publish_now
from quizsite.accounts.models import Unit

# One job serves all names that change within it; a job about to begin may have read too early.
_WAIT = timedelta(seconds=10)
_TOO_LATE = timedelta(seconds=3)
_LATELY = timedelta(days=2)


@task()
def refresh_boards(contest_id: int) -> None:
    """A name withdrawn leaves each board, even if the process that was told of it has ended; the
    heir of a unit stands in its place."""
    for round in Round.objects.ranked().filter(contest=contest_id).select_related("contest"):
        publish_now(keys_of(round), at=timezone.now())


def refresh_soon(contest_id: int, *, at: datetime) -> None:
    """Ask for the job in the transaction of the change, unless one waits that will see it."""
    waiting = DBTaskResult.objects.filter(
        task_path=refresh_boards.module_path,
        status=TaskResultStatus.READY,
        args_kwargs__args=[contest_id],
        run_after__gt=at + _TOO_LATE,
    )
    if not waiting.exists():
        refresh_boards.using(run_after=at + _WAIT).enqueue(contest_id)


@task()
def name_heirs() -> None:
    """A unit ends at midnight, when nobody changes anything that a board would hear of."""
    at = timezone.now()
    today = timezone.localdate(at)
    ended = Unit.objects.filter(in_force_until__gt=today - _LATELY, in_force_until__lte=today)
    if ended.exists():
        name_units_soon(at=at)


def name_units_soon(*, at: datetime) -> None:
    """Boards whose result is not final name units as they are today."""
    going_on = Round.objects.ranked().filter(state=RoundState.PUBLISHED, opens_at__lte=at)
    for contest_id in going_on.order_by().values_list("contest", flat=True).distinct():
        refresh_soon(contest_id, at=at)
