"""Removes what no work needs: uploads that nobody finished, and bytes that no row names."""

from __future__ import annotations

from datetime import datetime, timedelta

from contests.models import WorkFile, WorkPiece
from contests.written.uploads import CLEANED, PIECES, WHOLE, FileGone, remove_file
from quizsite.files import storage

UNFINISHED_KEPT_FOR = timedelta(hours=48)


def remove_leftovers(*, at: datetime) -> int:
    """Return how many files and pieces went; what came within two days stays."""
    before = at - UNFINISHED_KEPT_FOR
    gone = 0
    # With a digest it has come whole and waits for its virus scan.
    unfinished = WorkFile.objects.filter(whole_at=None, removed_at=None, digest="")
    for file in unfinished.filter(begun_at__lt=before):
        try:
            remove_file(file, at=at)
        except FileGone:  # its author was quicker
            continue
        gone += 1
    return gone + sum(_unnamed(folder, before) for folder in (PIECES, WHOLE, CLEANED))


def _unnamed(folder: str, before: datetime) -> int:
    """A process killed between storing bytes and the commit leaves bytes that nobody knows."""
    gone = 0
    for name in storage.names_before(before, folder=folder):
        is_named = (
            WorkPiece.objects.filter(stored_as=name).exists()
            or WorkFile.objects.filter(stored_as=name).exists()
            or WorkFile.objects.filter(cleaned_as=name).exists()
        )
        if not is_named:
            storage.remove([name])
            gone += 1
    return gone
