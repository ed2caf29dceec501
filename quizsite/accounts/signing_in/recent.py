"""Recent confirmation: who takes personal data home or gives roles has just shown who they are.

Signing in within the last minutes counts, and so does whatever was entered again since. Pages that
change the account itself are stricter: there allauth asks again even after signing in."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from quizsite.accounts.models import User

View = Callable[..., HttpResponseBase]
_SAFE = frozenset({"GET", "HEAD"})


def is_recent(request: HttpRequest, user: User) -> bool:
    shown = get_authentication_records(request, user)
    limit: int = app_settings.REAUTHENTICATION_TIMEOUT
    return bool(shown) and time.time() - shown[-1]["at"] < limit


def recently_confirmed(*, reading: bool) -> Callable[[View], View]:
    """Below `login_required`. Without `reading`, only what changes something asks."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asks = reading or request.method not in _SAFE
            if asks and isinstance(request.user, User) and not is_recent(request, request.user):
                raise ReauthenticationRequired
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def code_first(view: View) -> View:
    """Accounts without password and second factor have nothing that allauth could ask for again,
    so it lets them pass; they enter a code that is sent to them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if (
            request.method not in _SAFE
            and isinstance(user, User)
            and not get_reauthentication_flows(user)
            and not is_recent(request, user)
        ):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
