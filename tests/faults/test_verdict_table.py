"""`bin/faults` prints a table of verdicts, and says what a machine lacks."""

import pytest
from django.core.management import CommandError, call_command

from quizsite.simulation.faults import programs
from quizsite.simulation.faults.catalogue import faults
from quizsite.simulation.faults.fault import BOTH
from quizsite.simulation.faults.verdict import Verdict
from quizsite.simulation.faults.verdict_table import HEAD, as_markdown, as_text, rows, total


def verdict(**found):
    return Verdict("web-kill", "sqlite", times=2, saves=12_345, answers=12_400, failures=7, **found)


def table(*verdicts):
    return [HEAD, *rows(verdicts, {"web-kill": "kill -9"}.__getitem__), total(verdicts)]


def test_a_run_without_a_breach_holds():
    good = table(verdict(recover_s=[1.0, 3.0, 2.5], everybody_s=[4.0]))
    assert good[1][:6] == ("kill -9", "sqlite", "2", "12,345", "0", "0")
    assert good[1][6:] == ("2.50 s", "3.00 s", "4.00 s", "–", "0.0 s", "yes")
    assert good[2][-1] == "yes"


@pytest.mark.parametrize(
    "breach",
    [
        {"lost": 1},
        {"foreign": 1},
        {"wrong_scores": 1},
        {"signed_out": 1},
        {"broken": ["closed too late: 1"]},
    ],
)
def test_any_breach_shows_in_its_line_and_in_the_total(breach):
    assert [row[-1] for row in table(verdict(), verdict(**breach))] == ["held", "yes", "NO", "NO"]


def test_both_forms_have_every_cell():
    found = table(verdict())
    assert as_text(found).splitlines()[1].split()[:3] == ["kill", "-9", "sqlite"]
    assert {line.count("|") for line in as_markdown(found).splitlines()} == {len(HEAD) + 1}


def test_names_are_unique_and_ci_runs_some_on_both_databases():
    names = [fault.name for fault in faults()]
    assert len(set(names)) == len(names)
    assert {database for fault in faults() for database in fault.quick_on} == set(BOTH)
    assert all(set(fault.quick_on) <= set(fault.databases) for fault in faults())


def test_an_unknown_fault_is_named_with_those_there_are():
    with pytest.raises(CommandError, match=r"không có sự cố no-such; hãy chọn trong web-kill, "):
        call_command("faults", "no-such")


def test_a_missing_program_is_named_with_the_package_that_has_it(monkeypatch, tmp_path):
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    with pytest.raises(programs.Missing, match="apt-get install redis-server"):
        programs._find_redis()
    with pytest.raises(programs.Missing, match="không có initdb"):
        programs.find_programs(str(tmp_path))
