"""The link of one line of a roster: it opens the form of entry with what the roster says."""

from __future__ import annotations

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


def token_of(line: RosterPerson) -> str:
    return _SIGNER.sign(f"{line.pk}-{address_digest(line.email or '')[:_SHOWN]}")


def line_of(token: str) -> RosterPerson:
    """Find the line, as long as it bears the address that the link was sent to."""
    try:
        number, _dash, digest = _SIGNER.unsign(token).partition("-")
    except BadSignature as error:
        raise RosterLinkOver from error
    found = RosterPerson.objects.filter(
        pk=int(number), contest__state=ContestState.PUBLISHED, contest__is_rehearsal=False
    )
    line = found.select_related("contest", "unit").first()
    known = address_digests(line.email) if line and line.email else []
    if line is None or digest not in [one[:_SHOWN] for one in known]:
        raise RosterLinkOver
    return line
