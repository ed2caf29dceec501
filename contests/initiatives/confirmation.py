"""An idea waits in its sender's session until the code that was sent to the address is entered.

So nothing of a stranger's is stored before it is known that the address is theirs."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.http import HttpRequest

from quizsite.accounts.fields import Contact
from quizsite.accounts.sessions import keep_for_a_visit
from quizsite.accounts.signing_in.limits import CODES, WRONG_CODE
from quizsite.accounts.signing_in.sign_up import TooManyCodes
from quizsite.accounts.signing_in.tries import count_try

_KEPT_IN = "initiative"
_PAGE_LASTS_S = 60 * 60


class SenderConfirmation(AbstractCodeVerificationProcess):
    """The same counted tries as for signing up: codes to one address, guesses at one code."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(max_attempts=WRONG_CODE[0].most, timeout=_PAGE_LASTS_S, state=state)

    @classmethod
    def start(
        cls, request: HttpRequest, contact: Contact, written: dict[str, Any]
    ) -> SenderConfirmation:
        state = cls.initial_state(None, email=contact.email, phone=contact.phone)
        state |= {"written": written, "form_id": uuid4().hex}
        process = cls(request, state)
        process.send()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> SenderConfirmation | None:
        state = request.session.get(_KEPT_IN)
        process = cls(request, state) if state else None
        if process is not None and not process.is_valid():
            process.abort()
            return None
        return process

    @property
    def contact(self) -> Contact:
        return Contact(self.state.get("email"), self.state.get("phone"))

    @property
    def written(self) -> dict[str, Any]:
        found: dict[str, Any] = self.state["written"]
        return found

    @property
    def form_id(self) -> UUID:
        return UUID(self.state["form_id"])

    def send(self) -> None:
        """Send a code that replaces the one before; the letter holds nothing that was typed."""
        email, phone = self.contact
        if not count_try("code-sent", email or phone or "", CODES):
            raise TooManyCodes
        adapter = get_adapter()
        code = self.state["code"] = adapter.generate_login_code()
        self.state |= {"sent_at": time.time(), "failed_attempts": 0}
        self.persist()
        if phone:
            adapter.send_sign_up_code_sms(phone, code, is_known=False)
        else:
            context = {"request": self.request, "code": code}
            adapter.send_mail("account/email/initiative_code", email, context)

    @property
    def code_in_force(self) -> str:
        is_fresh = time.time() - self.state["sent_at"] <= app_settings.LOGIN_BY_CODE_TIMEOUT
        is_guessed_at = self.state["failed_attempts"] >= self.max_attempts
        return self.code if is_fresh and not is_guessed_at else ""

    def record_invalid_attempt(self) -> bool:
        self.state["failed_attempts"] += 1
        self.persist()
        return bool(self.code_in_force)

    def persist(self) -> None:
        self.request.session[_KEPT_IN] = self.state
        keep_for_a_visit(self.request)

    def abort(self) -> None:
        self.request.session.pop(_KEPT_IN, None)
