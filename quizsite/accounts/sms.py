"""The sender that the setting SMS_SENDER names sends all text messages."""

from typing import Protocol, runtime_checkable

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger("quizsite.sms")


class Sender(Protocol):
    def send(self, *, to: str, text: str) -> None:
        """Send `text` to the E.164 number `to`; raise OSError if the gateway is out of reach."""


@runtime_checkable
class NumberedSender(Protocol):
    """A sender that may also be told the message's number, the same in every try."""

    def send_numbered(self, *, to: str, text: str, number: str) -> None: ...


class ConsoleSender:
    """Prints the message, for a machine without a gateway."""

    def send(self, *, to: str, text: str) -> None:
        print(f"[SMS → {to}] {text}", flush=True)  # noqa: T201 -- printing is its job


def get_sender() -> Sender:
    sender: Sender = import_string(settings.SMS_SENDER)()
    return sender
