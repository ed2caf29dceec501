"""Who came where. Attempts can rebuild everything here at any time."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import leaderboard.document_models
import leaderboard.propaganda_models  # noqa: F401 -- as above
from contests.models import Attempt, CollectiveRule, Contest, Division, Entry, Prize, Round
from quizsite.accounts.models import Unit, User

# Holds a tie chain of every criterion; a test adds up their widths.
SORT_KEY_LENGTH = 240


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
    # Hundredths, as the attempt has them; over the whole contest of rounds with and without.
    points = models.IntegerField(null=True)
    most_points = models.PositiveIntegerField(null=True)
    is_perfect = models.BooleanField()
    prediction = models.PositiveIntegerField(null=True)
    prediction_gap = models.PositiveBigIntegerField(null=True)
    time_used_ms = models.PositiveBigIntegerField()
    finished_at = models.DateTimeField()
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH)

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


class Reveal(models.Model):
    """How many of a frozen board's first `top` people were revealed, from the last place up."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reveals")
    division = models.ForeignKey(
        Division, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    top = models.PositiveSmallIntegerField()
    shown = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "division"), name="reveal_once"),)


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
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, blank=True)
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


class ResultCheck(models.Model):
    """How far a round being checked is ranked by its true predictions (`finals/check_ranking.py`).

    `wanted` grows with each change of who counts; true predictions were counted for `counted`."""

    round = models.OneToOneField(
        Round, primary_key=True, on_delete=models.CASCADE, related_name="check_ranking"
    )
    wanted = models.PositiveIntegerField(default=1)
    counted = models.PositiveIntegerField(default=0)
    is_ranked = models.BooleanField(default=False)


class ContestLots(models.Model):
    """The seed of a whole contest's lots, drawn when its last round is finalised
    (`finals/contest_lots.py`)."""

    contest = models.OneToOneField(
        Contest, primary_key=True, on_delete=models.CASCADE, related_name="lots"
    )
    seed = models.CharField(max_length=64)


class WinnerState(models.TextChoices):
    """How far the organisers have checked a person who is to win; no row means waiting."""

    WAITING = "waiting", _("chờ liên hệ")
    CONTACTED = "contacted", _("đã liên hệ")
    CONFIRMED = "confirmed", _("đã xác nhận")
    REFUSED = "refused", _("từ chối hoặc không đủ điều kiện")
    UNREACHABLE = "unreachable", _("không liên hệ được")


WINNER_MOVES: dict[WinnerState, frozenset[WinnerState]] = {
    WinnerState.WAITING: frozenset(
        {
            WinnerState.CONTACTED,
            WinnerState.CONFIRMED,
            WinnerState.REFUSED,
            WinnerState.UNREACHABLE,
        }
    ),
    WinnerState.CONTACTED: frozenset(
        {WinnerState.CONFIRMED, WinnerState.REFUSED, WinnerState.UNREACHABLE}
    ),
    WinnerState.CONFIRMED: frozenset({WinnerState.CONTACTED, WinnerState.REFUSED}),
    WinnerState.REFUSED: frozenset({WinnerState.CONTACTED}),
    WinnerState.UNREACHABLE: frozenset({WinnerState.CONTACTED}),
}
# Their prize goes to the next person.
REPLACED = frozenset({WinnerState.REFUSED, WinnerState.UNREACHABLE})


class WinnerCheck(models.Model):
    """What the organisers found out about a person who is to win in a round or the contest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="winner_checks")
    round = models.ForeignKey(
        Round, null=True, on_delete=models.CASCADE, related_name="winner_checks"
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="winner_checks")
    state = models.CharField(max_length=20, choices=WinnerState)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "round"),
                condition=Q(round__isnull=False),
                name="winner_checked_once_a_round",
            ),
            models.UniqueConstraint(
                fields=("entry",), condition=Q(round__isnull=True), name="winner_checked_once"
            ),
        )


class Winner(models.Model):
    """A person in an announced list of winners; a new announcement replaces the list."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="winners")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="winners")
    prize = models.ForeignKey(Prize, on_delete=models.PROTECT, related_name="winners")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="prizes_won")
    place = models.PositiveIntegerField()
    announced_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("prize", "entry"), name="prize_won_once_a_person"),
        )


class JoysOff(models.Model):
    """A person who wants figures alone beside a result (`own_results/card.py`)."""

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="joys_off"
    )
    since = models.DateTimeField()


class SharedResult(models.Model):
    """A person shows one own result to whoever has its address, until they take it back.

    A new sharing has a new address, so that what was taken back stays unknown."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="shared")
    shared_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.code)


class UnitPoints(models.Model):
    """Points that organisers give a unit by hand: an initiative, a slogan, a video."""

    rule = models.ForeignKey(CollectiveRule, on_delete=models.CASCADE, related_name="points")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    points = models.DecimalField(_("điểm"), max_digits=7, decimal_places=2)
    note = models.CharField(_("ghi chú"), max_length=300)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("rule", "unit"), name="points_once_a_unit"),)


class CollectiveResult(models.Model):
    """The announced sheet of a collective rule: its lines as they were read then."""

    rule = models.OneToOneField(
        CollectiveRule, primary_key=True, on_delete=models.CASCADE, related_name="result"
    )
    lines = models.JSONField()
    announced_at = models.DateTimeField()


class SealedName(models.Model):
    """A person's name as it was when a round was finalised (`standings/sealed_names.py`).

    Deletion empties name and salt; the commitment stays, since the round's digest covers it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="sealed_names", db_index=False
    )
    full_name = models.CharField(max_length=120, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    commitment = models.CharField(max_length=64)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "entry"), name="sealed_name_once"),)


class SealedUnit(models.Model):
    """A unit's name, and those of the units above it, as they were when a round was finalised."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="sealed_units", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    path = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "unit"), name="sealed_unit_once"),)


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
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH)
    question_count = models.PositiveIntegerField()
    people = models.SmallIntegerField()
    attempts = models.BigIntegerField()
    correct = models.BigIntegerField()
    perfect = models.SmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=("contest", "round", "division", "id")),)
