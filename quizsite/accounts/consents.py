"""Agreement to the use of personal data: versioned, given, withdrawn."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import transaction

from quizsite.accounts.models import Consent, ConsentText, User

TEXTS = Path(__file__).parent / "consent_texts"


def current_text() -> ConsentText:
    """The newest version; there is always one, migrating puts it there."""
    return ConsentText.objects.order_by("-version")[0]


@transaction.atomic
def give_consent(user: User, *, text: ConsentText, at: datetime, channel: str) -> Consent:
    """Store who agreed to which version, when, through which form; twice is once."""
    standing = user.consents.filter(text=text, withdrawn_at=None).first()
    return standing or Consent.objects.create(user=user, text=text, given_at=at, channel=channel)


@transaction.atomic
def withdraw_consents(user: User, *, at: datetime) -> int:
    """Withdraw everything that stands; what was done before stays lawful (Law 91/2025/QH15)."""
    return user.consents.filter(withdrawn_at=None).update(withdrawn_at=at)


def has_consented(user: User) -> bool:
    return user.consents.filter(withdrawn_at=None).exists()


def publish_texts(sender: Any, *, using: str, apps: Any = installed, **kwargs: Any) -> None:
    """After migrating (and after a test's flush): every version shipped with the code is a row.

    A file once shipped is never changed; a new wording is a new file."""
    try:
        rows = apps.get_model("accounts", "ConsentText").objects.using(using)
    except LookupError:
        return  # the models are not there at this point of the history
    for path in sorted(TEXTS.glob("*.txt")):
        version, _, published_on = path.stem.partition("_")
        rows.get_or_create(
            version=int(version),
            defaults={
                "body": path.read_text(encoding="utf-8").strip(),
                "published_at": datetime.fromisoformat(f"{published_on}T00:00:00+07:00"),
            },
        )
