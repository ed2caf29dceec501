"""One paper as it was dealt and answered, for organisers who answer a person's question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from contests.attempts.withheld_keys import Withheld, withheld_in_papers
from contests.models import (
    Allowance,
    Answer,
    Attempt,
    ReturnedPaper,
    ReturnState,
    SaveRefusal,
)
from contests.monitoring.paper_story import in_words_of
from contests.papers.shown_text import said_of, with_pictures
from contests.subjects import about_entry, organiser
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import answer_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record


def evidence_of(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """Show each question in the order dealt with what was ticked, when and as which change.

    No key is read: what a page does not know it cannot tell. Ticks beside a full score are the
    key, so they wait as long as the key does."""
    wanted = [pk for pk, _order in attempt.paper]
    revisions = Revision.objects.select_related("passage").in_bulk(wanted)
    withheld = withheld_in_papers(wanted, round=attempt.round, at=at)
    answers = {one.position: one for one in Answer.objects.filter(attempt=attempt)}
    predicted = answers.get(0)
    return {
        "questions": [
            _question(revisions[pk], order, position, answers.get(position), withheld.get(pk))
            for position, (pk, order) in enumerate(attempt.paper, start=1)
        ],
        "prediction": predicted
        and predicted.choice
        and {
            "value": predicted.text or "–" if attempt.round.asks_words else predicted.choice - 1,
            "saved_at": predicted.saved_at,
            "change": in_words_of(predicted.seq),
        },
        "refused": list(SaveRefusal.objects.too_late().filter(attempt=attempt).order_by("last_at")),
        "given": list(_given(attempt).select_related("attempt", "given_by")),
    }


def positions_behind(attempt: Attempt, acknowledged: Mapping[int, int]) -> list[int]:
    """Return where less is held, or waits for a decision, than was acknowledged by the log."""
    held = dict(Answer.objects.filter(attempt=attempt).values_list("position", "seq"))
    waiting = ReturnedPaper.objects.filter(code=attempt.code, state=ReturnState.WAITING)
    for receipts in waiting.values_list("receipts", flat=True):
        for position, _choice, seq, *_rest in receipts:
            held[position] = max(seq, held.get(position, 0))
    return sorted(one for one, seq in acknowledged.items() if seq > held.get(one, 0))


def _given(attempt: Attempt) -> QuerySet[Allowance]:
    """What was given for this paper before it ended, to it or to what its person starts."""
    own = Allowance.objects.filter(entry=attempt.entry_id, round=attempt.round_id)
    earlier = Q(attempt=None, given_at__lte=attempt.started_at)
    return own.filter(Q(attempt=attempt) | earlier)


def _question(
    revision: Revision,
    order: list[int],
    position: int,
    answer: Answer | None,
    withheld: Withheld | None,
) -> dict[str, Any]:
    choice = answer_of(answer.choice, answer.text) if answer else 0
    ticked = 0 if withheld else choice
    shown = QUESTION_TYPES[revision.kind].review(revision.options, order, (), ticked)
    return {
        "position": position,
        **said_of(revision),
        "kind": revision.kind,
        "shown": with_pictures(shown, order, revision.pictures),
        "answer": answer,
        "change": in_words_of(answer.seq) if answer else "",
        "is_answered": choice > 0,
        "has_no_answer": withheld is not None,
        "withheld": withheld,
    }


def see_paper(attempt: Attempt, *, by: User, at: datetime) -> None:
    """Leave a line: somebody reads what one person answered. The caller has a transaction."""
    note_followed(attempt, by=organiser(by), at=at)


def note_followed(attempt: Attempt, *, by: Actor, at: datetime) -> None:
    said = {"round": attempt.round.title, "attempt": attempt.number}
    record(about_entry(attempt.entry), kind=AuditKind.PAPER_SEEN, by=by, at=at, after=said)
