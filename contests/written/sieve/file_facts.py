"""Keeps what was read in a file when it came, so that the sieve needs no file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from contests.models import KeptFacts, WorkFile
from quizsite.files.works import FileFacts


@transaction.atomic
def keep_facts(file: WorkFile, facts: FileFacts, *, at: datetime) -> KeptFacts:
    """Call this with the answer of `inspect_file`; a second reading replaces the first."""
    values = {
        "parts": [list(part) for part in facts.parts],
        "found": [asdict(one) for one in facts.found],
        "are_pages_sure": facts.are_pages_sure,
        "is_scan": facts.is_scan,
        "read_at": at,
    }
    kept, _made = KeptFacts.objects.update_or_create(file=file, defaults=values)
    return kept
