"""Steps that a person takes after the right password and before being signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage as AllauthEmailVerificationStage
from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from django.contrib import messages

from quizsite.accounts.people import has_confirmed_contact
from quizsite.accounts.rules import ContactUnconfirmed


class EmailVerificationStage(AllauthEmailVerificationStage):
    """Asks only people with an e-mail address; who has none must have confirmed the phone."""

    def handle(self) -> tuple[Any, bool]:
        login = self.login
        if login.email and "@" not in login.email:
            login.email = None  # the password was reset through the phone
        user = login.user
        if (
            user
            and user.phone
            and user.is_phone_verified
            and not EmailAddress.objects.filter(user=user).exists()
        ):
            return None, True
        response, goes_on = super().handle()
        return response, goes_on


class ConfirmedContactStage(LoginStage):
    """Lets nobody in whose account has neither a confirmed address nor a confirmed number.

    allauth passes over what an account lacks, so this asks at the end what is really there."""

    key = "confirmed_contact"

    def handle(self) -> tuple[Any, bool]:
        if self.login.user and has_confirmed_contact(self.login.user):
            return None, True
        messages.error(self.request, str(ContactUnconfirmed.sign_in_message))
        return headed_redirect_response("account_login"), False
