"""Steps that a person takes after the right password and before being signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage as AllauthEmailVerificationStage


class EmailVerificationStage(AllauthEmailVerificationStage):
    """Asks only people with an e-mail address; the others have confirmed their phone."""

    def handle(self) -> tuple[Any, bool]:
        login = self.login
        if login.email and "@" not in login.email:
            login.email = None  # the password was reset through the phone
        if login.user and not EmailAddress.objects.filter(user=login.user).exists():
            return None, True
        response, goes_on = super().handle()
        return response, goes_on
