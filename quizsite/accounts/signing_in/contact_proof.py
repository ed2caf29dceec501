"""Somebody proves to own an address: a code goes there, and what was typed waits in the session.

So nothing is stored of people whose address nobody has confirmed."""

from __future__ import annotations

import time
from typing import Any, ClassVar, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.fields import Contact
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.sessions import keep_for_a_visit
from quizsite.accounts.signing_in.limits import CODES, WRONG_CODE
from quizsite.accounts.signing_in.tries import count_try
from quizsite.refusals import Refusal

# The page with the code stays longer than the code, so that a new one can be asked for.
_PAGE_LASTS_S = 60 * 60


class TooManyCodes(Refusal):
    code = "too_many_codes"
    status = 429
    message = _("Đã gửi nhiều mã tới đây. Hãy chờ ít phút rồi bấm lần nữa.")


class ContactProof(AbstractCodeVerificationProcess):
    """One address at a time; all kinds count codes sent to an address, and guesses, alike."""

    kept_in: ClassVar[str]  # the session's key

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(max_attempts=WRONG_CODE[0].most, timeout=_PAGE_LASTS_S, state=state)

    @classmethod
    def begin(cls, request: HttpRequest, contact: Contact, typed: dict[str, Any]) -> Self:
        """Send the first code; `typed` waits for it, as JSON in the session."""
        state = cls.initial_state(None, email=contact.email, phone=contact.phone)
        process = cls(request, state | typed)
        process.send()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> Self | None:
        state = request.session.get(cls.kept_in)
        process = cls(request, state) if state else None
        if process is not None and not process.is_valid():
            process.abort()
            return None
        return process

    @property
    def contact(self) -> Contact:
        return Contact(self.state.get("email"), self.state.get("phone"))

    def send(self) -> None:
        """Send a code that replaces the one before; TooManyCodes where too many went there."""
        email, phone = self.contact
        if not count_try("code-sent", email or phone or "", CODES):
            raise TooManyCodes
        code = self.state["code"] = get_adapter().generate_login_code()
        self.state |= {"sent_at": time.time(), "failed_attempts": 0}
        self.persist()
        self.deliver(code)

    def deliver(self, code: str) -> None:
        """Write the mail or the text message that brings the code."""
        raise NotImplementedError

    @property
    def code_in_force(self) -> str:
        """The code that is waited for; "" once it is too old or was guessed at too often."""
        is_fresh = time.time() - self.state["sent_at"] <= app_settings.LOGIN_BY_CODE_TIMEOUT
        is_guessed_at = self.state["failed_attempts"] >= self.max_attempts
        return self.code if is_fresh and not is_guessed_at else ""

    def record_invalid_attempt(self) -> bool:
        """Keep the page: whoever has used up the guesses asks for another code there."""
        self.state["failed_attempts"] += 1
        self.persist()
        return bool(self.code_in_force)

    def persist(self) -> None:
        self.request.session[self.kept_in] = self.state
        keep_for_a_visit(self.request)

    def abort(self) -> None:
        self.request.session.pop(self.kept_in, None)


def send_again(request: HttpRequest, process: ContactProof) -> None:
    """Send another code; the next page tells whether it went."""
    try:
        process.send()
    except TooManyCodes as refusal:
        messages.error(request, str(refusal.message))
    else:
        get_adapter(request).add_message(
            request, messages.INFO, "account/messages/sign_up_code_sent.txt"
        )


def code_page_context(process: ContactProof, *, back: str) -> dict[str, str]:
    """What the page that asks for the code shows beside its form."""
    email, phone = process.contact
    return {"email": email or "", "phone": as_spoken(phone) if phone else "", "back": back}
