"""A person consents to the use of personal data, purpose by purpose, and may withdraw each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import transaction

from quizsite.accounts.models import Consent, ConsentText, Purpose, User
from quizsite.accounts.signals import consent_withdrawn, publication_decided

TEXTS = Path(__file__).parent / "consent_texts"
# Asked at each entry; the account's purpose is asked once, when it is made.
AT_ENTRY = (Purpose.TAKING_PART, Purpose.PUBLICATION, Purpose.MESSAGES)


def current_text(purpose: Purpose = Purpose.ACCOUNT) -> ConsentText:
    """Return the newest version; `migrate` has stored at least one."""
    return ConsentText.objects.filter(purpose=purpose).order_by("-version")[0]


def current_texts(purposes: Collection[Purpose]) -> dict[Purpose, ConsentText]:
    """Return the newest version for each purpose, in the order asked for."""
    texts = ConsentText.objects.filter(purpose__in=purposes).order_by("version")
    newest = {text.purpose: text for text in texts}
    return {purpose: newest[purpose] for purpose in purposes}


@transaction.atomic
def give_consent(user: User, *, text: ConsentText, at: datetime, channel: str) -> Consent:
    """Store that this person agrees, unless a consent to this version already stands."""
    standing = user.consents.filter(text=text, withdrawn_at=None).first()
    return standing or Consent.objects.create(
        user=user, text=text, purpose=text.purpose, given_at=at, channel=channel
    )


@transaction.atomic
def give_consent_again(user: User, *, purpose: Purpose, at: datetime, channel: str) -> Consent:
    """Agree anew to a purpose, on the person's own page; it covers all their contests."""
    consent = give_consent(user, text=current_text(purpose), at=at, channel=channel)
    if purpose == Purpose.PUBLICATION:
        publication_decided.send(User, user=user, is_given=True, at=at)
    return consent


@transaction.atomic
def withdraw_consent(user: User, *, purpose: Purpose, at: datetime) -> int:
    """Withdraw one purpose; earlier processing stays lawful (Law 91/2025/QH15)."""
    withdrawn = user.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)
    if purpose == Purpose.PUBLICATION:
        publication_decided.send(User, user=user, is_given=False, at=at)
    consent_withdrawn.send(User, user=user, purpose=purpose, at=at)
    return withdrawn


@transaction.atomic
def withdraw_consents(user: User, *, at: datetime) -> int:
    """Withdraw all that stand."""
    return sum(withdraw_consent(user, purpose=purpose, at=at) for purpose in Purpose)


def standing_purposes(user: User) -> set[str]:
    """The purposes to which this person agrees now."""
    standing = user.consents.filter(withdrawn_at=None)
    return set(standing.values_list("purpose", flat=True))


def has_consented(user: User, purpose: Purpose = Purpose.ACCOUNT) -> bool:
    return purpose in standing_purposes(user)


def publish_texts(sender: Any, *, using: str, apps: Any = installed, **kwargs: Any) -> None:
    """Store each text file as a row; Django calls this after `migrate` and after a test's flush.

    Files are named VERSION_DAY or VERSION_DAY_PURPOSE. Never change a file once it is shipped; a
    new wording is a new file."""
    try:
        model = apps.get_model("accounts", "ConsentText")
    except LookupError:
        return  # this point of the migrations does not have the model yet
    knows_purposes = any(field.name == "purpose" for field in model._meta.fields)  # noqa: SLF001 -- Django documents _meta
    for path in sorted(TEXTS.glob("*.txt")):
        version, published_on, purpose = [*path.stem.split("_", 2), ""][:3]
        if purpose and not knows_purposes:
            continue  # nor the column yet
        model.objects.using(using).get_or_create(
            version=int(version),
            defaults={
                "body": path.read_text(encoding="utf-8").strip(),
                "published_at": datetime.fromisoformat(f"{published_on}T00:00:00+07:00"),
                **({"purpose": purpose} if purpose else {}),
            },
        )
