"""The finalised week of the documents, and files in a folder of their own."""

import pytest

from tests.leaderboard.official_documents.conftest import browser, final, frozen, people
from tests.leaderboard.prizes.conftest import award, prize_of, week

__all__ = ["award", "browser", "final", "frozen", "people", "prize_of", "week"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
