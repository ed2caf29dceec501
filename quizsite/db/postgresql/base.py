"""Django's PostgreSQL backend, which checks a kept connection without a round trip.

Django sends `SELECT 1` before the first query of every request, a fifth of a page's queries here.
A server that went away has closed its end, and then the kernel makes our socket readable. Only
then do we send `SELECT 1`."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        return not self._has_news() or bool(super().is_usable())

    def _has_news(self) -> bool:
        """Between requests we await no answer: readable data means that the server has left."""
        if self.connection is None or self.connection.closed:
            return True
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
