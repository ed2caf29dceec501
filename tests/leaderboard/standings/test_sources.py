"""Every kind of round has a source of results."""

from contests.models import RoundKind
from leaderboard.standings.sources import SOURCES


def test_every_kind_of_round_has_a_source_of_results():
    assert set(SOURCES) == set(RoundKind.values)
