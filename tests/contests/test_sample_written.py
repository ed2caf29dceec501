"""The sample shows a written round with works handed in, one being written, and one on paper."""

import pytest
from django.core.management import call_command

from contests.models import Contest, Work, WorkState
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_written_sample_is_loaded_once_and_is_marked_as_one():
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", at=NOON.isoformat(), password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_written", password="thi-cchc")
    contest = Contest.objects.get(slug="hien-ke-mot-cua")
    assert (contest.is_sample, contest.rounds.get().is_written) == (True, True)
    states = sorted(Work.objects.values_list("state", "is_on_paper"))
    assert states == [
        (WorkState.DRAFT, False),
        (WorkState.HANDED_IN, False),
        (WorkState.HANDED_IN, False),
        (WorkState.HANDED_IN, True),
    ]
