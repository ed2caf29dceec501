"""The benchmark of saves sends what it says, and measures beside it what the product writes."""

import json

import pytest

from benchmarks.save import WRITTEN, _pgbench_script, connect
from contests.delivery.answer_endpoint import MAX_CHANGES
from contests.delivery.saves import NEWER_WINS
from questionbank.question_types.written import is_fit


class Server:
    address, port = ("127.0.0.1", 1), 1


def bodies(words, monkeypatch):
    monkeypatch.setattr("benchmarks.clients.connect", lambda address: None)
    places = [(7, position, 100 + position, "phiếu") for position in range(1, 7)]
    for sent in connect(Server(), iter(places), {}, words=words).script:
        head, _blank, body = sent.partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        yield json.loads(body)["changes"]


@pytest.mark.parametrize(("words", "written"), [(0, 0), (3, 2), (1, 6)])
def test_as_many_answers_are_in_words_as_was_asked(words, written, monkeypatch):
    changes = [change for [change] in bodies(words, monkeypatch)]
    assert len(changes) < MAX_CHANGES
    assert [one for one in changes if one[3:] == [WRITTEN]] == [
        one for one in changes if one[1] == 1
    ]
    assert sum(len(one) == 4 for one in changes) == written
    assert is_fit(WRITTEN)


def test_the_baseline_is_the_products_own_statement():
    assert _pgbench_script(range(1, 9), words=0).count(NEWER_WINS) == 1
    both = _pgbench_script(range(1, 9), words=3)
    assert (both.count(NEWER_WINS), both.count(WRITTEN)) == (2, 1)
