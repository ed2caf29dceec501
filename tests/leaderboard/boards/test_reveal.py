"""A host reveals a frozen board from the last place up; other screens see what was revealed."""

from datetime import timedelta

import pytest
from django.core import signing

from contests.models import Round
from leaderboard.boards import reveal as reveals
from leaderboard.boards.board import BoardKey, advance_board, current_board
from leaderboard.boards.reveal import (
    NotFrozen,
    NothingToReveal,
    RevealTooEarly,
    RowsWithheld,
    ceremony_of,
    link_token,
    open_board,
    reveal_next,
)
from leaderboard.rules import PapersOpen
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, AttemptFactory, OrganiserFactory, RoundFactory, UserFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

CLOSES = NOON - timedelta(hours=1)


@pytest.fixture
def week(contest):
    return RoundFactory(
        contest=contest,
        number=1,
        tie_chain=["correct", "time_used"],
        opens_at=NOON - timedelta(days=7),
        closes_at=CLOSES,
        freeze_minutes=30,
    )


@pytest.fixture
def people(week, division):
    """Best first."""
    at = CLOSES - timedelta(minutes=5)
    return [take(week, division, correct=n, at=at) for n in (5, 4, 3)]


@pytest.fixture
def host(contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return organiser


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


def shown_to_all(key):
    advance_board(key, at=NOON)
    snapshot = current_board(key, at=NOON).snapshot
    return [row["id"] for row in snapshot["rows"]], snapshot.get("revealed")


def test_places_are_revealed_from_the_last_up_and_others_see_just_those(
    week, division, people, host, key
):
    first, second, third = people
    assert shown_to_all(key) == ([], 0)
    assert ceremony_of(week, division).next_place == 3
    seen = []
    for shown in range(3):
        reveal_next(week, division, shown=shown, by=host, at=NOON)
        seen.append(shown_to_all(key)[0])
    assert seen == [[third.pk], [second.pk, third.pk], [first.pk, second.pk, third.pk]]
    assert [row.place for row in ceremony_of(week, division).rows] == [1, 2, 3]
    with pytest.raises(NothingToReveal):
        reveal_next(week, division, shown=3, by=host, at=NOON)


def test_two_presses_at_once_reveal_one_place(week, division, people, host):
    reveal_next(week, division, shown=0, by=host, at=NOON)
    with pytest.raises(NothingToReveal):
        reveal_next(week, division, shown=0, by=host, at=NOON)
    assert ceremony_of(week, division).shown == 1


def test_only_the_first_are_revealed_one_by_one(week, division, people, host, monkeypatch):
    monkeypatch.setattr(reveals, "TOP", 2)
    reveal_next(week, division, shown=0, by=host, at=NOON)
    assert [row.entry_id for row in ceremony_of(week, division).rows] == [people[1].pk]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"freeze_minutes": 0}, NotFrozen),
        ({"revealed_at": NOON}, NotFrozen),
        ({"closes_at": NOON}, RevealTooEarly),
        ({"shown_after_close": "nothing"}, RowsWithheld),
    ],
)
def test_what_may_not_be_revealed(week, division, people, host, fields, refusal):
    Round.objects.update(**fields)
    with pytest.raises(refusal):
        reveal_next(week, division, shown=0, by=host, at=NOON)
    with pytest.raises(refusal):
        open_board(week, by=host, at=NOON)


def test_an_open_paper_may_still_change_places(week, division, people, host):
    AttemptFactory(round=week, entry__contest=week.contest)
    with pytest.raises(PapersOpen):
        reveal_next(week, division, shown=0, by=host, at=NOON)


def test_opening_the_board_ends_the_freeze_and_leaves_a_line(week, people, host, key):
    open_board(week, by=host, at=NOON)
    assert shown_to_all(key) == ([one.pk for one in people], None)
    assert AuditLine.objects.get().kind == AuditKind.BOARD_OPENED


def test_each_place_revealed_leaves_a_line(week, division, people, host):
    reveal_next(week, division, shown=0, by=host, at=NOON)
    line = AuditLine.objects.get()
    assert (line.kind, line.after["place"]) == (AuditKind.PLACE_REVEALED, 3)


@pytest.fixture
def link(week, host):
    return f"/cuoc-thi/thu-do/cong-bo/{link_token(week, by=host)}/"


@pytest.mark.usefixtures("_at_noon")
def test_a_machine_with_the_link_reveals_without_signing_in(client, link, people):
    page = client.get(link)
    assert "Công bố vị trí thứ 3" in page.text
    assert people[2].display_name not in page.text
    client.post(f"{link}?bang=cbccvc", {"shown": "0"})
    assert people[2].display_name in client.get(link).text
    assert people[1].display_name not in client.get(link).text


@pytest.mark.usefixtures("_at_noon")
def test_a_link_ends_with_the_hours_the_role_and_any_change(client, link, host, contest):
    assert client.get(f"{link[:-2]}x/").status_code == 404
    host.is_active = False
    host.save()
    assert client.get(link).status_code == 404
    host.is_active = True
    host.save()
    contest.organisers.through.objects.filter(contest=contest).delete()
    assert client.get(link).status_code == 404


def test_a_link_of_yesterday_opens_nothing(client, link, monkeypatch):
    loads = signing.loads
    monkeypatch.setattr(signing, "loads", lambda *a, **k: loads(*a, **k | {"max_age": -1}))
    assert client.get(link).status_code == 404


@pytest.mark.usefixtures("_at_noon")
def test_an_organiser_finds_the_link_and_opens_the_board(signed_in, host, week, people):
    desk = signed_in(host)
    address = "/to-chuc/thu-do/ky/1/cong-bo-hang/"
    assert "/cuoc-thi/thu-do/cong-bo/" in desk.get(address).text
    assert desk.post(address).url == address
    assert "đã mở lại cho mọi người" in desk.get(address).text
    assert desk.post(address).status_code == 409


def test_others_do_not_find_the_desk(client, signed_in, week, stranger):
    other = OrganiserFactory(user=UserFactory()).user
    address = "/to-chuc/thu-do/ky/1/cong-bo-hang/"
    assert client.get(address).status_code == 302
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(other).get(address).status_code == 404
