"""Starting, saving and handing in write no line of the trail and ask it nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from quizsite.models import AuditLine
from tests.factories import NOON
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


def test_a_paper_leaves_no_line_and_asks_for_none():
    entry = entry_in(open_round())
    with CaptureQueriesContext(connection) as asked:
        attempt = start_attempt(entry, round=entry.contest.rounds.get(), at=NOON)
        submit_attempt(attempt, at=NOON)
    assert [one["sql"] for one in asked if "quizsite_audit" in one["sql"]] == []
    assert not AuditLine.objects.exists()
