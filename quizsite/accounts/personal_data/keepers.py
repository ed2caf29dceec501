"""Each app that keeps data about people says here what stays of it, and empties its part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from quizsite.accounts.models import User


def _nothing(user: User, at: datetime) -> list[str]:
    return []


def _no_roles(user: User) -> list[str]:
    return []


def _leave(user: User, at: datetime) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Keeper:
    """`roles` names what a person must give up first; `stays` says in sentences what is kept.

    `erase` runs inside the transaction, before the account itself is emptied."""

    roles: Callable[[User], list[str]] = _no_roles
    stays: Callable[[User, datetime], list[str]] = _nothing
    erase: Callable[[User, datetime], None] = _leave


_keepers: list[Keeper] = []


def add_keeper(keeper: Keeper) -> None:
    """An app adds its own when it is ready."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def keepers() -> list[Keeper]:
    return list(_keepers)
