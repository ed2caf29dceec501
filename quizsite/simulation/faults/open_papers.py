"""The papers of one run: dealt at once, all with the same deadline."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in a run: a paper, a ticket for it, a session."""

    attempt: int
    code: str
    ticket: str
    first_seq: int
    questions: int
    session_key: str


@transaction.atomic
def deal(
    people: Sequence[tuple[int, str]],
    *,
    round: Round,
    at: datetime,
    deadline_at: datetime,
    rng: random.Random,
) -> list[Place]:
    """Open attempts whose first window has taken them up already."""
    entries = Entry.objects.in_bulk([entry for entry, _session in people])
    attempts = []
    for entry_id, _session in people:
        source = paper_source_of(round.pk, entries[entry_id].division_id)
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
    return [
        Place(
            attempt=attempt.pk,
            code=str(attempt.code),
            ticket=issue_save_token(attempt),
            first_seq=attempt.writer * SEQ_PER_TAB + 1,
            questions=attempt.question_count,
            session_key=session,
        )
        for attempt, (_entry, session) in zip(attempts, people, strict=True)
    ]
