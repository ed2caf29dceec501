"""Answers in words come back after a restore with their texts, and only with those."""

from datetime import UTC, datetime

import pytest

from contests.models import Answer, Attempt, ReturnedPaper
from contests.returns.decide import accept_paper
from quizsite.epochs.epoch import current_epoch, renew_epoch
from quizsite.models import EpochReason
from tests.contests.returns.device import lose_answers

pytestmark = pytest.mark.django_db
SEQ = 1_000_001


def texts(attempt: Attempt) -> dict[int, tuple[int, str | None]]:
    rows = Answer.objects.filter(attempt=attempt).values_list("position", "choice", "text")
    return {position: (choice, text) for position, choice, text in rows}


def test_answers_in_words_come_back_with_their_texts(device, attempt, client):
    device.save(1, 1, SEQ, "mười  ngày")
    device.save(1, 1, SEQ + 1, " ba mươi ngày")
    device.save(2, 1, SEQ + 2, "sẽ xóa")
    device.save(2, 0, SEQ + 3)
    device.save(3, 4, SEQ + 4)
    lose_answers(attempt)
    told = device.bring_back(client).json()
    assert (told["state"], told["answers"]) == ("open", 3)
    assert texts(attempt) == {1: (1, "ba mươi ngày"), 2: (0, None), 3: (4, None)}
    assert told["tab"]["answers"]["1"] == [1, SEQ + 1, "ba mươi ngày"]


def test_a_text_that_was_changed_on_the_device_is_not_believed(device, attempt, client):
    device.save(1, 1, SEQ, "ba mươi ngày")
    lose_answers(attempt)
    device.receipts[0][6] = "bốn mươi ngày"
    assert device.bring_back(client).json()["answers"] == 0
    device.receipts[0].pop()
    assert device.bring_back(client).json()["answers"] == 0
    assert texts(attempt) == {}


def test_a_newer_answer_without_text_is_not_undone_by_an_older_text(device, attempt, client):
    device.save(1, 1, SEQ, "ba mươi ngày")
    device.save(1, 0, SEQ + 1)
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))
    device.receipts.pop()
    assert device.bring_back(client).json()["answers"] == 0
    assert texts(attempt) == {1: (0, None)}


def test_an_unknown_paper_keeps_its_texts_until_somebody_decides(
    device, attempt, client, organiser
):
    device.save(1, 1, SEQ, "ba mươi ngày")
    pk, entry = attempt.pk, attempt.entry
    Attempt.objects.filter(pk=pk).delete()
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))
    assert device.bring_back(client).json()["state"] == "waiting"
    row = ReturnedPaper.objects.get()
    assert row.receipts[0][5] == "ba mươi ngày"
    accept_paper(row, by=organiser, at=datetime.now(UTC), reason="Có biên nhận.")
    assert texts(Attempt.objects.get(entry=entry)) == {1: (1, "ba mươi ngày")}
