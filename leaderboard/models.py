"""Who came where. Everything here can be rebuilt from attempts at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from contests.models import Attempt, Contest, Division, Entry, Round
from quizsite.accounts.models import Unit


class Standing(models.Model):
    """One entry's recognised result in one round, or over the whole contest (round = null).

    Ordered by (sort_key, entry): smaller is better; equal keys share a place. Division and unit
    are copied from the entry so that boards and participation read one table."""

    # The composite index and the constraints begin with contest, round or entry; nobody looks
    # for a division or a unit alone, and every index is paid for at each paper closed.
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(
        Round, null=True, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="standings")
    division = models.ForeignKey(
        Division, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.CASCADE, related_name="+")
    rounds_taken = models.PositiveSmallIntegerField(default=1)
    attempt_count = models.PositiveIntegerField()
    correct_count = models.PositiveIntegerField()
    question_count = models.PositiveIntegerField()
    is_perfect = models.BooleanField()
    prediction = models.PositiveIntegerField(null=True)
    prediction_gap = models.PositiveBigIntegerField(null=True)
    time_used_ms = models.PositiveBigIntegerField()
    finished_at = models.DateTimeField()
    sort_key = models.CharField(max_length=160)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "entry"), condition=Q(round__isnull=False), name="standing_once"
            ),
            models.UniqueConstraint(
                fields=("entry",), condition=Q(round__isnull=True), name="total_standing_once"
            ),
        )
        indexes = (models.Index(fields=("contest", "round", "division", "sort_key", "entry")),)


class Board(models.Model):
    """The last snapshot of one board: what every viewer sees, numbered without gaps."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="boards")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="boards")
    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="boards")
    version = models.PositiveBigIntegerField(default=0)
    snapshot = models.JSONField(default=dict)
    snapshot_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "division"),
                condition=Q(round__isnull=False),
                name="board_once_per_round",
            ),
            models.UniqueConstraint(
                fields=("contest", "division"),
                condition=Q(round__isnull=True),
                name="board_once_per_contest",
            ),
        )
