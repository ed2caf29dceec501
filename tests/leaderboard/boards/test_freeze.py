"""In the last minutes of a round its board stands still, for everybody and in every way."""

from datetime import timedelta

import pytest

from contests.models import Round, RoundState
from leaderboard.boards.board import Advance, BoardKey, advance_board, current_board
from leaderboard.boards.page import board_page
from leaderboard.boards.selection import find_board
from leaderboard.rules import is_frozen
from tests.factories import NOON, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
CLOSES = NOON + 60 * MINUTE
FREEZES = NOON + 30 * MINUTE
IN_FREEZE = NOON + 40 * MINUTE


@pytest.fixture
def week(contest):
    return RoundFactory(
        contest=contest,
        number=1,
        tie_chain=["correct", "time_used"],
        closes_at=CLOSES,
        freeze_minutes=30,
    )


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


@pytest.fixture
def frozen(week, division, key):
    """An was first before the freeze; Bình passes in it."""
    an = take(week, division, correct=4)
    advance_board(key, at=NOON)
    binh = take(week, division, correct=5, at=IN_FREEZE)
    return an, binh


def ids(snapshot):
    return [row["id"] for row in snapshot["rows"]]


@pytest.mark.parametrize(
    ("at", "fields", "frozen"),
    [
        (FREEZES - MINUTE, {}, False),
        (FREEZES, {}, True),
        (CLOSES + MINUTE, {}, True),
        (FREEZES, {"freeze_minutes": 0}, False),
        (FREEZES, {"is_practice": True}, False),
        (CLOSES + MINUTE, {"revealed_at": CLOSES}, False),
        (CLOSES + MINUTE, {"state": RoundState.FINALISED}, False),
    ],
)
def test_a_board_is_frozen_from_its_last_minutes_until_revealed_or_final(week, at, fields, frozen):
    for name, value in fields.items():
        setattr(week, name, value)
    assert is_frozen(week, at=at) == frozen


def test_page_socket_and_file_show_the_board_of_before(key, frozen):
    an, _binh = frozen
    for at in (IN_FREEZE, CLOSES + MINUTE):
        assert advance_board(key, at=at)[0] in {Advance.MADE, Advance.UNCHANGED}
        snapshot = current_board(key, at=at).snapshot
        assert (ids(snapshot), snapshot["is_frozen"]) == ([an.pk], True)
        assert snapshot["totals"]["people"] == 1


def test_a_frozen_board_is_stored_once(key, frozen):
    assert advance_board(key, at=IN_FREEZE)[0] == Advance.MADE
    assert advance_board(key, at=IN_FREEZE + MINUTE)[0] == Advance.UNCHANGED
    assert current_board(key, at=IN_FREEZE + MINUTE).version == 2


def test_the_board_of_the_contest_stands_still_as_well(contest, division, frozen):
    an, binh = frozen
    key = BoardKey(contest.pk, None, division.pk)
    assert ids(current_board(key, at=IN_FREEZE).snapshot) == [an.pk]
    Round.objects.update(revealed_at=CLOSES)
    assert ids(current_board(key, at=CLOSES + MINUTE).snapshot) == [binh.pk, an.pk]


def test_a_board_nobody_looked_at_before_shows_who_was_done_by_then(key, week, division):
    early = take(week, division, at=FREEZES - MINUTE)
    take(week, division, at=IN_FREEZE)
    assert ids(current_board(key, at=IN_FREEZE).snapshot) == [early.pk]


def test_own_place_and_later_pages_wait(contest, key, frozen):
    _an, binh = frozen
    choice = find_board(contest.slug, number="1", code="cbccvc")
    page = board_page(choice, entry=binh, number=2, at=IN_FREEZE)
    assert (page.own, page.number, page.count, page.is_frozen) == (None, 1, 1, True)


def test_a_name_withdrawn_leaves_the_frozen_board(key, frozen):
    an, _binh = frozen
    type(an).objects.filter(pk=an.pk).update(display_name="Bí danh")
    advance_board(key, at=IN_FREEZE)
    assert current_board(key, at=IN_FREEZE).snapshot["rows"][0]["name"] == "Bí danh"


def test_revealed_or_final_everybody_sees_the_places(key, week, frozen):
    an, binh = frozen
    current_board(key, at=IN_FREEZE)
    Round.objects.update(revealed_at=CLOSES + MINUTE)
    snapshot = current_board(key, at=CLOSES + 2 * MINUTE).snapshot
    assert ids(snapshot) == [binh.pk, an.pk]
    assert "is_frozen" not in snapshot


def test_pages_say_that_the_board_stands_still(client, contest, frozen, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_FREEZE)
    address = "/cuoc-thi/thu-do/bang-xep-hang/?ky=1"
    assert "data-frozen>" in client.get(address).text
    assert client.get(f"{address}&man-chieu=1").text.count("data-frozen>") == 1
    shown = client.get("/cuoc-thi/thu-do/don-vi/?ky=1")
    assert shown.context["shows_people"]
    assert not shown.context["shows_scores"]


def test_a_screen_invites_only_as_long_as_somebody_can_enter(client, week, division, monkeypatch):
    address = "/cuoc-thi/thu-do/bang-xep-hang/?man-chieu=1&ky=1&bang=cbccvc"
    for at, invites in ((NOON - timedelta(days=1), True), (NOON, True), (CLOSES, False)):
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        assert ("Quét để vào thi" in client.get(address).text) == invites
