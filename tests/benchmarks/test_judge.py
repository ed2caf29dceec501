"""The simulated jury in small: what it counts must come out even."""

import logging
from argparse import Namespace

import pytest

from benchmarks.judge import JudgeBenchmark
from tests.factories import ContestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _lines_are_written_again():
    yield
    logging.disable(logging.NOTSET)


def test_a_small_jury_loses_nothing_and_learns_no_name(settings):
    ContestFactory()
    figures = JudgeBenchmark(Namespace(works=24, jurors=5, planted=30, threads=1, stored=24)).run()
    assert figures["works"] == 24
    assert figures["sheets acknowledged"] == figures["sheets stored"]
    assert figures["answers that name an author"] == 0
    assert figures["totals that differ in the recount"] == 0
    assert figures["most works of a juror"] - figures["fewest works of a juror"] <= 1
