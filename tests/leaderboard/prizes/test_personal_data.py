"""What checking winners keeps is shown to the person, and its words go with the account."""

import pytest

from leaderboard.models import Winner, WinnerCheck
from leaderboard.prizes.personal_data import PRIZES_HOLDING, PRIZES_KEEPER
from tests.factories import NOON, EntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(contest, week, division, contestant, prize_of):
    entry = EntryFactory(contest=contest, division=division, user=contestant)
    common = {"contest": contest, "round": week, "entry": entry}
    WinnerCheck.objects.create(**common, state="confirmed", reason="Gọi ngày 1/12", at=NOON)
    Winner.objects.create(**common, prize=prize_of("Nhất"), place=1, announced_at=NOON)
    return entry


def test_a_person_reads_own_prizes_and_no_notes(entry, contestant, stranger):
    rows = list(PRIZES_HOLDING.read(contestant, NOON))
    assert [row.get("Giải") or row["Xác nhận người đạt giải"] for row in rows] == [
        "Giải Nhất",
        "đã xác nhận",
    ]
    assert "Gọi ngày" not in repr(rows)
    assert list(PRIZES_HOLDING.read(stranger, NOON)) == []


def test_deleting_empties_what_organisers_wrote(entry, contestant):
    PRIZES_KEEPER.erase(contestant, NOON)
    check = WinnerCheck.objects.get()
    assert (check.state, check.reason) == ("confirmed", "")
