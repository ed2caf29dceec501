"""A second factor is a fact of the session: that a person has one says nothing of this browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from quizsite.accounts.models import User
from quizsite.accounts.rules import check_shown_second_factor
from quizsite.accounts.signing_in.older_keys import trust_older_key

View = Callable[..., HttpResponseBase]
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def session_facts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: let `request.user` know what this session has shown."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _with_facts(request))  # type: ignore[assignment]  # as Django does
        return get_response(request)

    return answer


def _with_facts(request: HttpRequest) -> Any:
    trust_older_key(request)
    user = get_user(request)
    if isinstance(user, User):
        shown = get_authentication_records(request, user)
        user.gave_second_factor = any(one["method"] == "mfa" for one in shown)
    return user


def factor_added(sender: Any, *, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Switching it on is the first time it was shown; sessions that never saw it end."""
    if not created or instance.type not in _FACTORS:
        return
    request = context.request
    if request is not None and request.user == instance.user:
        record_authentication(
            request, instance.user, "mfa", id=instance.pk, type=str(instance.type)
        )
        end_other_sessions(request, instance.user)


def second_factor_first(view: View) -> View:
    """An account that has a second factor is changed only in a session that has shown it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            check_shown_second_factor(request.user)
        return view(request, *args, **kwargs)

    return guarded
