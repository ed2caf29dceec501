"""A person consents to the use of personal data, in one version, and may withdraw it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import transaction

from quizsite.accounts.models import Consent, ConsentText, User

TEXTS = Path(__file__).parent / "consent_texts"


def current_text() -> ConsentText:
    """Return the newest version; `migrate` has stored at least one."""
    return ConsentText.objects.order_by("-version")[0]


@transaction.atomic
def give_consent(user: User, *, text: ConsentText, at: datetime, channel: str) -> Consent:
    """Store that this person agrees, unless a consent to this version already stands."""
    standing = user.consents.filter(text=text, withdrawn_at=None).first()
    return standing or Consent.objects.create(user=user, text=text, given_at=at, channel=channel)


@transaction.atomic
def withdraw_consents(user: User, *, at: datetime) -> int:
    """Withdraw all standing consents; earlier processing stays lawful (Law 91/2025/QH15)."""
    return user.consents.filter(withdrawn_at=None).update(withdrawn_at=at)


def has_consented(user: User) -> bool:
    return user.consents.filter(withdrawn_at=None).exists()


def publish_texts(sender: Any, *, using: str, apps: Any = installed, **kwargs: Any) -> None:
    """Store each text file as a row; Django calls this after `migrate` and after a test's flush.

    Never change a file once it is shipped; a new wording is a new file."""
    try:
        rows = apps.get_model("accounts", "ConsentText").objects.using(using)
    except LookupError:
        return  # this point of the migrations does not have the model yet
    for path in sorted(TEXTS.glob("*.txt")):
        version, _, published_on = path.stem.partition("_")
        rows.get_or_create(
            version=int(version),
            defaults={
                "body": path.read_text(encoding="utf-8").strip(),
                "published_at": datetime.fromisoformat(f"{published_on}T00:00:00+07:00"),
            },
        )
