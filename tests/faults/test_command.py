"""`bin/faults` goes on after a run that ended without a verdict, and ends with an error."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizsite.management.commands import faults
from quizsite.simulation.faults import rehearsal
from quizsite.simulation.faults.rehearsal import Rehearsal, RunFailed
from quizsite.simulation.faults.verdict import Verdict


@pytest.fixture
def played(monkeypatch):
    """Names of the runs, in their order; the first one has no verdict."""
    names = []

    def run(self, fault, database, *, application):
        names.append(fault.name)
        if len(names) == 1:
            raise RunFailed("máy chủ không lên")
        return Verdict(fault.name, database, times=1, saves=5, answers=5, failures=0)

    monkeypatch.setattr(Rehearsal, "run", run)
    monkeypatch.setattr(faults, "find_programs", lambda bindir: None)
    monkeypatch.setattr(Rehearsal, "template", lambda self, database: self.place)
    return names


def test_other_runs_go_on_after_one_without_a_verdict(played, tmp_path):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 lần chạy có sai lệch, trong đó 1 lần không"):
        call_command(
            "faults",
            "web-kill",
            "web-term",
            database="sqlite",
            keep=str(tmp_path),
            stdout=out,
            stderr=err,
        )
    assert played == ["web-kill", "web-term"]
    assert "máy chủ không lên" in err.getvalue()
    assert "yes" in out.getvalue()


def test_a_run_that_does_not_end_has_no_verdict(monkeypatch, tmp_path):
    monkeypatch.setattr(rehearsal, "RUN_WITHIN_S", 0.0)
    with pytest.raises(RunFailed, match="quá 0"):
        Rehearsal(tmp_path, programs=None, is_quick=True)._manage({}, tmp_path, "web-kill")
