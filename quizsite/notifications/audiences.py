"""Who knows the people of a mailing, and whether a notice still concerns one, says so here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from quizsite.notifications.models import Mailing, Notice, NoticeKind
from quizsite.notifications.outbox import Occasion


def _all(notices: Sequence[Notice]) -> set[int]:
    return {one.pk for one in notices}


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


def _not_counted(mailing: Mailing, at: datetime) -> int:
    return 0


def _nothing_to_take_back(mailing: Mailing, notices: QuerySet[Notice]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Audience:
    """`people` finds the next pairs of a growing number and a person, after a number.

    `addresses` stands in its place where nobody has an account yet; None means no more.
    `still_concerned` says just before sending which of some notices, by number, have not become
    idle; `told` is asked when they are written: what was planned may have moved since.

    A mailing that is cancelled asks `unwritten` how many it had not come to, and lets `take_back`
    forget that those who wait were told; both before their notices go."""

    people: Callable[[Mailing, int, int], list[tuple[int, int]]] = _nobody
    still_concerned: Callable[[Sequence[Notice]], set[int]] = _all
    told: Callable[[Mailing], Told] = _as_planned
    addresses: Callable[[Mailing, int, int, datetime], Addressed | None] | None = None
    unwritten: Callable[[Mailing, datetime], int] = _not_counted
    take_back: Callable[[Mailing, QuerySet[Notice]], None] = _nothing_to_take_back


_audiences: dict[str, Audience] = {}


def add_audience(kind: NoticeKind, audience: Audience) -> None:
    """An app adds its own when it is ready."""
    _audiences[kind] = audience


def audience_of(kind: str) -> Audience:
    return _audiences[kind]


def still_concerned(notices: Sequence[Notice]) -> frozenset[int]:
    """What somebody typed a single address for concerns whoever is there."""
    found: set[int] = set()
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for one in notices:
        is_single = one.person_id is None and one.mailing_id is None
        if is_single or one.kind not in _audiences:
            found.add(one.pk)
        else:
            by_kind[one.kind].append(one)
    for kind, some in by_kind.items():
        found |= _audiences[kind].still_concerned(some)
    return frozenset(found)
