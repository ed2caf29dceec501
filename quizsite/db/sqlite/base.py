"""Django's SQLite backend, in which the writers of one process take turns.

SQLite lets one writer in; the others sleep up to 100 ms and try again, in no order. With 300
people on one process some waited 30 s. Here the threads of a process queue on a lock, which wakes
the next one at once. Other processes still wait SQLite's way."""

import threading
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

LONGEST_WAIT_S = 20
_turn = threading.Lock()
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False
        self.execute_wrappers.append(_take_turn_for_a_write)

    def begin_decision(self) -> None:
        # A thread that waits longer than SQLite would goes on, and SQLite raises its own error.
        self._has_turn = _turn.acquire(timeout=LONGEST_WAIT_S)

    def end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()

    def _start_transaction_under_autocommit(self) -> None:
        self.begin_decision()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leave it out
        except BaseException:
            self.end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # django-stubs leave it out
        finally:
            self.end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # django-stubs leave it out
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # django-stubs leave it out
        finally:
            self.end_turn()


def _take_turn_for_a_write(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 -- Django's signature
    context: dict[str, Any],
) -> Any:
    """Take the turn for a single write outside a transaction, which is its own transaction."""
    connection: DatabaseWrapper = context["connection"]
    if connection.in_atomic_block or sql[:6].upper() not in _WRITES:
        return execute(sql, params, many, context)
    connection.begin_decision()
    try:
        return execute(sql, params, many, context)
    finally:
        connection.end_turn()
