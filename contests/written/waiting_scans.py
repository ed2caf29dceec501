"""Files of works whose virus scan had to wait: scanned later, and their authors told."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from contests.models import WorkFile
from contests.written.uploads import finish
from quizsite.files.virus_scan import ScannerUnreachable
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify
from quizsite.refusals import Refusal


def scan_waiting(*, at: datetime) -> int:
    """Return how many were judged; it stops where the scanner is still silent."""
    done = 0
    waiting = WorkFile.objects.filter(whole_at=None, removed_at=None).exclude(digest="")
    for file in waiting.select_related("work__round__contest", "work__entry").order_by("pk")[:100]:
        try:
            finish(file, at=at)
        except ScannerUnreachable:
            break
        except Refusal as refusal:
            _tell_refused(file, str(refusal.message), at=at)
        else:
            if file.whole_at is None:
                break
        done += 1
    return done


def _tell_refused(file: WorkFile, why: str, *, at: datetime) -> None:
    work, contest = file.work, file.work.round.contest
    if work.entry is None or contest.is_sample or contest.is_rehearsal:
        return
    facts = {
        "file": file.name,
        "why": why,
        "path": reverse("contests:work", args=[contest.slug, work.pk]),
    }
    occasion = Occasion(NoticeKind.FILE_REFUSED, f"work-file:{file.pk}", facts, contest.pk)
    notify([work.entry.user_id], occasion, at=at)
