"""The index of places: what SQL says, only quicker; without it, SQL says it."""

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection

from leaderboard import index
from leaderboard.aggregates.tallies import count_board, recount_board
from leaderboard.boards.board import own_row, page_of, standings_in
from leaderboard.following import compare_index, follow_indexes, rebuild_index
from leaderboard.models import BoardCount, BoardKey, Change
from leaderboard.standings.store import record_results
from tests.factories import NOON
from tests.leaderboard.cast import closed_attempt, take
from tests.redis_server import own_redis

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no index"),
]


@pytest.fixture(scope="module")
def server():
    with own_redis() as server:
        yield server


@pytest.fixture(autouse=True)
def redis_server(request, settings):
    """Empty and running; its clients are not told what becomes of it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs no index")
    server = request.getfixturevalue("server")
    asked(server).flushall()
    settings.REDIS_URL = server.url
    index.breaker.close()
    yield server
    index.breaker.close()
    index._client.cache_clear()


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


@pytest.fixture
def people(week, division):
    """Two share the second place."""
    taken = [(5, 10), (5, 20), (5, 20), (4, 5), (3, 5)]
    return [take(week, division, correct=correct, seconds=seconds) for correct, seconds in taken]


def asked(server):
    return redis.Redis.from_url(server.url)


def follow(key):
    count_board(key)
    follow_indexes(at=NOON)


def is_ready(key):
    return index.count_above(key, "") is not None


def places(people, week):
    return [own_row(one, round_id=week.pk).place for one in people]


def members(server, key):
    return [one.decode() for one in asked(server).zrange(index._names(key).members, 0, -1)]


def test_places_and_pages_are_those_of_sql(key, people, week, settings):
    follow(key)
    found = places(people, week), page_of(key, offset=1, limit=2)
    entries = index.find_entries(key, offset=0, limit=9)
    settings.REDIS_URL = ""

    assert found == (places(people, week), page_of(key, offset=1, limit=2))
    assert found[0] == [1, 2, 2, 4, 5]
    assert entries == [one.pk for one in people]


def test_a_better_result_moves_and_leaves_nothing_behind(key, people, week, redis_server):
    follow(key)
    closed_attempt(people[4], week, number=2, correct=5, seconds=1)
    record_results(week, [people[4].pk])
    count_board(key)

    assert places(people, week) == [2, 3, 3, 5, 1]
    assert len(members(redis_server, key)) == 5
    assert compare_index(key) == []


def test_who_is_gone_from_sql_goes_from_the_index(key, people, week, redis_server):
    follow(key)
    week.standings.filter(entry=people[0]).delete()
    count_board(key)

    assert len(members(redis_server, key)) == 4
    assert compare_index(key) == []


def test_an_emptied_redis_is_answered_by_sql_and_filled_again(key, people, week, redis_server):
    follow(key)
    asked(redis_server).flushall()
    without = places(people, week)
    was_ready = is_ready(key)
    follow(key)

    assert (without, was_ready, is_ready(key)) == ([1, 2, 2, 4, 5], False, True)
    assert compare_index(key) == []


def test_a_killed_redis_is_answered_by_sql_and_filled_when_it_is_back(
    key, people, week, redis_server
):
    follow(key)
    redis_server.kill()
    without = places(people, week)
    follow(key)  # nobody minds
    redis_server.start()
    index.breaker.close()
    follow(key)

    assert (without, is_ready(key)) == ([1, 2, 2, 4, 5], True)


def test_a_redis_that_hangs_is_left_alone_for_a_while(key, people, week, redis_server):
    follow(key)
    redis_server.hang()
    try:
        found = places(people, week)
        is_left_alone = index.breaker.is_open()
    finally:
        redis_server.go_on()

    assert (found, is_left_alone) == ([1, 2, 2, 4, 5], True)


def test_a_change_counted_while_redis_was_away_makes_the_index_unusable(
    key, people, week, redis_server
):
    follow(key)
    index.breaker.trip(OSError("away"))
    closed_attempt(people[4], week, number=2, correct=5, seconds=1)
    record_results(week, [people[4].pk])
    count_board(key)
    index.breaker.close()
    stale = compare_index(key), len(members(redis_server, key))
    mark = BoardCount.objects.get(board__round=week).mark

    assert index.keep(key, mark) is False
    assert stale == ([], 5)
    follow(key)
    assert places(people, week) == [2, 3, 3, 5, 1]
    assert compare_index(key) == []


def came(sort_key, entry):
    return Change(0, 0, entry, sort_key, 0, people=1, attempts=1, correct=0, perfect=0)


def test_a_late_writer_changes_nothing(key, people, redis_server):
    """Its lock was lost with its connection, and another has counted meanwhile."""
    follow(key)
    late = came("0", 1)

    index.move(key, [late], before="an older mark", after="a newer mark")

    assert index.member("0", 1) not in members(redis_server, key)
    assert compare_index(key) == []


def test_without_the_mark_a_late_writer_spoils_the_index(key, people, monkeypatch):
    """Negative control: what the mark is for."""
    follow(key)
    mark = BoardCount.objects.get(board__round=key.round).mark
    unguarded = index._MOVE.replace("then return 0", "then")
    monkeypatch.setattr(index, "_MOVE", unguarded)

    late = came("0", people[0].pk)
    index.move(key, [late], before="an older mark", after=mark)

    assert compare_index(key) == [f"{index.member('0', people[0].pk)}: only in Redis"]


def test_recounting_makes_the_index_anew(key, people, redis_server):
    follow(key)
    asked(redis_server).zadd(index._names(key).members, {index.member("0", 1): 0})
    recount_board(key)
    follow(key)

    assert len(members(redis_server, key)) == 5


def test_results_that_come_while_it_is_built_are_counted_after(key, people, week, monkeypatch):
    follow(key)
    read = index._members

    def read_and_another_comes(key):
        yield from read(key)
        closed_attempt(people[4], week, number=2, correct=5, seconds=1)
        record_results(week, [people[4].pk])

    monkeypatch.setattr(index, "_members", read_and_another_comes)
    recount_board(key)
    rebuild_index(key)
    count_board(key)

    assert places(people, week) == [2, 3, 3, 5, 1]
    assert compare_index(key) == []


def test_an_index_goes_by_itself_when_nobody_follows_it(key, people, redis_server):
    follow(key)
    names = index._names(key)

    assert 0 < asked(redis_server).ttl(names.members) <= index.KEPT_S
    assert 0 < asked(redis_server).ttl(names.mark) <= index.KEPT_S


def test_an_index_in_use_stays(key, people, redis_server):
    follow(key)
    asked(redis_server).expire(index._names(key).members, 1)
    follow_indexes(at=NOON)

    assert asked(redis_server).ttl(index._names(key).members) > 1


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda client, names, one: client.zrem(names.members, one), "not in Redis"),
        (lambda client, names, one: client.zadd(names.members, {f"f{one}": 0}), "only in Redis"),
    ],
)
def test_verifying_a_round_compares_redis_with_sql_row_by_row(
    key, people, week, redis_server, spoil, what, capsys
):
    follow(key)
    spoil(asked(redis_server), index._names(key), members(redis_server, key)[2])

    with pytest.raises(CommandError):
        call_command("verify_round", str(week.pk))

    assert what in capsys.readouterr().out


def test_a_wrong_password_or_database_is_not_fatal(key, people, week, settings):
    settings.REDIS_URL += "99"

    assert places(people, week) == [1, 2, 2, 4, 5]


def test_redis_orders_members_as_sql_orders_standings(key, people, redis_server):
    follow(key)
    rows = standings_in(key).values_list("sort_key", "entry")

    names = [index.member(*row) for row in rows]
    assert members(redis_server, key) == names == sorted(names)
