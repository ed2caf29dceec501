"""Opens the papers of one run at once, all with the same deadline."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contests.delivery.paper_copy import copy_of
from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of
from quizsite.epochs.epoch import current_epoch


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """One person's open paper, with a token to save it and the person's session."""

    attempt: int
    code: str
    token: str
    copy: str
    first_seq: int
    questions: int
    session_key: str


@transaction.atomic
def open_papers(
    people: Sequence[tuple[int, str]],
    *,
    round: Round,
    at: datetime,
    deadline_at: datetime,
    rng: random.Random,
) -> list[OpenPaper]:
    """Open attempts that each person's first tab has already taken up."""
    entries = Entry.objects.in_bulk([entry for entry, _session in people])
    attempts = []
    for entry_id, _session in people:
        source = paper_source_of(round.pk, entries[entry_id].division_id, entries[entry_id].field)
        seed = rng.getrandbits(62)
        attempts.append(
            Attempt(
                entry=entries[entry_id],
                round=round,
                number=1,
                seed=seed,
                paper=draw_paper(source, seed=seed),
                question_count=source.question_count,
                started_at=at,
                deadline_at=deadline_at,
                writer=1,
            )
        )
    Attempt.objects.bulk_create(attempts, batch_size=500)
    epoch = current_epoch()
    return [
        OpenPaper(
            attempt=attempt.pk,
            code=str(attempt.code),
            token=issue_save_token(attempt, epoch=epoch),
            copy=copy_of(attempt),
            first_seq=attempt.writer * SEQ_PER_TAB + 1,
            questions=attempt.question_count,
            session_key=session,
        )
        for attempt, (_entry, session) in zip(attempts, people, strict=True)
    ]
