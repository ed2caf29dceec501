"""What a person reads about themselves: to which purposes they agree, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from quizsite.accounts.consents import current_texts
from quizsite.accounts.models import Consent, ConsentText, Purpose, User
from quizsite.accounts.personal_data.holdings import Holding, Row, holdings

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class OwnPurpose:
    """A purpose, its current text, and every consent that the person gave to it."""

    purpose: Purpose
    text: ConsentText
    given: list[Consent]

    @property
    def is_agreed(self) -> bool:
        return any(consent.withdrawn_at is None for consent in self.given)


def purposes_of(user: User) -> list[OwnPurpose]:
    texts = current_texts(list(Purpose))
    given: dict[str, list[Consent]] = {purpose: [] for purpose in Purpose}
    for consent in user.consents.select_related("text").order_by("-given_at", "-pk"):
        given.setdefault(consent.purpose, []).append(consent)
    return [OwnPurpose(purpose, text, given[purpose]) for purpose, text in texts.items()]


@dataclass(frozen=True, slots=True)
class OwnHolding:
    """The page shows some rows; the file has them all."""

    holding: Holding
    rows: list[Row]
    has_more: bool


def holdings_of(user: User, *, at: datetime) -> list[OwnHolding]:
    found = []
    for one in holdings():
        rows = list(islice(one.read(user, at), SHOWN_ROWS + 1))
        found.append(OwnHolding(one, rows[:SHOWN_ROWS], len(rows) > SHOWN_ROWS))
    return found
