"""Stores the texts of passages; a changed text is a new row, and papers keep the old one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.authoring.wording import PassageText, passage_text_of
from questionbank.models import Passage


class PassageChanged(rules.BankRefusal):
    code = "passage_changed"
    status = 409
    message = _("Người khác vừa sửa đoạn dẫn này. Hãy tải lại trang rồi sửa tiếp.")


def newest_passages(codes: Iterable[str]) -> dict[str, Passage]:
    """Find the newest text of each passage that exists, by code."""
    found = Passage.objects.filter(code__in=set(codes)).order_by("number")
    return {one.code: one for one in found}


def store_passages(said: Iterable[PassageText], *, at: datetime) -> dict[PassageText, Passage]:
    """Return a row for each text: the newest of its code if it says the same, else a new one."""
    wanted = set(said)
    if not wanted:
        return {}
    newest = newest_passages(one.code for one in wanted)
    return {one: _stored(one, newest.get(one.code), at=at) for one in wanted}


def _stored(said: PassageText, newest: Passage | None, *, at: datetime) -> Passage:
    if newest is not None and passage_text_of(newest) == said:
        return newest
    try:
        with transaction.atomic():
            return Passage.objects.create(
                code=said.code,
                number=newest.number + 1 if newest else 1,
                text=said.text,
                pictures=[asdict(one) for one in said.pictures],
                created_at=at,
            )
    except IntegrityError as error:  # two authors changed it at once; the first one has won
        raise PassageChanged from error
