"""The base of all refusals: a rule refuses a person, and says what to do."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A rule refuses a person: programs read `code`, and `message` says what to do.

    A rule raises it and one middleware shows it; it is never a bug. `redirect_to` names the page
    where the person can do what is missing, which may lead back to the page asked for."""

    code = "refused"
    status = 403
    redirect_to = ""
    comes_back = False
    message: str | Promise = _("Bạn không được phép làm việc này.")

    def __init__(self, message: str | Promise | None = None, **detail: Any) -> None:
        if message is not None:
            self.message = message
        self.detail = detail
        super().__init__(str(self.message))


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Turn a check into a bool for templates."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True
