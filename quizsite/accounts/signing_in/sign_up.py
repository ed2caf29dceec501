"""Signing up is one code: nothing is stored before whoever owns the address has entered it.

An address with an account and one without take the same steps and get a code each; only the mail
or text says which it is. So no page tells who has an account, and whoever forgot having one is
signed in to it. The name and the consent wait in the session of the browser that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from quizsite.accounts import people
from quizsite.accounts.fields import Contact
from quizsite.accounts.models import Consent, ConsentText, Purpose, User
from quizsite.accounts.signing_in.contact_proof import ContactProof


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the account gets once it is made: the name, and the text that was agreed to."""

    full_name: str
    consent_text: int
    channel: str


class SignUpProcess(ContactProof):
    """Waits in the session for the code; the account, if there is one, is looked up afterwards."""

    kept_in = "sign_up"

    @classmethod
    def start(
        cls, request: HttpRequest, contact: Contact, newcomer: Newcomer, *, back: str, onward: str
    ) -> SignUpProcess:
        """Send the first code. `back` is the form's page, `onward` the one after signing in."""
        typed = [newcomer.full_name, newcomer.consent_text, newcomer.channel]
        return cls.begin(request, contact, {"newcomer": typed, "back": back, "onward": onward})

    @property
    def newcomer(self) -> Newcomer:
        return Newcomer(*self.state["newcomer"])

    def deliver(self, code: str) -> None:
        adapter, (email, phone) = get_adapter(), self.contact
        is_known = people.holder_of(email=email, phone=phone) is not None
        if phone:
            adapter.send_sign_up_code_sms(phone, code, is_known=is_known)
        else:
            kind = "sign_up_known" if is_known else "sign_up_new"
            context = {"request": self.request, "code": code}
            adapter.send_mail(f"account/email/{kind}", email, context)

    def finish(self, *, at: datetime) -> HttpResponse:
        """Sign the owner of the address in, with a new account or the one that there is."""
        self.abort()
        email, phone = self.contact
        user, is_new = _account_of(self.contact, self.newcomer, at=at)
        record_authentication(self.request, user, method="code", email=email, phone=phone)
        if not is_new and user.is_active:
            _confirm(self.request, user, self.contact)
            _give_name(user, self.newcomer, at=at)
        login = Login(user=user, email=email, redirect_url=self.state["onward"], signup=is_new)
        answer: HttpResponse = perform_login(self.request, login)
        return answer


def sign_up_without_code(
    request: HttpRequest, email: str, newcomer: Newcomer, *, onward: str, at: datetime
) -> HttpResponse | None:
    """Make an account for an address that a link sent there has proved; None if it has one.

    The session records nothing that was entered, so whatever asks anew who somebody is, from a
    password to taking data home, asks for a code that goes to the address."""
    contact = Contact(email, None)
    if people.holder_of(**contact._asdict()) is not None:
        return None
    try:
        user = _make_account(contact, newcomer, at=at)
    except IntegrityError:  # the owner has just signed up in another browser
        return None
    login = Login(user=user, email=email, redirect_url=onward, signup=True)
    answer: HttpResponse = perform_login(request, login)
    return answer


def _account_of(contact: Contact, newcomer: Newcomer, *, at: datetime) -> tuple[User, bool]:
    """Return the account of whoever has just proved to own this address, and whether it is new."""
    if holder := people.holder_of(**contact._asdict()):
        return holder, False
    try:
        return _make_account(contact, newcomer, at=at), True
    except IntegrityError:
        # The owner entered codes in two browsers at once, and the other one made the account.
        holder = people.holder_of(**contact._asdict())
        if holder is None:
            raise
        return holder, False


@transaction.atomic
def _make_account(contact: Contact, newcomer: Newcomer, *, at: datetime) -> User:
    people.drop_unproven_claims(**contact._asdict())
    user = User.objects.create_user(
        contact.email,
        None,
        full_name=newcomer.full_name,
        phone=contact.phone,
        is_phone_verified=contact.phone is not None,
        date_joined=at,
    )
    if contact.email:
        EmailAddress.objects.create(user=user, email=contact.email, verified=True, primary=True)
    _agree(user, newcomer, at=at)
    return user


def _agree(user: User, newcomer: Newcomer, *, at: datetime) -> None:
    """The text may be of another purpose that covers the account, too."""
    text = ConsentText.objects.get(pk=newcomer.consent_text)
    Consent.objects.create(
        user=user, text=text, purpose=Purpose.ACCOUNT, given_at=at, channel=newcomer.channel
    )


def _confirm(request: HttpRequest, user: User, contact: Contact) -> None:
    """An account that was claimed and never confirmed starts anew (confirmations.py)."""
    if contact.phone is None:
        claimed = {"email": contact.email, "primary": True}
        if not EmailAddress.objects.filter(user=user, email=contact.email).exists():
            EmailAddress.objects.create(user=user, **claimed)
        verify_email_indirectly(request, user, contact.email)


@transaction.atomic
def _give_name(user: User, newcomer: Newcomer, *, at: datetime) -> None:
    """An account without a name was emptied just now, or long ago for its owner."""
    user.refresh_from_db()
    if not user.full_name:
        user.full_name = newcomer.full_name
        user.save(update_fields=["full_name"])
        _agree(user, newcomer, at=at)
