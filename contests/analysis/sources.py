"""Says by a digest what an analysis is made from, and which rounds wait for a new one."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from contests.models import Attempt, Entry, QuestionRuling, Round, RoundAnalysis

QUIET_FOR = timedelta(minutes=10)
# Of longer ago only what somebody asks for.
MADE_WITHIN = timedelta(days=30)


def source_of(round: Round) -> str:
    """Digest over closed papers, whose they are, and the rulings: what changes a figure."""
    closed = Attempt.objects.closed().filter(round=round)
    papers = closed.aggregate(
        papers=Count("pk"),
        valid=Count("pk", filter=Q(entry__voided_at=None)),
        of=Sum("entry", filter=Q(entry__voided_at=None)),
        right=Sum("correct_count"),
        asked=Sum("question_count"),
        last=Max("finished_at"),
        divisions=Sum("entry__division"),
        units=Sum("entry__unit"),
    )
    in_force = QuestionRuling.objects.in_force().filter(round=round).order_by("revision")
    rulings = list(in_force.values_list("revision", "kind", "accepted"))
    return sha256(f"{sorted(papers.items())} {rulings}".encode()).hexdigest()


def waiting_rounds(at: datetime) -> list[Round]:
    """Closed rounds with papers that nobody has analysed, or that changed since."""
    running = Attempt.objects.running().filter(round=OuterRef("pk"))
    closed = Attempt.objects.closed().filter(round=OuterRef("pk"))
    ended = _ended(at).filter(~Exists(running), Exists(closed))
    analysed = dict(RoundAnalysis.objects.filter(round__in=ended).values_list("round", "source"))
    return [round for round in ended if analysed.get(round.pk) != source_of(round)]


def _ended(at: datetime) -> QuerySet[Round]:
    return (
        Round.objects.public()
        .quizzes()
        .exclude(extended_until__gt=at - QUIET_FOR)
        .filter(closes_at__lt=at - QUIET_FOR, closes_at__gt=at - MADE_WITHIN)
    )


def has_changed_since(analysis: RoundAnalysis) -> bool:
    """Tell in two small queries what people can have done; a job compares the digests."""
    round, made_at = analysis.round, analysis.made_at
    ruled = Q(decided_at__gt=made_at) | Q(regraded_at__gt=made_at)
    return (
        (round.corrected_at is not None and round.corrected_at > made_at)
        or QuestionRuling.objects.confirmed().filter(ruled, round=round).exists()
        or Entry.objects.filter(contest=round.contest_id, voided_at__gt=made_at)
        .filter(Exists(Attempt.objects.filter(entry=OuterRef("pk"), round=round)))
        .exists()
    )
