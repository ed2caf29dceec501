"""Who knows the people of a mailing, and whether a notice still concerns one, says so here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizsite.notifications.models import Mailing, Notice, NoticeKind
from quizsite.notifications.outbox import Occasion


def _always(notice: Notice) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Told:
    """What a mailing says, and until when it is worth saying."""

    facts: dict[str, Any]
    expires_at: datetime | None


def _as_planned(mailing: Mailing) -> Told:
    return Told(mailing.facts, mailing.expires_at)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Mails to typed addresses, each with a link of its own; `last` is how far the search came."""

    last: int
    mails: list[tuple[str, Occasion]]


def _nobody(mailing: Mailing, after: int, count: int) -> list[tuple[int, int]]:
    return []


@dataclass(frozen=True, slots=True)
class Audience:
    """`people` finds the next pairs of a growing number and a person, after a number.

    `addresses` stands in its place where nobody has an account yet; None means no more.
    `still_concerns` is asked once more just before a notice is sent, and `told` when notices are
    written: what was planned may have moved since."""

    people: Callable[[Mailing, int, int], list[tuple[int, int]]] = _nobody
    still_concerns: Callable[[Notice], bool] = _always
    told: Callable[[Mailing], Told] = _as_planned
    addresses: Callable[[Mailing, int, int, datetime], Addressed | None] | None = None


_audiences: dict[str, Audience] = {}


def add_audience(kind: NoticeKind, audience: Audience) -> None:
    """An app adds its own when it is ready."""
    _audiences[kind] = audience


def audience_of(kind: str) -> Audience:
    return _audiences[kind]


def still_concerns(notice: Notice) -> bool:
    """What somebody typed a single address for concerns whoever is there."""
    audience = _audiences.get(notice.kind)
    is_single = notice.person_id is None and notice.mailing_id is None
    return is_single or audience is None or audience.still_concerns(notice)
