"""A restore that nobody told of is noticed: at the start, and while the process serves."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble

from contests.returns.missing import missing
from quizsite.epochs import kept_epoch
from quizsite.epochs.epoch import current_epoch, first_epoch, renew_epoch
from quizsite.epochs.heads import Heads, heads_files, read_heads
from quizsite.models import DatabaseEpoch, EpochReason

log = structlog.get_logger("contests.returns")
# Of a running process the attempts that saved last are looked at; a restore takes all of them.
LOOKED_AT = 200


def notice_at_start() -> bool:
    """Read the notes before the rows: of what other processes save meanwhile nothing is missing."""
    if not settings.NOTE_HEADS:
        return False
    folder = settings.HEADS_DIR
    try:
        heads = read_heads(heads_files(folder), database=first_epoch())
        is_back = _renew_if_behind(heads) if kept_epoch.is_known(folder) else _renew(why="epoch")
        kept_epoch.keep(folder)
    except (OSError, DatabaseTrouble) as error:
        log.warning("restore_not_looked_for", error=str(error))
        return False
    return is_back


def look(heads: Heads) -> None:
    """The thread that writes the heads asks every few seconds."""
    if _renew_if_behind(dict(islice(reversed(heads.items()), LOOKED_AT))):
        kept_epoch.keep(settings.HEADS_DIR)


def _renew_if_behind(heads: Heads) -> bool:
    """What was noted before this epoch began is known to be missing already."""
    since = DatabaseEpoch.objects.order_by("-pk").values_list("since", flat=True).first()
    began = since.timestamp() if since else 0
    new = {attempt: head for attempt, head in heads.items() if head.at > began}
    found = next(missing(new), None)
    if found is None:
        return False
    return _renew(attempt=found.attempt, acknowledged=found.acknowledged.seq, stored=found.stored)


def _renew(**why: Any) -> bool:
    at = datetime.now(UTC)
    if renew_epoch(was=current_epoch(), why=EpochReason.NOTICED, at=at) is None:
        return False
    log.error("restore_noticed", **why)
    return True
