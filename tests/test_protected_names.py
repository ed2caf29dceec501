"""Names that two versions share during a rolling restart, or that cookies and links carry.

Renaming one breaks pages and sessions of the version before (docs/decisions/0014)."""

from django.conf import settings

from contests.delivery import messages, tokens
from leaderboard.boards.writer import group_of
from leaderboard.models import BoardKey
from quizsite.accounts.signing_in import devices


def test_what_was_signed_by_the_version_before_is_read_by_this_one():
    salts = [tokens._signer.salt, tokens._start_signer.salt, tokens._socket_signer.salt]
    assert salts == ["contests.tickets", "contests.starts", "contests.windows"]
    assert devices._SALT == "quizsite.accounts.devices"


def test_processes_of_two_versions_meet_in_the_same_groups():
    assert messages.TAKEN_UP == "papers"
    assert group_of(BoardKey(1, None, 3)) == "board.1.0.3"
    assert group_of(BoardKey(1, 2, 3)) == "board.1.2.3"


def test_an_upgrade_signs_no_person_out():
    assert settings.AUTHENTICATION_BACKENDS == ["quizsite.accounts.backends.Backend"]
    assert settings.SESSION_ENGINE == "quizsite.accounts.sessions"


def test_pages_open_since_before_the_upgrade_post_to_the_same_addresses():
    assert (settings.SAVE_PATH, settings.START_PATH) == ("/luu-bai/", "/bat-dau/")
