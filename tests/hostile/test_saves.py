"""The real server refuses bad saves clearly, and a person who takes a paper notices nothing."""

import json

import pytest

from contests.delivery.tokens import issue_save_token
from contests.models import Answer
from tests.hostile.siege import body_of, new_attempt, somebody_saving
from tests.hostile.wire import Wire, ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.fleet]

MALFORMED = [
    b"",
    b"{",
    b"[" * 16_000,
    b'{"a":' * 3_000,
    b"NaN",
    b'{"ticket": "x", "changes": NaN}',
    b"9" * 10_000,
    b'\xff\xfe{"ticket": "x"}',
    b'{"ticket": "\xc3\x28", "changes": []}',
    b'{"ticket": "\\ud800", "changes": []}',
    b'{"ticket": ["x"], "changes": []}',
    b'{"ticket": "x", "changes": "x"}',
]


def refusals(server, bodies, **options):
    """Return (status, code) of each refusal, which must have words for the person."""
    found = set()
    with somebody_saving(server):
        for body in bodies:
            status, payload = ask(server.port, body, **options)
            assert payload["message"]
            found.add((status, payload["code"]))
    return found


def test_malformed_bodies_are_refused(server):
    assert refusals(server, MALFORMED) == {(400, "malformed")}


def test_forged_and_foreign_tokens_are_refused(server):
    slip = issue_save_token(new_attempt())
    wrong = ["", "x", slip[:-1], slip + "x", slip[1:], slip.swapcase(), "đề" * 50, "\0"]
    wrong += [slip[:20] + "." + slip[20:], "9" * 15_000, slip.replace(":", "：")]
    bodies = [json.dumps({"ticket": one, "changes": [[1, 1, 1]]}).encode() for one in wrong]
    assert refusals(server, bodies) == {(403, "bad_ticket")}


def test_wrong_positions_and_values_are_refused_whole(server):
    attempt = new_attempt()
    numbers = [-1, 4, 2**31, 2**63, 10**400, -(2**63)]
    wrong = [[number, 1, 1] for number in numbers]
    wrong += [[1, number, 1] for number in numbers if number != 4]
    wrong += [[1, 1, number] for number in (0, -1, 2**63, 10**400)]
    wrong += [[1.0, 1, 1], [True, 1, 1], [1, False, 1], ["1", 1, 1], [1, 1], [1, 1, 1, 1], 1, None]
    bodies = [body_of(attempt, [1, 1, 1], change) for change in wrong]
    found = refusals(server, bodies)
    assert {status for status, _code in found} == {400}
    assert {code for _status, code in found} == {"malformed", "bad_position", "bad_value"}
    assert not Answer.objects.filter(attempt=attempt).exists()


def test_of_two_same_keys_one_counts_and_is_judged(server):
    attempt = new_attempt()
    ticket = issue_save_token(attempt)
    body = f'{{"ticket":"{ticket}","changes":[[1,1,1]],"changes":[[99,1,1]]}}'.encode()
    assert refusals(server, [body]) == {(400, "bad_position")}


@pytest.mark.parametrize("origin", [None, "null", "https://xau.example", "http://127.0.0.1:1"])
def test_saves_from_elsewhere_are_refused(server, origin):
    body = body_of(new_attempt(), [1, 1, 1])
    assert refusals(server, [body], origin=origin) == {(403, "foreign_origin")}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(server, method):
    assert refusals(server, [b""], method=method) == {(405, "method")}


def test_a_body_that_announces_too_much_is_refused_before_it_comes(server):
    with somebody_saving(server), Wire(server.port) as wire:
        wire.send(
            f"POST /luu-bai/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Origin: {wire.own_origin}\r\nContent-Length: 99999999\r\n\r\n{{".encode()
        )
        status, payload = wire.answer()
    assert (status, payload["code"]) == (413, "too_large")


def test_a_body_without_end_is_refused_when_it_is_too_large(server):
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    before = server.memory_mb
    with somebody_saving(server), Wire(server.port) as wire:
        wire.send(
            f"POST /luu-bai/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Origin: {wire.own_origin}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        wire.pour(chunk for _ in range(8_000))
        status, payload = wire.answer()
    assert (status, payload["code"]) == (413, "too_large")
    assert server.memory_mb - before < 16  # of 32 that came


def test_a_body_longer_than_announced_harms_only_itself(server):
    attempt = new_attempt()
    body = body_of(attempt, [1, 1, 1])
    with somebody_saving(server), Wire(server.port) as wire:
        wire.post(body)
        assert wire.answer()[0] == 200
        wire.send(b"}}}} not a request\r\n\r\n")
        assert wire.answer()[0] == 400
        assert wire.is_ended()
