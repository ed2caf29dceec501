"""An idea waits in its sender's session until the code that was sent to the address is entered."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from quizsite.accounts.fields import Contact
from quizsite.accounts.signing_in.contact_proof import ContactProof


class SenderConfirmation(ContactProof):
    kept_in = "initiative"

    @classmethod
    def start(
        cls, request: HttpRequest, contact: Contact, written: dict[str, Any]
    ) -> SenderConfirmation:
        return cls.begin(request, contact, {"written": written, "form_id": uuid4().hex})

    @property
    def written(self) -> dict[str, Any]:
        found: dict[str, Any] = self.state["written"]
        return found

    @property
    def form_id(self) -> UUID:
        return UUID(self.state["form_id"])

    def deliver(self, code: str) -> None:
        """The letter holds nothing that was typed."""
        adapter, (email, phone) = get_adapter(), self.contact
        if phone:
            adapter.send_sign_up_code_sms(phone, code, is_known=False)
        else:
            context = {"request": self.request, "code": code}
            adapter.send_mail("account/email/initiative_code", email, context)
