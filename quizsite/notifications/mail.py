"""The channel of mails: Django's backend, headers that let people stop, and what refusals mean."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from quizsite.notifications.letters import Letter
from quizsite.notifications.message_numbers import message_id, return_address
from quizsite.notifications.models import Notice
from quizsite.notifications.posts import NoSuchAddress, NotTaken, TryLater
from quizsite.notifications.recipients import email_addresses


class MailPost:
    """Django's mail backend, over one connection as long as the server keeps it open."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def addresses(self, notices: Sequence[Notice]) -> dict[int, str]:
        of_people = email_addresses([one.person_id for one in notices if one.person_id is not None])
        return {
            one.pk: one.address if one.person_id is None else of_people.get(one.person_id, "")
            for one in notices
        }

    def send(self, letter: Letter, *, to: str) -> None:
        try:
            self._connection.open()
            self._connection.send_messages([mail_of(letter, to=to)])
        except smtplib.SMTPRecipientsRefused as error:
            raise _of_code(*next(iter(error.recipients.values())), is_address=True) from error
        except smtplib.SMTPDataError as error:
            raise _of_code(error.smtp_code, error.smtp_error, is_address=False) from error
        except (OSError, smtplib.SMTPException) as error:  # SMTPException is one, too
            self.close()
            raise TryLater(type(error).__name__) from error

    def close(self) -> None:
        self._connection.close()


def mail_of(letter: Letter, *, to: str) -> EmailMultiAlternatives:
    """The envelope names where this one comes back to; the header says who writes."""
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=return_address(letter.code) or None,
        to=[to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(letter.code),
            "List-Unsubscribe": f"<{letter.stop_link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def _of_code(code: int, said: bytes | str, *, is_address: bool) -> Exception:
    """4xx means later; 5xx to an address that it does not exist, but for those of policy (5.7)."""
    if code < 500:
        return TryLater(str(code))
    text = said.decode("latin-1") if isinstance(said, bytes) else said
    if is_address and not text.startswith("5.7"):
        return NoSuchAddress(str(code))
    return NotTaken(str(code))
