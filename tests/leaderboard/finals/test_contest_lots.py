"""The lots of a whole contest are unknown until its last round is finalised."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from leaderboard.finals.contest_lots import contest_lots_seed
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import ContestLots, Standing
from leaderboard.standings.compute import contest_ranking
from leaderboard.standings.store import compare_standings, record_results
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, DivisionFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt, take

pytestmark = pytest.mark.django_db

CHAIN = ["correct", "lots"]
AFTER = NOON + timedelta(days=7, seconds=2)


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do", tie_chain=CHAIN)


@pytest.fixture
def weeks(contest):
    return [
        RoundFactory(contest=contest, number=n, tie_chain=CHAIN, lots_seed=str(n) * 64)
        for n in (1, 2)
    ]


@pytest.fixture
def people(weeks):
    division = DivisionFactory(contest=weeks[0].contest)
    people = [take(weeks[0], division, correct=0, of=0) for _ in range(4)]
    closed_attempt(people[0], weeks[1], correct=0, of=0)
    record_results(weeks[1], [people[0].pk])
    return people


def totals():
    standings = Standing.objects.filter(round=None).order_by("sort_key")
    return list(standings.values_list("entry_id", "sort_key"))


def test_an_opened_seed_of_one_round_tells_nothing_of_the_contest(contest, weeks, people):
    finalise_round(weeks[0], by=None, at=AFTER)
    provisional = totals()
    assert contest_lots_seed(contest.pk) == ""

    finalise_round(weeks[1], by=None, at=AFTER)

    final = totals()
    assert {key for _entry, key in final}.isdisjoint({key for _entry, key in provisional})
    drawn = ContestLots.objects.get().seed
    assert contest_ranking(contest.pk).lots_seed == drawn == contest_lots_seed(contest.pk)
    assert all(compare_standings(week) == [] for week in weeks)
    lines = AuditLine.objects.filter(kind=AuditKind.FINALISED).order_by("pk")
    assert ["contest_lots" in line.after for line in lines] == [False, True]
    assert lines.last().after["contest_lots"] == drawn


def test_another_moment_of_finalising_gives_other_lots(contest, weeks, people):
    """Whoever reads all seeds in the database does not know them either."""
    for week in weeks:
        finalise_round(week, by=None, at=AFTER)
    drawn = contest_lots_seed(contest.pk)
    type(weeks[1]).objects.filter(pk=weeks[1].pk).update(
        finalised_at=AFTER + timedelta(microseconds=2)
    )

    assert contest_lots_seed(contest.pk) != drawn


def test_lots_that_the_rounds_do_not_give_are_found(weeks, people, capsys):
    for week in weeks:
        finalise_round(week, by=None, at=AFTER)
    call_command("verify_round", "thu-do/1")
    ContestLots.objects.update(seed="0" * 64)

    with pytest.raises(CommandError):
        call_command("verify_round", "thu-do/1")
    assert "mã bốc thăm của cả cuộc thi" in capsys.readouterr().out


def test_a_contest_that_ended_before_keeps_the_lots_of_its_first_round(contest, weeks, people):
    for week in weeks:
        finalise_round(week, by=None, at=AFTER)
    ContestLots.objects.all().delete()

    assert contest_ranking(contest.pk).lots_seed == weeks[0].lots_seed
    assert {entry for entry, _key in totals()} == {person.pk for person in people}


def test_a_contest_of_one_round_has_that_round_s_lots(contest):
    week = RoundFactory(contest=contest, tie_chain=CHAIN, lots_seed="1" * 64)
    people = [take(week, DivisionFactory(contest=contest), correct=0, of=0)]

    final = finalise_round(week, by=None, at=AFTER)

    assert final.standings.get().sort_key == totals()[0][1]
    assert not ContestLots.objects.exists()
    assert compare_standings(final) == []
    assert totals()[0][0] == people[0].pk


def test_a_round_published_later_draws_anew(contest, weeks, people):
    for week in weeks:
        finalise_round(week, by=None, at=AFTER)
    first = ContestLots.objects.get().seed
    third = RoundFactory(contest=contest, number=3, tie_chain=CHAIN)
    closed_attempt(people[1], third, correct=0, of=0)
    record_results(third, [people[1].pk])
    assert contest_ranking(contest.pk).lots_seed == first
    assert compare_standings(third) == []

    finalise_round(third, by=None, at=AFTER)

    assert ContestLots.objects.get().seed not in {first, ""}
    assert compare_standings(third) == []
