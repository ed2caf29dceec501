"""Who came where. Attempts can rebuild everything here at any time."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from contests.models import Attempt, Contest, Division, Entry, Round
from quizsite.accounts.models import Unit, User


class BoardKey(NamedTuple):
    """Names a board: a division in one round, or over the whole contest (round = None)."""

    contest: int
    round: int | None
    division: int


def _copied_from_entry(model: type[models.Model]) -> Any:
    return models.ForeignKey(
        model, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )


class Standing(models.Model):
    """One entry's recognised result in one round, or over the whole contest (round = null).

    The order is (sort_key, entry): smaller is better, equal keys share a place. Division and unit
    are copied from the entry, so that boards and participation read one table."""

    # Every index and every foreign key is paid for twice at each paper closed. The composite
    # index and the constraints begin with contest or entry, and nobody looks for the others
    # alone; contest, division and unit are the entry's, whose foreign keys hold them.
    contest = _copied_from_entry(Contest)
    round = models.ForeignKey(
        Round, null=True, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    division = _copied_from_entry(Division)
    unit = _copied_from_entry(Unit)
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
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
            models.UniqueConstraint(fields=("entry", "round"), name="one_standing_a_round"),
            models.UniqueConstraint(
                fields=("entry",), condition=Q(round__isnull=True), name="total_standing_once"
            ),
        )
        indexes = (
            models.Index(fields=("contest", "round", "division", "sort_key", "entry")),
            models.Index(
                fields=("attempt",), condition=Q(attempt__isnull=False), name="standing_of_attempt"
            ),
        )


class Board(models.Model):
    """The last snapshot of one board, which every viewer sees; versions have no gaps."""

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


class UnitTally(models.Model):
    """What one unit's people add to one board, as far as its changes are counted.

    Tallies are kept by number of questions, so that scores add up exactly. A tally and its
    uncounted changes say what the standings say (`leaderboard/aggregates/tallies.py`)."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="tallies")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    question_count = models.PositiveIntegerField()
    people = models.BigIntegerField(default=0)
    attempts = models.BigIntegerField(default=0)
    correct = models.BigIntegerField(default=0)
    perfect = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("board", "unit", "question_count"), name="tally_once"),
        )


class BoardStretch(models.Model):
    """A rank block: the people counted in a piece of one board, up to where the next one begins
    (`leaderboard/aggregates/rank_blocks.py`)."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="stretches")
    sort_key = models.CharField(max_length=160, blank=True)
    entry = models.BigIntegerField(default=0)
    people = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("board", "sort_key", "entry"), name="stretch_once"),
        )


class BoardCount(models.Model):
    """The process that counts a board's changes holds this row's lock.

    `mark` is new after each counting. Rank blocks are right only while they bear the same mark."""

    board = models.OneToOneField(Board, primary_key=True, on_delete=models.CASCADE)
    mark = models.CharField(max_length=16)
    stretches_mark = models.CharField(max_length=16, db_default="", default="")


class Settlement(models.Model):
    """How far the last ranking of a round being finalised is written; deleted when it is complete
    (`leaderboard/finals/final_ranking.py`)."""

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.CASCADE)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    after = models.BigIntegerField(default=0)  # entries up to this id are done
    done = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField()


class StandingDelta(NamedTuple):
    """A row of `StandingChange` as it is counted; building models took as long as the rest."""

    id: int
    unit: int
    entry: int
    sort_key: str
    question_count: int
    people: int
    attempts: int
    correct: int
    perfect: int


class StandingChange(models.Model):
    """A standing came (people = 1) or went (people = -1), and what that adds to a tally.

    Triggers on the standings' table write it in the transaction of the change, so that no path
    leaves one out. Counting deletes it. Its ids have no constraints: a row lives a second."""

    contest = models.BigIntegerField()
    round = models.BigIntegerField(null=True)
    division = models.BigIntegerField()
    unit = models.BigIntegerField()
    entry = models.BigIntegerField()
    sort_key = models.CharField(max_length=160)
    question_count = models.PositiveIntegerField()
    people = models.SmallIntegerField()
    attempts = models.BigIntegerField()
    correct = models.BigIntegerField()
    perfect = models.SmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=("contest", "round", "division", "id")),)
