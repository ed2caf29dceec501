"""The ledger notices what it is there to notice."""

import json
import random
import time
from datetime import UTC, datetime

import pytest

from quizsite.simulation.faults.audit import audit
from quizsite.simulation.faults.outbox import Desk, Outbox
from quizsite.simulation.faults.run_ledger import Book, Claim, choice_of
from tests.factories import NOON, AttemptFactory


def body(at):
    return json.dumps({"server_at": datetime.fromtimestamp(at, UTC).isoformat()}).encode()


@pytest.fixture
def claim():
    return Claim(attempt=1, deadline=time.time() + 60)


def acknowledge(book, claim, *sent, at=None):
    at = time.time() if at is None else at
    book.acknowledge(claim, sent, body(at), sent_at=at)


def test_the_highest_acknowledged_sequence_counts(claim):
    book = Book()
    acknowledge(book, claim, (3, 12))
    acknowledge(book, claim, (3, 11), (4, 13))
    assert book.seqs == {1: {3: 12, 4: 13}}
    assert (book.saves, book.answers) == (2, 3)


@pytest.mark.parametrize(
    ("stored", "lost", "invented"),
    [
        ([(1, 3, choice_of(1, 3, 12), 12)], 0, 0),
        ([(1, 3, choice_of(1, 3, 13), 13)], 0, 0),  # sent, and the acknowledgement got lost
        ([(1, 3, choice_of(1, 3, 11), 11)], 1, 0),
        ([], 1, 0),
        ([(1, 3, 16, 12)], 0, 1),
    ],
)
def test_stored_rows_are_held_against_the_ledger(claim, stored, lost, invented):
    book = Book()
    acknowledge(book, claim, (3, 12))
    book.compare(book.owed([1]), stored)
    assert (len(book.losses), len(book.inventions)) == (lost, invented)


def test_what_is_acknowledged_after_the_rows_were_read_is_not_owed(claim):
    book = Book()
    owed = book.owed([1])
    acknowledge(book, claim, (3, 12))
    book.compare(owed, [])
    assert book.losses == set()


def test_an_acknowledgement_after_the_deadline_and_its_grace_is_wrong(claim):
    book = Book()
    acknowledge(book, claim, (3, 12), at=claim.deadline + 1.9)
    assert book.wrongs == {}
    acknowledge(book, claim, (3, 13), at=claim.deadline + 2.1)
    assert set(book.wrongs) == {"acknowledged late", "acknowledged late by the server's own clock"}


def test_a_replaced_window_may_only_be_refused(claim):
    book = Book()
    claim.expected.add(409)
    claim.end(time.time() - 1, "for a replaced window")
    acknowledge(book, claim, (3, 12))
    book.refuse(claim, 409, sent_at=time.time())
    assert book.wrongs == {"acknowledged for a replaced window": 1}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410])
def test_a_refusal_before_its_time_is_wrong(claim, status):
    book = Book()
    book.refuse(claim, status, sent_at=time.time())
    assert book.wrongs == {f"refused with {status}": 1}


def test_only_what_was_sent_after_the_fault_is_a_sign_of_recovery(claim):
    book = Book()
    recovery = book.fault_ended()
    acknowledge(book, claim, (3, 12), at=recovery.ended_at - 1)
    assert recovery.first_s is None
    acknowledge(book, claim, (3, 13))
    assert recovery.first_s is not None


@pytest.mark.django_db
def test_an_audit_reads_what_is_stored(claim):
    book = Book()
    attempt = AttemptFactory()
    own = Claim(attempt.pk, claim.deadline)
    for position in (1, 2):
        acknowledge(book, own, (position, 12))
    choice = choice_of(attempt.pk, 1, 12)
    attempt.answers.create(position=1, choice=choice, seq=12, saved_at=NOON)
    audit(book, [attempt.pk])
    assert book.losses == {(attempt.pk, 2, 12)}


def outbox(claim):
    desk = Desk(None, Book(), "http://127.0.0.1:1")
    return Outbox(desk, claim, ticket="t", seq=11, questions=2, rng=random.Random(1))


def test_a_change_waits_until_its_own_sequence_is_acknowledged(claim):
    box = outbox(claim)
    box.waiting = {1: 11}
    sent = list(box.waiting.items())
    box.waiting[1] = 12  # the person changes it again while the request is under way
    box._settle(sent)
    assert box.waiting == {1: 12}


def test_a_request_is_what_the_page_sends(claim):
    head, _, payload = outbox(claim).request([(1, 11), (0, 12)]).partition(b"\r\n\r\n")
    assert b"Origin: http://127.0.0.1:1\r\n" in head
    assert f"Content-Length: {len(payload)}".encode() in head
    changes = [[1, choice_of(1, 1, 11), 11], [0, choice_of(1, 0, 12), 12]]
    assert json.loads(payload) == {"ticket": "t", "changes": changes}
