"""Steps that a person takes after the right password and before being signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage as AllauthEmailVerificationStage
from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from django.contrib import messages
from django.utils.translation import gettext as _

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


class PasswordAtFirstStage(LoginStage):
    """Notes which password the account had when this signing in began."""

    key = "password_at_first"

    def handle(self) -> tuple[Any, bool]:
        if self.login.user:
            self.state["hash"] = self.login.user.get_session_auth_hash()
        return None, True


class SamePasswordStage(LoginStage):
    """Ends a signing in that waited while the account got another password, as sessions end."""

    key = "same_password"

    def handle(self) -> tuple[Any, bool]:
        first = self.controller.get_stage(PasswordAtFirstStage.key)
        user = self.login.user
        if user and first and first.state.get("hash") == user.get_session_auth_hash():
            return None, True
        messages.error(self.request, _("Mật khẩu vừa được đổi. Hãy đăng nhập lại."))
        return headed_redirect_response("account_login"), False


class ConfirmedContactStage(LoginStage):
    """Lets nobody in whose account has neither a confirmed address nor a confirmed number.

    allauth passes over what an account lacks, so this asks at the end what is really there."""

    key = "confirmed_contact"

    def handle(self) -> tuple[Any, bool]:
        if self.login.user and has_confirmed_contact(self.login.user):
            return None, True
        messages.error(self.request, str(ContactUnconfirmed.sign_in_message))
        return headed_redirect_response("account_login"), False
