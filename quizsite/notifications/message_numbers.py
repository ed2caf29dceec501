"""Signed numbers of messages: in the Message-ID, and in the address that mails come back to.

Whoever did not get the message from us cannot name it."""

from __future__ import annotations

import re
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from quizsite.keyed_hashes import keyed_hash, keyed_hashes

_SALT = "quizsite.notifications.message_numbers"
_SHOWN = 8  # bytes of the signature: the part before the @ of an address holds 64 letters
_NUMBER = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})\.([0-9a-f]{16})(?![0-9a-f])")
_MOST_READ = 4000  # letters of one field


def signed_number(code: UUID) -> str:
    return f"{code.hex}.{keyed_hash(_SALT, code.hex)[:_SHOWN].hex()}"


def message_id(code: UUID) -> str:
    return f"<{signed_number(code)}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


def return_address(code: UUID) -> str:
    """Where servers send this message back to (VERP); "" if the site has no such address."""
    name, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{name}+{signed_number(code)}@{domain}" if name and domain else ""


def code_in(text: str) -> UUID | None:
    """Find the first number in a text that bears our signature, under any key that counts."""
    for number, said in _NUMBER.findall(text[:_MOST_READ].lower()):
        for one in keyed_hashes(_SALT, number):
            if constant_time_compare(one[:_SHOWN].hex(), said):
                return UUID(hex=number)
    return None


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"
