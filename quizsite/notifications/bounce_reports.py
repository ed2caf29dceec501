"""Reads a mail that says another one did not arrive (RFC 3464); unsigned, nothing is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any
from uuid import UUID

from quizsite.notifications.message_numbers import code_in

MOST_BYTES = 256 * 1024  # our own mails have ten; a server may send one back whole
_MOST_PARTS = 20
_STATUS = re.compile(r"\s{0,9}([245])\.(\d{1,3})\.(\d{1,3})")
_ENVELOPE = ("Delivered-To", "X-Original-To", "To")


@dataclass(frozen=True, slots=True)
class Bounce:
    """`is_address_dead` if nobody is there, and not only this one mail did not arrive."""

    code: UUID
    is_address_dead: bool


def read_bounce(raw: bytes, *, sent_to: str = "") -> Bounce | None:
    """Return what the report says of one of our mails; None if it says nothing that counts.

    `sent_to` is the address that the report itself came to, if whoever handed it over knows."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        mail: Message[str, str] = BytesParser(policy=policy.compat32).parsebytes(raw)
        parts = _first_parts(mail)
    except RecursionError:  # parts in parts, a thousand deep
        return None
    if mail.get_content_type() != "multipart/report":
        return None
    failure = next((one for one in _failures(parts)), None)
    code = next((one for one in map(code_in, _signed_texts(mail, parts, sent_to)) if one), None)
    if failure is None or code is None:
        return None
    return Bounce(code, is_address_dead=_is_dead(failure))


def _first_parts(mail: Message[str, str]) -> list[Message[str, str]]:
    return [part for part, _n in zip(mail.walk(), range(_MOST_PARTS), strict=False)]


def _failures(parts: list[Message[str, str]]) -> Iterator[str]:
    """The status of each recipient that nothing more is tried for; delays are none."""
    for part in parts:
        blocks: Any = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(blocks, list):
            continue
        for block in blocks[:_MOST_PARTS]:
            if _said(block, "Action").strip().lower() == "failed":
                yield _said(block, "Status")


def _signed_texts(
    mail: Message[str, str], parts: list[Message[str, str]], sent_to: str
) -> Iterator[str]:
    """Where our number may stand: the return address, then the headers of the mail that is back."""
    yield sent_to
    for name in _ENVELOPE:
        yield _said(mail, name)
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            yield from _numbers_of(str(part.get_payload()))
        elif part is not mail:
            yield _said(part, "Message-ID")


def _numbers_of(headers: str) -> Iterator[str]:
    for line in headers.splitlines()[:200]:
        if line.lower().startswith("message-id:"):
            yield line


def _said(part: Message[str, str], name: str) -> str:
    """Letters that no header may have come as an object, which knows its own text."""
    return str(part.get(name, ""))[:1000]


def _is_dead(status: str) -> bool:
    """Unknown people, domains and closed mailboxes; a full one or a refused text is not."""
    found = _STATUS.match(status)
    if found is None:
        return False
    kind, subject, detail = found.groups()
    is_sender = (subject, detail) in {("1", "7"), ("1", "8")}
    is_address = subject == "1" or (subject, detail) in {("2", "1"), ("4", "4")}
    return kind == "5" and is_address and not is_sender
