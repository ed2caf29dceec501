"""The last ranking of a round being finalised, a batch of entries at a time.

Finalising decides at once who counts and what was to be predicted, which may move every standing
of a large round. Each batch locks its own entries only, so other rounds go on. It stores how far
it came, so a request, a job or a serving process can continue from there."""

from __future__ import annotations

import time

from django.db import connection, transaction

from contests.attempts.close import PAUSE_S
from contests.awards import Award
from contests.models import Entry, Round
from contests.notices.telling import tell_result
from contests.subjects import about_round, organiser
from leaderboard.finals.contest_lots import contest_lots_of
from leaderboard.finals.digest import result_digest
from leaderboard.models import Settlement
from leaderboard.prizes.checking import announce_if_checked
from leaderboard.standings.sealed_names import seal_names
from leaderboard.standings.store import rewrite_standings
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.db.bulk_write import plan_for_many

BATCH = 1000
# On SQLite a batch holds the one writer's turn, and every save waits for it.
SQLITE_BATCH = 100


def batch_size() -> int:
    return min(BATCH, SQLITE_BATCH) if connection.vendor == "sqlite" else BATCH


def begin_final_ranking(round: Round, *, by: User | None) -> None:
    """The caller holds the transaction that finalises the round."""
    people = Entry.objects.filter(contest=round.contest_id).count()
    Settlement.objects.create(round=round, by=by, people=people)


def rounds_to_rank() -> list[Round]:
    rounds = Round.objects.filter(settlement__isnull=False)
    return list(rounds.select_related("contest").order_by("finalised_at"))


def continue_final_ranking(round: Round, *, within_s: float = float("inf")) -> bool:
    """Continue where the last batch ended; True for the caller that makes the result final.

    False if time has run out, or if another caller is in a batch."""
    until = time.monotonic() + within_s
    while (count := _rank_batch(round)) is not None:
        if not count:
            return _complete(round)
        if time.monotonic() >= until:
            return False
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_S)
    return False


def entries_ranked(round: Round) -> int | None:
    """How many entries the last ranking has reached; None if it is complete."""
    done = Settlement.objects.filter(round=round).values_list("done", flat=True)
    return done.first()


def share_ranked(round: Round) -> float:
    """The share of entries that are ranked, from 0 to 1."""
    settlement = Settlement.objects.filter(round=round).first()
    if settlement is None or not settlement.people:
        return 1.0
    return min(settlement.done / settlement.people, 1.0)


@transaction.atomic
def _rank_batch(round: Round) -> int | None:
    """Rank the next entries, return how many; None if another caller is at it or has finished."""
    settlement = _take(round, wait=False)
    if settlement is None:
        return None
    plan_for_many()
    entry_ids = rewrite_standings(round, after=settlement.after, count=batch_size())
    if entry_ids:
        seal_names(round, entry_ids)
        settlement.after = entry_ids[-1]
        settlement.done += len(entry_ids)
        settlement.save(update_fields=["after", "done"])
    return len(entry_ids)


def _take(round: Round, *, wait: bool) -> Settlement | None:
    settlements = Settlement.objects.select_for_update(no_key=True, skip_locked=not wait)
    return settlements.filter(round=round).first()


def _complete(round: Round) -> bool:
    """Nothing of the round can change any more, so the digest is taken without any lock."""
    digest = result_digest(round)
    with transaction.atomic():
        settlement = _take(round, wait=True)
        if settlement is None:
            return False
        round.refresh_from_db()
        decided_at = round.decided_at
        assert decided_at is not None  # noqa: S101 -- it came with the state
        round.result_digest = digest
        round.save(update_fields=["result_digest"])
        record(
            about_round(round),
            kind=AuditKind.CORRECTED if round.correction else AuditKind.FINALISED,
            by=organiser(settlement.by),
            at=decided_at,
            after={
                "true_predictions": round.true_predictions,
                "digest": digest,
                **({"correction": round.correction} if round.correction else {}),
                **({"contest_lots": lots} if (lots := contest_lots_of(round.contest)) else {}),
            },
        )
        settlement.delete()
        tell_result(round, at=decided_at)
        announce_if_checked(Award(round.contest, round), by=settlement.by, at=decided_at)
    return True
