"""Screens for a hall: podium and race of units tell no more than the boards do."""

from datetime import timedelta

import pytest

from contests.models import Round
from leaderboard.boards.board import BoardKey, advance_board
from leaderboard.boards.reveal import reveal_next
from tests.factories import NOON, DivisionFactory, HeadcountFactory, RoundFactory, UnitFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PODIUM = "/cuoc-thi/thu-do/man-chieu/buc/?ky=1"
RACE = "/cuoc-thi/thu-do/man-chieu/don-vi/?ky=1"


def podiums(client):
    found = client.get(PODIUM).context["podiums"]
    return [[row["id"] for row in one["rows"]] for one in found]


def test_the_first_three_of_each_division_stand_on_it(client, contest, week, division):
    four = [take(week, division, correct=n).pk for n in (5, 4, 3, 2)]
    other = take(week, DivisionFactory(contest=contest, position=1))
    assert podiums(client) == [four[:3], [other.pk]]


def test_who_takes_part_without_a_prize_is_marked_there_too(client, week, division):
    entry = take(week, division)
    type(entry).objects.update(is_prizeless=True)
    assert "· không xét giải" in client.get(PODIUM).text


def test_a_frozen_podium_fills_as_places_are_revealed(client, week, division, organiser):
    _best, second = (take(week, division, correct=n) for n in (5, 4))
    podiums(client)  # a snapshot of before
    closes_at = NOON - timedelta(hours=1)
    Round.objects.update(opens_at=NOON - timedelta(days=7), closes_at=closes_at, freeze_minutes=30)
    assert podiums(client) == [[]]
    reveal_next(week, division, shown=0, by=organiser, at=NOON)
    advance_board(BoardKey(week.contest_id, week.pk, division.pk), at=NOON)
    assert podiums(client) == [[second.pk]]


def test_units_race_by_rate(client, week, division):
    for n, people in ((1, 10), (2, 4)):
        unit = UnitFactory(name=f"Đơn vị {n}")
        HeadcountFactory(unit=unit, people=people)
        for _ in range(n):
            take(week, division, unit=unit)
    UnitFactory(name="Chưa ai thi")
    lines = client.get(RACE).context["lines"]
    assert [(one.unit.name, bar) for one, bar in lines] == [
        ("Đơn vị 2", "100.00"),
        ("Đơn vị 1", "20.00"),
    ]


def test_no_race_while_its_number_is_to_be_predicted(client, contest, division):
    week = RoundFactory(contest=contest, number=1, prediction_target="entrants")
    take(week, division)
    page = client.get(RACE)
    assert (page.context["lines"], page.context["is_withheld"]) == ([], True)
