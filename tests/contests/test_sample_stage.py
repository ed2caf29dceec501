"""The sample shows a stage round whose rehearsal has begun."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from contests.models import Show
from contests.stage.rows import state_of
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_stage_sample_is_loaded_once_and_is_marked_as_one():
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", at=NOON.isoformat(), password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_stage")
    show = Show.objects.get()
    state = state_of(show)
    assert (show.is_sample, show.round.contest.is_sample, state.is_rehearsal) == (True,) * 3
    assert max(state.total(one.id) for one in state.programme.teams) == Decimal("8.75")
