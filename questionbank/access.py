"""Opens the pages of the bank only to people with a role in it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from questionbank.rules import check_may_open_bank
from quizsite.accounts.rules import signed_in_user

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def bank_page(view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_may_open_bank(signed_in_user(request))
        return view(request, *args, **kwargs)

    return cast("View[P]", login_required(guarded))
