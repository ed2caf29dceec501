"""What somebody has written in the form of entry waits in the session: a reload loses nothing.

Ticks are kept only once the form was sent, and a code that the contest asks for never is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from contests.models import Contest
from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.accounts.phones import to_e164
from quizsite.accounts.sessions import VISIT_LASTS, keep_for_a_visit

_KEPT_IN = "joining"
_LONGEST = 300
_TICKS = frozenset({"has_agreed", "agrees_publication", "agrees_messages", "consent_version"})
_NEVER = frozenset({"website", "contact_asked"})
# What the picker of units sends beside the field's own name.
_OF_THE_PICKER = ("unit_text", "unit_choice")


@dataclass(frozen=True, slots=True)
class Draft:
    """`said` is what was written, by the names of the fields."""

    said: dict[str, str]
    is_sent: bool


def read_draft(request: HttpRequest, contest: Contest, *, at: datetime) -> Draft | None:
    """Return what was written for this contest; nothing that another person has written."""
    kept = request.session.get(_KEPT_IN)
    if not kept or kept["contest"] != contest.pk or not _is_of(request, kept):
        return None
    if at.timestamp() - kept["at"] > VISIT_LASTS.total_seconds():
        return None
    return Draft(dict(kept["said"]), kept["is_sent"])


def keep_draft(
    request: HttpRequest,
    contest: Contest,
    *,
    fields: Iterable[str],
    written: Mapping[str, str],
    at: datetime,
    is_sent: bool = False,
) -> None:
    """Keep what was written in these fields."""
    names = {*fields, *_OF_THE_PICKER} - _NEVER
    if not is_sent:
        names -= _TICKS
    said = {name: written[name][:_LONGEST] for name in sorted(names) if written.get(name)}
    contact = said.get("contact", "")
    request.session[_KEPT_IN] = {
        "contest": contest.pk,
        "at": at.timestamp(),
        "said": said,
        "is_sent": is_sent,
        "by": [request.user.pk, to_address(contact) or to_e164(contact)],
    }
    keep_for_a_visit(request)


def forget_draft(request: HttpRequest) -> None:
    request.session.pop(_KEPT_IN, None)


def _is_of(request: HttpRequest, kept: Mapping[str, list[int | str | None]]) -> bool:
    """Colleagues share computers: what a stranger wrote is of whoever owns the address in it."""
    user, (written_by, contact) = request.user, kept["by"]
    if not isinstance(user, User):
        return written_by is None
    if written_by is not None:
        return written_by == user.pk
    return contact is not None and contact in (user.email, user.phone)
