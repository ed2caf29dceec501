"""Waiting requests are carried out together, in order, and all of them get an answer."""

import asyncio
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from quizsite.web import request_batches as module
from quizsite.web.request_batches import Full, RequestBatches
from tests.stage import die_in


@pytest.fixture
def play():
    """Play a script with a fresh `RequestBatches`, and stop it at the end."""

    def run(script, carry_out, *, size=10, waiting=100, watch=lambda *_: None):
        async def whole():
            batches = RequestBatches(
                carry_out, name="test", size=size, waiting=waiting, watch=watch
            )
            try:
                return await script(batches)
            finally:
                await batches.stop()

        return asyncio.run(whole())

    return run


class Slow:
    """Doubles numbers, but ends the first batch only after `go_on`."""

    def __init__(self):
        self.seen, self.began, self.go_on = [], Event(), Event()

    def __call__(self, asked):
        self.seen.append(list(asked))
        self.began.set()
        assert self.go_on.wait(timeout=5)
        return [2 * number for number in asked]


def while_the_first_runs(slow, numbers):
    async def script(batches):
        first = asyncio.create_task(batches.ask(0))
        await asyncio.to_thread(slow.began.wait, 5)
        rest = [asyncio.create_task(batches.ask(number)) for number in numbers]
        await asyncio.sleep(0)
        waiting = len(batches)
        slow.go_on.set()
        return waiting, await asyncio.gather(first, *rest, return_exceptions=True)

    return script


async def one_two_three(batches):
    asked = (batches.ask(number) for number in (1, 2, 3))
    return await asyncio.gather(*asked, return_exceptions=True)


def test_requests_that_wait_while_a_batch_runs_form_the_next_one(play):
    slow = Slow()
    waiting, _ = play(while_the_first_runs(slow, [1, 2, 3]), slow)
    assert waiting == 3
    assert slow.seen == [[0], [1, 2, 3]]


def test_a_batch_is_no_larger_than_its_size(play):
    slow = Slow()
    play(while_the_first_runs(slow, [1, 2, 3, 4, 5]), slow, size=2)
    assert slow.seen == [[0], [1, 2], [3, 4], [5]]


def test_each_caller_gets_its_own_result(play):
    slow = Slow()
    _, results = play(while_the_first_runs(slow, [5, 3, 9, 3]), slow, size=3)
    assert results == [0, 10, 6, 18, 6]


def test_a_full_queue_refuses_only_new_requests(play):
    slow = Slow()
    _, results = play(while_the_first_runs(slow, [1, 2, 3]), slow, waiting=2)
    assert results[:3] == [0, 2, 4]
    assert isinstance(results[3], Full)


def test_a_failing_batch_is_refused_and_the_next_still_works(play):
    def carry_out(asked):
        return [1 // number for number in asked]

    async def script(batches):
        together = await asyncio.gather(batches.ask(0), batches.ask(1), return_exceptions=True)
        return together, await batches.ask(1)

    together, after = play(script, carry_out)
    assert [type(result) for result in together] == [Full, Full]
    assert after == 1


def test_a_caller_that_went_away_costs_the_others_nothing(play):
    slow = Slow()

    async def script(batches):
        gone, stays = (asyncio.create_task(batches.ask(number)) for number in (1, 2))
        await asyncio.to_thread(slow.began.wait, 5)
        gone.cancel()
        slow.go_on.set()
        return await stays, await batches.ask(3)

    assert play(script, slow) == (4, 6)


def test_stopping_answers_every_caller():
    slow = Slow()

    async def script():
        batches = RequestBatches(slow, name="test", size=10, waiting=100, watch=lambda *_: None)
        runs = asyncio.create_task(batches.ask(1))
        await asyncio.to_thread(slow.began.wait, 5)
        waits = asyncio.create_task(batches.ask(2))
        await asyncio.sleep(0)
        stopping = asyncio.create_task(batches.stop())
        await asyncio.sleep(0)
        slow.go_on.set()
        await stopping
        comes = batches.ask(3)
        async with asyncio.timeout(5):
            return await asyncio.gather(runs, waits, comes, return_exceptions=True)

    runs, *others = asyncio.run(script())
    assert runs == 2
    assert [type(one) for one in others] == [Full, Full]
    assert slow.seen == [[1]]


def test_each_batch_is_reported_to_the_watch_function(play):
    told = []
    play(one_two_three, list, watch=lambda results, *seconds: told.append((results, *seconds)))
    ((results, took_s, longest_s),) = told
    assert results == [1, 2, 3]
    assert 0 <= took_s <= longest_s


class Trouble:
    """A database that fails the first time, on a live or a dead connection."""

    def __init__(self, monkeypatch, *, was_alive):
        self.tries = self.closed = 0
        kept = SimpleNamespace(
            is_usable=lambda: was_alive,
            close=self.close,
            close_if_unusable_or_obsolete=lambda: None,
        )
        monkeypatch.setattr(module, "connection", kept)

    def close(self):
        self.closed += 1

    def carry_out(self, asked):
        self.tries += 1
        if self.tries == 1:
            raise OperationalError
        assert self.closed == 1
        return list(asked)


def test_a_batch_whose_connection_died_is_carried_out_again(play, monkeypatch):
    trouble = Trouble(monkeypatch, was_alive=False)
    assert play(one_two_three, trouble.carry_out) == [1, 2, 3]
    assert trouble.tries == 2


def test_a_batch_the_database_refused_is_not_tried_again(play, monkeypatch):
    trouble = Trouble(monkeypatch, was_alive=True)
    results = play(one_two_three, trouble.carry_out)
    assert [type(result) for result in results] == [Full, Full, Full]
    assert (trouble.tries, trouble.closed) == (1, 2)  # the second when it was stopped


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server to die")
@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_ended_is_replaced(play):
    ended = []

    def carry_out(asked):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            ended.append(cursor.fetchone()[0])
        if len(ended) == 1:
            die_in(connection)
        return list(asked)

    assert play(one_two_three, carry_out) == [1, 2, 3]
    assert len(set(ended)) == 2
