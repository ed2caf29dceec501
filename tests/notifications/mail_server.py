"""A real mail server on this machine, which keeps what it takes and may be told to refuse."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests.journeys.serving import free_port


class Mailbox:
    """`answers` says what to reply to an address; `hold_at` stalls with so many taken."""

    def __init__(self):
        self.mails = []
        self.to = []
        self.senders = []
        self.answers = {}
        self.at_data = ""
        self.hold_at = None
        self.holding = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- aiosmtpd's
        if said := self.answers.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's
        if self.at_data:
            return self.at_data
        if self.hold_at == (len(self.mails), "before"):
            return await self._hold(server)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        self.senders.append(envelope.mail_from)
        if self.hold_at == (len(self.mails), "after"):
            return await self._hold(server)
        return "250 OK"

    async def _hold(self, server):
        """Say nothing until the other side is gone, as if it had been killed waiting."""
        self.hold_at = None
        self.holding.set()
        await server._reader.read()
        return "451 Gone"

    @property
    def numbers(self):
        return Counter(mail["Message-ID"] for mail in self.mails)


@contextmanager
def mail_server():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
