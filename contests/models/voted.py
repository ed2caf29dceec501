"""Models of public votes: what stands to be voted for, and who voted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round
from contests.models.written import Work
from quizsite.accounts.models import User

# A jury stays the jury: the public decides at most a fifth of the total.
MOST_SHARE_PERCENT = 20


class BallotState(models.TextChoices):
    DRAFT = "draft", _("bản nháp")
    OPEN = "open", _("đã công bố")
    SETTLED = "settled", _("đã chốt")


# The clock tells whether one that was announced takes votes: `Ballot.phase`.
BALLOT_MOVES: dict[BallotState, frozenset[BallotState]] = {
    BallotState.DRAFT: frozenset({BallotState.OPEN}),
    BallotState.OPEN: frozenset({BallotState.SETTLED}),
    BallotState.SETTLED: frozenset(),
}


class BallotPhase(StrEnum):
    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    SETTLED = "settled"


class Ballot(models.Model):
    """A public vote with a window [opens_at, closes_at) of its own."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="ballots")
    round = models.ForeignKey(
        Round,
        verbose_name=_("vòng thi"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="ballots",
        help_text="whose jury the vote waits for, and whose total it joins",
    )
    title = models.CharField(_("tên bình chọn"), max_length=200)
    introduction = models.TextField(_("giới thiệu"), max_length=1000, blank=True)
    opens_at = models.DateTimeField(_("mở lúc"))
    closes_at = models.DateTimeField(_("đóng lúc"))
    public_percent = models.PositiveSmallIntegerField(
        _("phần của bình chọn trong tổng điểm (%)"),
        default=0,
        validators=(MaxValueValidator(MOST_SHARE_PERCENT),),
    )
    state = models.CharField(max_length=20, choices=BallotState, default=BallotState.DRAFT)
    is_sample = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opens_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="ballot_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(public_percent__lte=MOST_SHARE_PERCENT), name="ballot_share_capped"
            ),
            models.UniqueConstraint(
                fields=("round",), condition=Q(public_percent__gt=0), name="ballot_counts_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def phase(self, at: datetime) -> BallotPhase:
        if self.state != BallotState.OPEN:
            return BallotPhase(self.state)
        if at < self.opens_at:
            return BallotPhase.UPCOMING
        return BallotPhase.OPEN if at < self.closes_at else BallotPhase.CLOSED


class Candidate(models.Model):
    """What people vote for; it names nobody, as the works do not."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="candidates")
    work = models.ForeignKey(Work, null=True, on_delete=models.CASCADE, related_name="candidates")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(_("tên tác phẩm"), max_length=300)
    text = models.TextField(_("giới thiệu tác phẩm"), max_length=3000, blank=True)
    vote_count = models.PositiveIntegerField(
        null=True, help_text="fixed when the ballot is settled"
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("ballot", "work"), name="candidate_work_once"),
        )

    def __str__(self) -> str:
        return self.title


class SuspectSign(models.TextChoices):
    BURST = "burst", _("dồn dập trong ít phút")
    FRESH = "fresh", _("tài khoản lập ngay trước khi bình chọn, chưa dự thi")


class Annulment(models.Model):
    """Organisers took votes of a sign out of the count, with a reason anybody concerned reads."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="annulments")
    sign = models.CharField(max_length=20, choices=SuspectSign)
    reason = models.TextField()
    count = models.PositiveIntegerField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()


class Vote(models.Model):
    """One person's vote in one ballot. It may be moved until the ballot closes."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="votes")
    cast_at = models.DateTimeField()
    # Of an account that entered nothing and was made within a day of its vote.
    is_fresh = models.BooleanField(default=False)
    annulment = models.ForeignKey(
        Annulment, null=True, on_delete=models.CASCADE, related_name="votes"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "voter"), name="one_vote_a_person"),
        )

    def __str__(self) -> str:
        return str(self.candidate_id)
