"""A crowd takes papers with a question of each kind through a real server; nothing is lost."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from contests.models import Answer, Attempt
from contests.monitoring.invariants import verify_round
from tests.factories import UnitFactory
from tests.stage import round_of_kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_crowd_on_papers_of_every_kind_loses_nothing(full_server):
    at = datetime.now(UTC)
    round = round_of_kinds(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    round.contest.is_sample = True
    round.contest.save()
    UnitFactory()
    printed = StringIO()
    said = {"people": 12, "seconds": 15, "speed": 3, "skill": 0.6, "seed": 7}
    call_command("simulate", str(round.pk), base_url=full_server, stdout=printed, **said)
    assert "mất: 0  điểm sai: 0  lỗi: 0" in printed.getvalue()
    papers = Attempt.objects.closed().filter(round=round)
    assert papers.count() == 12
    assert Answer.objects.filter(attempt__in=papers).values("position").distinct().count() == 4
    assert 0 < sum(paper.correct_count for paper in papers) < 48
    assert [*verify_round(round, at=datetime.now(UTC))] == []
