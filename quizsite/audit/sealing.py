"""Sealing: a chain of digests over the lines, in which a removed or altered one shows."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from quizsite.audit.digests import FIRST, line_digest
from quizsite.models import AuditLine, AuditSeal

# On SQLite a batch holds the one writer's turn for some 30 ms, and saves wait for it.
BATCH = 100
log = structlog.get_logger("quizsite.audit")


def seal_lines(*, at: datetime) -> int:
    """Seal all lines that are committed and not yet sealed, oldest first; return how many.

    If another process seals at the same moment, this one leaves the rest to it."""
    sealed = 0
    while count := _seal_batch(at=at):
        sealed += count
    if sealed:
        # Whoever could rewrite the whole chain cannot rewrite logs that left the machine.
        last = AuditSeal.objects.latest("number")
        log.info("audit_sealed", number=last.number, digest=last.digest)
    return sealed


def _seal_batch(*, at: datetime) -> int:
    try:
        with transaction.atomic():
            last = AuditSeal.objects.order_by("-number").first()
            number, digest = (last.number, last.digest) if last else (0, FIRST)
            # Seals, and not lines, are numbered without gaps: ids of lines taken back are lost,
            # and a transaction may commit a smaller id after a larger one.
            seals = []
            for line in AuditLine.objects.filter(seal=None).order_by("pk")[:BATCH]:
                number, digest = number + 1, line_digest(line, before=digest)
                seals.append(AuditSeal(number=number, line=line, digest=digest, sealed_at=at))
            AuditSeal.objects.bulk_create(seals)
    except IntegrityError:  # the number is taken: another process was quicker
        return 0
    return len(seals)
