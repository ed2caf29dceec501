"""Keeps receipts as a page does, and brings them back."""

import json
from datetime import UTC, datetime

from django.urls import reverse

from contests.delivery.hand_ins import hand_in
from contests.delivery.paper_copy import copy_of
from contests.delivery.receipts import HAND_IN, Acknowledged, sign, stamp_of
from contests.delivery.saves import Change, Save, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Answer, Attempt
from quizsite.epochs.epoch import current_epoch, renew_epoch
from quizsite.models import EpochReason


class Device:
    """Keeps what the page keeps."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.copy = copy_of(attempt)
        self.ticket = issue_save_token(attempt, epoch=current_epoch())
        self.receipts: list[list] = []

    def save(self, position: int, choice: int, seq: int, text: str = "") -> str:
        save = Save(read_save_token(self.ticket), (Change(position, choice, seq, text),))
        (receipt,) = write_saves([save])
        if receipt.verdict == "saved":
            self.note(Acknowledged(position, choice, seq, receipt.stamp.accepted_us, 1, text))
        return receipt.verdict

    def hand_in(self) -> str:
        (receipt,) = hand_in([read_save_token(self.ticket)])
        if receipt.verdict == "submitted":
            self.note(Acknowledged(HAND_IN, 0, 0, receipt.stamp.accepted_us, 1))
        return receipt.verdict

    def note(self, one: Acknowledged) -> None:
        signs = [(*one[:3], one.text)]
        (signed,) = sign(self.attempt.pk, signs, stamp=stamp_of(one.accepted_us, one.epoch))
        self.receipts.append([*one[:5], signed, *([one.text] if one.text else [])])

    def bring_back(self, client, **body):
        data = {"copy": self.copy, "receipts": self.receipts, "ticket": self.ticket} | body
        return client.post(
            reverse("contests:return_saves"),
            json.dumps(data),
            content_type="text/plain",
            headers={"origin": "http://testserver"},
        )


def lose_answers(attempt: Attempt) -> None:
    """A backup from before them is restored."""
    Answer.objects.filter(attempt=attempt).delete()
    renew_epoch(was=current_epoch(), why=EpochReason.COMMAND, at=datetime.now(UTC))
