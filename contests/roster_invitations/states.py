"""What became of the invitations of some lines, to be shown beside their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.models import RosterInvitation, RosterPerson
from contests.roster_invitations.addresses import KIND, occasion_name
from quizsite.notifications.models import Notice, NoticeState, StoppedAddress, StopReason
from quizsite.notifications.models import WhyUnsent as Why
from quizsite.notifications.recipients import address_digests

_TROUBLES = {
    StopReason.NO_SUCH_ADDRESS: _("địa chỉ không nhận thư, hãy xem lại"),
    StopReason.UNSUBSCRIBED: _("người nhận không muốn nhận thư"),
}
_UNSENT = {
    Why.NO_SUCH_ADDRESS: _TROUBLES[StopReason.NO_SUCH_ADDRESS],
    Why.NOT_WANTED: _TROUBLES[StopReason.UNSUBSCRIBED],
    Why.NOT_CONCERNED: _TROUBLES[StopReason.UNSUBSCRIBED],
}


@dataclass(frozen=True, slots=True)
class InvitedState:
    """`trouble` is why nothing arrives, in words; "" if nothing is known against it."""

    times: int = 0
    last_at: datetime | None = None
    is_waiting: bool = False
    trouble: str = ""


def invited_states(contest: int, lines: Sequence[RosterPerson]) -> dict[int, InvitedState]:
    """By the number of the line; lines that were neither invited nor stopped have none."""
    digests = {line.pk: address_digests(line.email) for line in lines if line.email}
    every = [one for found in digests.values() for one in found]
    known = RosterInvitation.objects.filter(contest=contest, digest__in=every)
    invited = {one.digest: one for one in known}
    notices = Notice.objects.filter(contest=contest, kind=KIND, recipient__in=every)
    latest = {(one.recipient, one.occasion): one for one in notices}
    wide = {StoppedAddress.EVERYWHERE, contest}
    stops = StoppedAddress.objects.filter(digest__in=every, contest__in=wide)
    stopped = dict(stops.values_list("digest", "why"))
    states = {}
    for pk, found in digests.items():
        one = next((invited[digest] for digest in found if digest in invited), None)
        why = next((stopped[digest] for digest in found if digest in stopped), None)
        if one is not None or why is not None:
            states[pk] = _state(contest, one, why, latest)
    return states


def _state(
    contest: int,
    one: RosterInvitation | None,
    why: str | None,
    latest: dict[tuple[str, str], Notice],
) -> InvitedState:
    trouble = str(_TROUBLES[StopReason(why)]) if why else ""
    if one is None:
        return InvitedState(trouble=trouble)
    notice = latest.get((one.digest, occasion_name(contest, one.times)))
    is_waiting = notice is not None and notice.state in {NoticeState.WAITING, NoticeState.SENDING}
    if notice is not None and not trouble and notice.why:
        trouble = str(_UNSENT.get(Why(notice.why), notice.get_why_display()))
    return InvitedState(one.times, one.last_at, is_waiting, trouble)


def show_invited(contest: int, lines: Sequence[RosterPerson]) -> None:
    """Hang the state at each line, where templates find it as `invited`."""
    states = invited_states(contest, lines)
    for line in lines:
        line.invited = states.get(line.pk)  # type: ignore[attr-defined]  # for the template alone
