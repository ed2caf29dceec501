"""The register of what is kept about a person; each app adds its part, as it knows its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from quizsite.accounts.models import User

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data: what it is, what for, how long, and the person's own rows of it."""

    key: str
    title: Promise
    purpose: Promise
    kept_for: Promise
    read: Callable[[User, datetime], Iterable[Row]]


_holdings: dict[str, Holding] = {}


def add_holding(holding: Holding) -> None:
    """An app adds its own when it is ready."""
    _holdings[holding.key] = holding


def holdings() -> list[Holding]:
    return list(_holdings.values())
