"""A mail that came back marks its notice, and stops the address if nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from quizsite.notifications.bounce_reports import read_bounce
from quizsite.notifications.models import Channel, Notice, NoticeState, WhyUnsent
from quizsite.notifications.stopped import stop_address

log = structlog.get_logger("quizsite.notifications")

# Servers try for five days; a report that is later than this tells of nothing of today.
TAKEN_FOR = timedelta(days=30)


@transaction.atomic
def take_bounce(raw: bytes, *, sent_to: str = "", at: datetime) -> bool:
    """Take one mail in; False if it is none of ours, forged, late or told before."""
    bounce = read_bounce(raw, sent_to=sent_to)
    if bounce is None:
        log.info("bounce_ignored", size=len(raw))
        return False
    sent = Notice.objects.filter(
        code=bounce.code,
        channel=Channel.EMAIL,
        state=NoticeState.SENT,
        sent_at__gt=at - TAKEN_FOR,
    )
    digest = sent.values_list("sent_to", flat=True).first()
    why = WhyUnsent.NO_SUCH_ADDRESS if bounce.is_address_dead else WhyUnsent.RETURNED
    # The same report may come by two ways at once; only one of them still finds it sent.
    if digest is None or not sent.update(state=NoticeState.FAILED, why=why):
        return False
    if bounce.is_address_dead and digest:
        stop_address(digest, at=at)
    log.info("bounce_taken", code=str(bounce.code), why=str(why))
    return True
