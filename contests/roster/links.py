"""The link of one line of a roster: it opens the form of entry with what the roster says."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from contests.models import ContestState, RosterPerson
from contests.rules import ContestRefusal
from quizsite.notifications.recipients import address_digest, address_digests

_SIGNER = Signer(salt="contests.roster.links")
_SHOWN = 16  # of the digest, so that the link of an address that was corrected ends


class RosterLinkOver(ContestRefusal):
    """Nobody learns whether the line, the contest or the address is another one now."""

    code = "roster_link_over"
    status = 404
    message = _(
        "Đường dẫn này không còn dùng được: danh sách của đơn vị đã thay đổi, hoặc cuộc thi không"
        " còn mở. Hãy vào trang cuộc thi để đăng ký, hoặc hỏi đầu mối của đơn vị."
    )


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """`times` says with which mail to this address the link came; 0 if it came with none."""

    line: RosterPerson
    times: int


def token_of(line: RosterPerson, *, times: int = 0) -> str:
    digest = address_digest(line.email or "")[:_SHOWN]
    return _SIGNER.sign(f"{line.pk}-{digest}-{times}")


def open_link(token: str) -> OpenedLink:
    """Find the line, as long as it bears the address that the link was sent to."""
    try:
        number, digest, *times = _SIGNER.unsign(token).split("-")
    except BadSignature as error:
        raise RosterLinkOver from error
    found = RosterPerson.objects.filter(
        pk=int(number), contest__state=ContestState.PUBLISHED, contest__is_rehearsal=False
    )
    line = found.select_related("contest", "unit").first()
    known = address_digests(line.email) if line and line.email else []
    if line is None or digest not in [one[:_SHOWN] for one in known]:
        raise RosterLinkOver
    # Links of mails that went out under an older version name no mail.
    return OpenedLink(line, int(times[0]) if times else 0)
