"""The ledger of a run notices losses, inventions and wrong acknowledgements."""

import json
import random
import time
from datetime import UTC, datetime

import pytest

from quizsite.simulation.faults.audit import audit
from quizsite.simulation.faults.outbox import Outbox, OutboxContext
from quizsite.simulation.faults.run_ledger import Claim, RunLedger, choice_of, text_of
from tests.factories import NOON, AttemptFactory


def body(at):
    return json.dumps({"server_at": datetime.fromtimestamp(at, UTC).isoformat()}).encode()


@pytest.fixture
def claim():
    return Claim(attempt=1, deadline=time.time() + 60)


def acknowledge(ledger, claim, *sent, at=None):
    at = time.time() if at is None else at
    ledger.acknowledge(claim, sent, body(at), sent_at=at)


def test_the_highest_acknowledged_sequence_counts(claim):
    ledger = RunLedger()
    acknowledge(ledger, claim, (3, 12))
    acknowledge(ledger, claim, (3, 11), (4, 13))
    assert ledger.seqs == {1: {3: 12, 4: 13}}
    assert (ledger.saves, ledger.answers) == (2, 3)


def row(seq):
    return 1, 3, choice_of(1, 3, seq), seq, text_of(1, 3, seq) or None


def test_a_share_of_the_answers_is_in_words():
    said = [text_of(1, position, seq) for position in range(4) for seq in range(300)]
    assert 150 < sum(map(bool, said)) < 450
    assert not any(said[:300])  # what is predicted is a number


@pytest.mark.parametrize(
    ("stored", "lost", "invented"),
    [
        ([row(12)], 0, 0),
        ([row(13)], 0, 0),  # sent, and the acknowledgement got lost
        ([row(11)], 1, 0),
        ([], 1, 0),
        ([(1, 3, 16, 12, None)], 0, 1),
        ([(*row(12)[:4], "của lần khác")], 0, 1),
    ],
)
def test_the_ledger_compares_stored_rows_with_acknowledged_ones(claim, stored, lost, invented):
    ledger = RunLedger()
    acknowledge(ledger, claim, (3, 12))
    ledger.compare(ledger.owed([1]), stored)
    assert (len(ledger.losses), len(ledger.inventions)) == (lost, invented)


def test_an_answer_acknowledged_after_reading_the_rows_is_not_lost(claim):
    ledger = RunLedger()
    owed = ledger.owed([1])
    acknowledge(ledger, claim, (3, 12))
    ledger.compare(owed, [])
    assert ledger.losses == set()


def test_an_acknowledgement_after_the_deadline_and_its_grace_is_wrong(claim):
    ledger = RunLedger()
    acknowledge(ledger, claim, (3, 12), at=claim.deadline + 1.9)
    assert ledger.wrongs == {}
    acknowledge(ledger, claim, (3, 13), at=claim.deadline + 2.1)
    assert set(ledger.wrongs) == {
        "acknowledged late",
        "acknowledged late by the server's own clock",
    }


def test_the_server_may_only_refuse_a_replaced_tab(claim):
    ledger = RunLedger()
    claim.expected.add(409)
    claim.end(time.time() - 1, "for a replaced window")
    acknowledge(ledger, claim, (3, 12))
    ledger.refuse(claim, 409, sent_at=time.time())
    assert ledger.wrongs == {"acknowledged for a replaced window": 1}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410])
def test_a_refusal_before_the_deadline_is_wrong(claim, status):
    ledger = RunLedger()
    ledger.refuse(claim, status, sent_at=time.time())
    assert ledger.wrongs == {f"refused with {status}": 1}


def test_only_a_save_sent_after_the_fault_counts_as_recovery(claim):
    ledger = RunLedger()
    recovery = ledger.fault_ended()
    acknowledge(ledger, claim, (3, 12), at=recovery.ended_at - 1)
    assert recovery.first_s is None
    acknowledge(ledger, claim, (3, 13))
    assert recovery.first_s is not None


@pytest.mark.django_db
def test_an_audit_reads_what_is_stored(claim):
    ledger = RunLedger()
    attempt = AttemptFactory()
    own = Claim(attempt.pk, claim.deadline)
    for position in (1, 2):
        acknowledge(ledger, own, (position, 12))
    choice, text = choice_of(attempt.pk, 1, 12), text_of(attempt.pk, 1, 12) or None
    attempt.answers.create(position=1, choice=choice, text=text, seq=12, saved_at=NOON)
    audit(ledger, [attempt.pk])
    assert ledger.losses == {(attempt.pk, 2, 12)}
    assert ledger.inventions == set()


def outbox(claim):
    context = OutboxContext(None, RunLedger(), "http://127.0.0.1:1")
    return Outbox(context, claim, token="t", copy="c", seq=11, questions=2, rng=random.Random(1))


def test_a_change_waits_until_its_own_sequence_is_acknowledged(claim):
    box = outbox(claim)
    box.waiting = {1: 11}
    sent = list(box.waiting.items())
    box.waiting[1] = 12  # the person changes it again while the request is under way
    box._rank(sent)
    assert box.waiting == {1: 12}


def test_a_request_is_what_the_page_sends(claim):
    head, _, payload = outbox(claim).request([(1, 11), (0, 12)]).partition(b"\r\n\r\n")
    assert b"Origin: http://127.0.0.1:1\r\n" in head
    assert f"Content-Length: {len(payload)}".encode() in head
    text = [text_of(1, 1, 11)] if text_of(1, 1, 11) else []
    changes = [[1, choice_of(1, 1, 11), 11, *text], [0, choice_of(1, 0, 12), 12]]
    assert json.loads(payload) == {"ticket": "t", "changes": changes}
