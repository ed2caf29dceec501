"""The page of whatever went wrong: a machine that lacks something says so, and what to do."""

import errno
import sys
from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from quizsite.web.uploads import NoRoomForUpload

# No room, no more open files, a disk that takes nothing.
_LACKS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS})
# PostgreSQL that only reads is an InternalError to the library.
_DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)


def server_error(request: HttpRequest) -> HttpResponse:
    """The log has the error already; operators see it counted."""
    errors = list(_chain(sys.exc_info()[1]))
    # Without a request no part of the page asks the database again.
    if any(isinstance(error, NoRoomForUpload) for error in errors):
        return render(None, "507.html", status=507)
    if not any(_is_lack(error) for error in errors):
        return defaults.server_error(request)
    response = render(None, "unavailable.html", status=503)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


def _is_lack(error: BaseException) -> bool:
    return isinstance(error, _DATABASE_AWAY) or (
        isinstance(error, OSError) and error.errno in _LACKS
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
