"""Negative controls: without one of the server's guards, a run must say that something broke.

The runs start their own servers and databases, so one kind of test database is enough."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from quizsite.simulation.faults.catalogue import faults
from quizsite.simulation.faults.programs import Missing, find_programs
from quizsite.simulation.faults.rehearsal import Rehearsal

pytestmark = [
    pytest.mark.fleet,
    pytest.mark.slow,
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("sqlite"),
        reason="ran with the tests on SQLite; a database of the tests' own is not used",
    ),
]
# Missing guard → the fault that must reveal it, and on which database.
CONTROLS = {
    "acknowledge_first": ("web-kill", "sqlite"),
    "no_order": ("reorder", "sqlite"),
    "mixed_texts": ("reorder", "sqlite"),
    "no_deadline": ("duplicate", "sqlite"),
    "no_writer": ("two-tabs", "sqlite"),
    "no_lock": ("redis-flush", "postgresql"),
    "sweepers_clock": ("cut", "sqlite"),
    "idle_writer": ("web-term", "sqlite"),
    "other_sessions": ("delay", "sqlite"),
    "no_new_epoch": ("restore", "sqlite"),
}


@pytest.fixture(scope="module")
def verdicts():
    """Play all runs, two at a time."""
    # Not pytest's folder: PostgreSQL runs as another account, which may not look into it.
    place = Path(tempfile.mkdtemp(prefix="faults-controls-"))
    known = {fault.name: fault for fault in faults()}

    def run(control):
        guard, (name, database) = control
        application = f"tests.faults.sabotaged:{guard}"
        return guard, rehearsal.run(known[name], database, application=application)

    try:
        rehearsal = Rehearsal(place, programs=programs(), is_quick=True)
        for database in ("sqlite", "postgresql"):
            rehearsal.template(database)
        with ThreadPoolExecutor(2) as pool:
            yield dict(pool.map(run, CONTROLS.items()))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def programs():
    """Skip on a developer's machine without the servers, but not in CI."""
    try:
        return find_programs()
    except Missing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


def said(verdict):
    return " / ".join(verdict.broken)


def test_acknowledging_before_the_commit_loses_answers(verdicts):
    assert verdicts["acknowledge_first"].lost > 0


def test_writing_without_looking_at_the_sequence_loses_answers(verdicts):
    assert verdicts["no_order"].lost > 0


def test_a_choice_beside_the_text_of_another_change_is_noticed(verdicts):
    assert verdicts["mixed_texts"].foreign > 0


def test_saving_after_the_deadline_is_noticed(verdicts):
    assert "acknowledged late" in said(verdicts["no_deadline"])


def test_two_tabs_that_both_save_are_noticed(verdicts):
    assert "tab that another one has replaced" in said(verdicts["no_writer"])


def test_scoring_beside_a_save_gives_wrong_scores(verdicts):
    assert verdicts["no_lock"].wrong_scores > 0


def test_closing_by_another_clock_is_noticed(verdicts):
    assert "invariant 8" in said(verdicts["sweepers_clock"])


def test_boards_that_stand_still_are_noticed(verdicts):
    assert "board that does not count everybody" in said(verdicts["idle_writer"])


def test_people_who_are_logged_out_are_noticed(verdicts):
    assert verdicts["other_sessions"].signed_out > 0


def test_a_restore_that_devices_do_not_learn_of_loses_answers(verdicts):
    assert verdicts["no_new_epoch"].lost > 0


def test_no_run_without_a_guard_passes(verdicts):
    assert [guard for guard, verdict in verdicts.items() if verdict.is_good] == []
