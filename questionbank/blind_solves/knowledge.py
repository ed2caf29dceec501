"""Who knows the key of a revision before answering: who wrote it, and who was shown it.

Two revisions of a question with the same stem and options ask the same, so whoever has seen the key
of one, or answered one, has done so for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from questionbank.models import IntakeItem, Revision, RevisionState
from questionbank.review_models import BlindSolve, RevisionWriter
from questionbank.rules import Role, roles_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.models import AuditLine


class Known(StrEnum):
    """How a person came to know a key."""

    WRITTEN = "written"
    SEEN = "seen"


def asks_same(one: Revision, other: Revision) -> bool:
    """Another picture or passage may turn the key, so it is another question."""
    return _asked(one) == _asked(other)


def _asked(one: Revision) -> tuple[Any, ...]:
    return one.kind, one.stem, one.options, one.passage_id, one.pictures


def siblings_of(revisions: Iterable[Revision]) -> dict[int, list[Revision]]:
    """Find for each revision those of its question that ask the same, itself among them."""
    wanted = list(revisions)
    by_question: dict[int, list[Revision]] = defaultdict(list)
    for one in Revision.objects.filter(question__in={one.question_id for one in wanted}):
        by_question[one.question_id].append(one)
    return {
        one.pk: [other for other in by_question[one.question_id] if asks_same(one, other)]
        for one in wanted
    }


@dataclass(slots=True)
class _Seen:
    """What the trail says that a person was shown."""

    revisions: set[int] = field(default_factory=set)
    numbers: set[tuple[int, int]] = field(default_factory=set)  # question, revision's number
    intakes: set[int] = field(default_factory=set)


def known_to(user: User, revisions: Sequence[Revision]) -> dict[int, Known]:
    """Say of which revisions this person knows the key, and how."""
    if not revisions:
        return {}
    siblings = siblings_of(revisions)
    seen = _seen_by(user, {one.question_id for one in revisions})
    from_intakes = _questions_of(seen.intakes)
    ids = {other.pk for same in siblings.values() for other in same}
    own = RevisionWriter.objects.filter(user=user, revision__in=ids)
    written = set(own.values_list("revision", flat=True))
    found = {}
    for one in revisions:
        same = siblings[one.pk]
        if any(other.author_id == user.pk or other.pk in written for other in same):
            found[one.pk] = Known.WRITTEN
        elif one.question_id in from_intakes or any(
            other.pk in seen.revisions or (other.question_id, other.number) in seen.numbers
            for other in same
        ):
            found[one.pk] = Known.SEEN
    return found


def _seen_by(user: User, questions: set[int]) -> _Seen:
    seen = _Seen()
    kinds = (AuditKind.KEY_SEEN, AuditKind.KEYS_EXPORTED)
    lines = AuditLine.objects.filter(by_id=user.pk, kind__in=kinds).order_by()
    for about_kind, about_id, after in lines.values_list("about_kind", "about_id", "after"):
        if about_kind == Subject.QUESTION:
            if about_id in questions:
                seen.numbers.add((about_id, after.get("revision", 0)))
        else:
            seen.revisions.update(after.get("revision_ids", ()))
            seen.intakes.add(after.get("intake_id", 0))
    if seen.intakes - {0}:  # their files go after a while, the lines stay
        stored = AuditLine.objects.filter(kind=AuditKind.INTAKE_CONFIRMED).order_by()
        for after in stored.values_list("after", flat=True):
            if after.get("intake_id") in seen.intakes:
                seen.revisions.update(after["revision_ids"])
    return seen


def _questions_of(intakes: set[int]) -> set[int]:
    items = IntakeItem.objects.filter(intake__in=intakes - {0}).exclude(question=None)
    return set(items.values_list("question", flat=True))


def closed_questions(user: User, *, among: Iterable[int] | None = None) -> set[int]:
    """Find questions whose keys stay closed to this reviewer until they answer.

    One of their revisions waits for review; a published one mostly has the same key."""
    if Role.REVIEWER not in roles_of(user):
        return set()
    waiting = Revision.objects.filter(state=RevisionState.IN_REVIEW)
    if among is not None:
        waiting = waiting.filter(question__in=list(among))
    revisions = list(waiting)
    known = known_to(user, revisions)
    unknown = [one for one in revisions if one.pk not in known]
    siblings = siblings_of(unknown)
    solved = set(
        BlindSolve.objects.filter(
            solver=user, revision__question__in={one.question_id for one in unknown}
        ).values_list("revision", flat=True)
    )
    return {
        one.question_id
        for one in unknown
        if not any(other.pk in solved for other in siblings[one.pk])
    }
