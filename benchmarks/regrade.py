"""Measures scoring a round's papers again while people of another round save and hand in.

Rulings give the point on a third of the questions, so nearly every paper and standing changes."""

import argparse
from datetime import UTC, datetime

from benchmarks import filling
from benchmarks.finalise import FinaliseBenchmark
from benchmarks.servers import Server
from contests.models import Attempt, QuestionRuling, RulingKind, RulingState
from contests.monitoring.invariants import independent_scores
from contests.rulings.jobs import regrade
from contests.rulings.regrade import regrade_round

ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--savers", type=int, default=4, help="connections that save meanwhile")
    parser.add_argument("--papers", type=int, default=10_000, help="to be handed in, per run")


class RegradeBenchmark(FinaliseBenchmark):
    has_answers = True

    def _open_again(self) -> None:
        """Take the rulings of the last run back, and their points."""
        ruled = self.round.rulings.all()
        if ruled.exists():
            ruled.update(kind=RulingKind.KEEP)
            regrade_round(self.round, at=datetime.now(UTC))
            ruled.delete()
            filling.tidy([Attempt])

    def _post(self, pages: Server) -> None:
        at = datetime.now(UTC)
        pools = self.round.sections.values_list("pool", flat=True)
        revisions = sorted({pk for pool in pools for pk in pool})[::3]
        QuestionRuling.objects.bulk_create(
            QuestionRuling(
                round=self.round,
                revision_id=pk,
                kind=RulingKind.GIVE,
                reason="benchmark",
                state=RulingState.IN_FORCE,
                proposed_at=at,
                decided_at=at,
            )
            for pk in revisions
        )
        regrade.enqueue(self.round.pk)

    def _is_final(self) -> bool:
        return not self.round.rulings.unfinished().exists()

    def _wrong(self) -> int:
        """Count standings that differ from the papers, and wrong scores of a thousand papers."""
        sample = list(Attempt.objects.filter(round=self.round).order_by("?")[:1000])
        expected = independent_scores(sample)
        return super()._wrong() + sum(one.correct_count != expected[one.pk] for one in sample)


benchmark = RegradeBenchmark
