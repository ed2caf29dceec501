"""Checks a round's invariants from stored rows, by code that shares nothing with scoring."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from django.conf import settings
from django.db.models import Count, F
from django.db.models.functions import TruncWeek

from contests.models import (
    Answer,
    Attempt,
    AttemptPolicy,
    AttemptState,
    Entry,
    PredictionScope,
    PredictionTarget,
    QuestionRuling,
    Round,
    RulingKind,
    RulingState,
    SubAnswer,
)
from contests.monitoring.allowance_invariants import extra_attempts_of, wrong_times
from contests.monitoring.answer_invariants import is_answered_right
from contests.monitoring.independent_points import wrong_points
from contests.monitoring.text_marks import wrong_text_marks
from contests.monitoring.work_invariants import wrong_works
from questionbank.models import AnswerKey
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine


@dataclass(frozen=True, slots=True)
class Violation:
    invariant: int
    text: str


def independent_scores(attempts: Sequence[Attempt]) -> dict[int, int]:
    """Compare what people said with what the key says, not bits and order."""
    return {pk: counted[0] for pk, counted in _independent(attempts).items()}


def _independent(attempts: Sequence[Attempt]) -> dict[int, tuple[int, int, int]]:
    """Count for each attempt the right answers, the questions that count, and those left blank."""
    given: dict[int, dict[int, Answer]] = {attempt.pk: {} for attempt in attempts}
    for answer in Answer.objects.filter(attempt__in=given).exclude(choice=0):
        given[answer.attempt_id][answer.position] = answer
    wanted = {revision_id for attempt in attempts for revision_id, _order in attempt.paper}
    keys = AnswerKey.objects.select_related("revision").in_bulk(wanted, field_name="revision_id")
    rulings = {
        (one.round_id, one.revision_id): one
        for one in QuestionRuling.objects.filter(
            state=RulingState.IN_FORCE, round__in={attempt.round_id for attempt in attempts}
        )
    }
    found = {}
    for attempt in attempts:
        verdicts = [
            _verdict(
                keys[revision_id],
                order,
                given[attempt.pk].get(position),
                rulings.get((attempt.round_id, revision_id)),
            )
            for position, (revision_id, order) in enumerate(attempt.paper, start=1)
        ]
        blank = sum(
            verdict is False and position not in given[attempt.pk]
            for position, verdict in enumerate(verdicts, start=1)
        )
        found[attempt.pk] = (verdicts.count(True), len(verdicts) - verdicts.count(None), blank)
    return found


def _verdict(
    key: AnswerKey, order: list[int], answer: Answer | None, ruling: QuestionRuling | None
) -> bool | None:
    """Tell whether the answer counts; None if the question does not."""
    kind = RulingKind(ruling.kind) if ruling else RulingKind.KEEP
    if kind is RulingKind.ANNUL:
        return None
    if kind is RulingKind.GIVE:
        return True
    further = ruling.accepted if ruling and kind is RulingKind.ACCEPT else []
    return answer is not None and any(
        is_answered_right(key.revision, right, order, answer)
        for right in (key.right_options, *further)
    )


def verify_round(round: Round, *, at: datetime) -> Iterator[Violation]:
    """Invariants 2-6, 8, 12 and 13 of one round, and the true predictions of a final one (7).

    The ledger (1) and standings (7) are checked beside. 12: a paper has the time that the round
    and its person's allowances give, and no more. 13: works have the codes, points and votes that
    people agreed on."""
    yield from _one_open_attempt(round)
    yield from _within_policy(round)
    yield from _scores_agree(round)
    yield from (Violation(4, text) for text in wrong_points(round))
    yield from _nothing_late(round)
    yield from _closed_in_time(round, at)
    yield from (Violation(12, text) for text in wrong_times(round))
    yield from _predictions_agree(round)
    yield from (Violation(13, text) for text in wrong_works(round))


def _one_open_attempt(round: Round) -> Iterator[Violation]:
    doubles = (
        Attempt.objects.running()
        .filter(entry__contest=round.contest_id)
        .values("entry")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in doubles:
        yield Violation(2, f"entry {row['entry']} has {row['n']} open attempts")


def _within_policy(round: Round) -> Iterator[Violation]:
    limit, sharing = round.attempt_limit, Attempt.objects.none()
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.UNLIMITED:
            return
        case AttemptPolicy.ONCE:
            sharing = Attempt.objects.filter(
                round__contest=round.contest_id,
                round__attempt_policy=AttemptPolicy.ONCE,
                round__is_practice=round.is_practice,
            ).order_by()
            limit, attempts = 1, sharing.values("entry")
        case AttemptPolicy.PER_DAY:
            attempts = round.attempts.values("entry", "started_at__date")
        case AttemptPolicy.PER_WEEK:
            attempts = round.attempts.annotate(week=TruncWeek("started_at")).values("entry", "week")
        case AttemptPolicy.PER_ROUND:
            attempts = round.attempts.values("entry")
        case policy:
            assert_never(policy)
    beyond: dict[int, int] = defaultdict(int)  # where days count, of all days
    for row in attempts.annotate(n=Count("pk")).filter(n__gt=limit):
        beyond[row["entry"]] += row["n"] - limit
    rounds = {round.pk, *sharing.values_list("round", flat=True).distinct()} if beyond else ()
    given = extra_attempts_of(rounds, beyond)
    for entry, n in beyond.items():
        if n > given.get(entry, 0):
            yield Violation(3, f"entry {entry} has {n} attempts beyond {limit} allowed")


def _scores_agree(round: Round) -> Iterator[Violation]:
    closed = round.attempts.closed().order_by("pk")
    last = 0
    while batch := list(closed.filter(pk__gt=last)[:500]):
        last = batch[-1].pk
        expected = _independent(batch)
        for attempt in batch:
            counted = expected[attempt.pk]
            blank = attempt.unanswered_count
            if blank is None:  # closed before blanks were counted
                blank = counted[2]
            stored = (attempt.correct_count, attempt.question_count, blank)
            if stored != counted:
                yield Violation(4, f"attempt {attempt.pk}: stored {stored}, counted {counted}")


def _nothing_late(round: Round) -> Iterator[Violation]:
    grace = timedelta(seconds=settings.SAVE_GRACE_S)
    answers = Answer.objects.filter(attempt__round=round)
    late = answers.filter(saved_at__gt=F("attempt__deadline_at") + grace)
    for answer in late.values("attempt_id", "position").iterator():
        yield Violation(5, f"attempt {answer['attempt_id']}: {answer['position']} after deadline")
    # A person who submitted early has closed the paper: nothing may be newer than that.
    submitted = answers.filter(
        attempt__state=AttemptState.SUBMITTED, saved_at__gt=F("attempt__finished_at") + grace
    )
    for answer in submitted.values("attempt_id", "position").iterator():
        yield Violation(6, f"attempt {answer['attempt_id']}: {answer['position']} after submission")


def _closed_in_time(round: Round, at: datetime) -> Iterator[Violation]:
    for attempt in round.attempts.overdue(at - timedelta(seconds=30)).iterator():
        yield Violation(8, f"attempt {attempt.pk} is open 30 s after its deadline")
    wrong = round.attempts.closed().filter(finished_at__gt=F("deadline_at"))
    expired = round.attempts.filter(state=AttemptState.EXPIRED).exclude(
        finished_at=F("deadline_at")
    )
    for attempt in (wrong | expired).iterator():
        yield Violation(8, f"attempt {attempt.pk} finished at {attempt.finished_at}")


def _predictions_agree(round: Round) -> Iterator[Violation]:
    """Count anew, person by person, what a final result says was to be predicted.

    The answer to a sub-question is no count: two organisers stand for it, or for its marks."""
    if not (round.has_prediction and round.result_digest):
        return
    if round.asks_words:
        yield from (Violation(7, text) for text in wrong_text_marks(round))
        return
    if round.prediction_target == PredictionTarget.ANSWER:
        yield from _answer_agrees(round)
        return
    out, count_of = _out_of(round), dict.fromkeys(map(int, round.true_predictions), 0)
    seen: set[int] = set()
    papers = round.attempts.closed().order_by("pk")
    rows = papers.values_list("entry", "entry__division", "correct_count", "question_count")
    for entry, division, correct, total in rows.iterator(chunk_size=2000):
        is_counted = round.prediction_target == PredictionTarget.ATTEMPTS or entry not in seen
        if round.prediction_target == PredictionTarget.ALL_CORRECT and not 0 < total == correct:
            is_counted = False
        if entry in out or not is_counted:
            continue
        seen.add(entry)
        count_of[division] = count_of.get(division, 0) + 1
    if round.prediction_scope == PredictionScope.ROUND:
        count_of = dict.fromkeys(count_of, sum(count_of.values()))
    counted = {str(division): n for division, n in count_of.items()}
    if counted != round.true_predictions:
        yield Violation(7, f"true predictions: stored {round.true_predictions}, counted {counted}")


def _answer_agrees(round: Round) -> Iterator[Violation]:
    confirmed = SubAnswer.objects.filter(round=round, confirmed_at__isnull=False).first()
    divisions = round.contest.divisions.values_list("pk", flat=True)
    stated = {str(pk): confirmed.value for pk in divisions} if confirmed else {}
    if stated != round.true_predictions:
        text = f"answer of the sub-question: stored {round.true_predictions}, stated {stated}"
        yield Violation(7, text)


def _out_of(round: Round) -> set[int]:
    """Replay voiding and restoring until the result was decided."""
    kinds = (AuditKind.ENTRY_VOIDED, AuditKind.ENTRY_RESTORED)
    lines = AuditLine.objects.filter(
        contest=round.contest_id, kind__in=kinds, at__lte=round.decided_at
    )
    voided_then = Entry.objects.filter(contest=round.contest_id, voided_at__lte=round.decided_at)
    out = set(voided_then.values_list("pk", flat=True))
    for entry, kind in lines.order_by("at", "pk").values_list("about_id", "kind"):
        (out.add if kind == AuditKind.ENTRY_VOIDED else out.discard)(entry)
    return out
