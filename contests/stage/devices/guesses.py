"""How often one address may try a code that is wrong.

A hall shares one address where the site is behind the internet, so right codes are taken back."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contests.rules import ContestRefusal
from quizsite.accounts.signing_in.tries import Limit, count_try, take_back
from quizsite.web.client_address import sender_of

WRONG = (Limit(60, timedelta(minutes=10)), Limit(300, timedelta(hours=6)))
_KIND = "stage-code"


class TooManyGuesses(ContestRefusal):
    code = "stage_too_many_guesses"
    status = 429
    message = _("Đã thử quá nhiều mã sai từ mạng này. Hãy chờ mười phút rồi thử lại.")


def check_may_guess(request: HttpRequest) -> None:
    """Count the try before it is looked at, so that tries of one moment are counted one by one."""
    if not count_try(_KIND, sender_of(request), WRONG):
        raise TooManyGuesses


def forget_guess(request: HttpRequest) -> None:
    take_back(_KIND, sender_of(request), WRONG)
