"""A person decides on their own page, which is also a request fulfilled at once."""

from datetime import datetime

from django.db import transaction

from quizsite.accounts.consents import give_consent_again, withdraw_consent
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.accounts.personal_data import requests
from quizsite.accounts.personal_data.emptied import lock_unless_erased
from quizsite.accounts.personal_data.models import RequestKind

CHANNEL = "tai-khoan"


@transaction.atomic
def agree(user: User, *, purpose: Purpose, at: datetime, channel: str = CHANNEL) -> Consent:
    return give_consent_again(lock_unless_erased(user), purpose=purpose, at=at, channel=channel)


@transaction.atomic
def withdraw(user: User, *, purpose: Purpose, at: datetime) -> int:
    """Withdrawing what does not stand is no request."""
    user = lock_unless_erased(user)
    withdrawn = withdraw_consent(user, purpose=purpose, at=at)
    if withdrawn:
        outcome = f"{purpose.label}. {requests.by_software()}"
        requests.fulfilled(user, kind=RequestKind.WITHDRAWAL, outcome=outcome, at=at)
    return withdrawn
