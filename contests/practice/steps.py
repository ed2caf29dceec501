"""One step of practising: which question is asked, and what is said of its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from contests.models import Contest
from contests.practice import asked
from contests.practice.answers import note_answer
from contests.practice.choosing import in_order, next_of, practised_by
from contests.practice.own_papers import own_answers
from contests.practice.questions import (
    Practicable,
    check_may_practise,
    of_axis,
    offered_to_all,
    practicable,
)
from contests.practice.study import items_for
from questionbank.key_views import see_key
from questionbank.models import Axis, Revision
from questionbank.rules import roles_of
from quizsite.accounts.models import User

MOST_TO_READ = 3


@dataclass(frozen=True, slots=True)
class Where:
    """What somebody practises: one contest's questions or all, of one axis or of all."""

    contest: Contest | None
    axis: Axis | None

    def of_axis(self, found: Sequence[Practicable]) -> list[Practicable]:
        return of_axis(found, self.axis.pk if self.axis else None)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back with a question: its signed text, the places ticked, the button pressed."""

    signed: str
    values: Sequence[str]
    gives_up: bool
    only_looks: bool


def judge(
    sent: Sent, *, where: Where, user: User | None, stores: bool, at: datetime
) -> dict[str, Any]:
    """Say what became of an answer, and note it for a person who posted it.

    Whether the key is free is asked now, whatever it was when the question was shown."""
    shown = asked.read_signed(sent.signed)
    one = check_may_practise(shown.revision, user=user, at=at)
    revision = asked.revision_of(shown)
    try:
        choice = asked.read_choice(revision, shown, sent.values)
    except asked.Mistyped as mistyped:
        return _question(revision, shown, typed=" ".join(sent.values), fault=str(mistyped))
    if not (choice or sent.gives_up or sent.only_looks):
        # The same signed text: asking again is not another question.
        return _question(revision, shown) | {"is_empty": True}
    told = asked.verdict(revision, shown, choice)
    if user is not None and roles_of(user):
        # Who reviews the bank has seen this key, and answers no question blind after that.
        see_key(revision.question, revision, by=user, at=at)
    row = None
    if stores and user is not None and not sent.only_looks:
        right = told["is_right"]
        row = note_answer(user, one.question, is_right=right, times=shown.times, at=at)
    axis = revision.question.axis
    return {
        "told": told,
        "only_shown": sent.only_looks,
        "row": row,
        "axis": axis,
        "is_sample": revision.question.is_sample,
        "study": items_for(axis, contest=where.contest)[:MOST_TO_READ],
    }


def ask_person(user: User, *, where: Where, again: bool, at: datetime) -> dict[str, Any]:
    """Give the question that this person needs most, or say when the next one is due."""
    papers = own_answers(user, at=at)
    offered = practicable(contest=where.contest, user=user, papers=papers, at=at)
    found, practised, on = where.of_axis(offered), practised_by(user), timezone.localdate(at)
    mistaken = {one.question for one in papers if not one.is_right}
    seed = f"{user.pk}-{on}"
    chosen = next_of(found, practised, mistaken=mistaken, on=on, seed=seed, again=again)
    said: dict[str, Any] = {"next": chosen, "offered": len(found)}
    if chosen.one is not None:
        row = practised.get(chosen.one.question)
        # Another order each time, so that nobody learns a place in place of an answer.
        times = row.times if row else 0
        said |= _of(chosen.one, times=times, seed=f"{seed}-{times}") | {"row_before": row}
    return said


def ask_stranger(*, where: Where, seed: int, number: int, at: datetime) -> dict[str, Any]:
    """Give the question of this number in the order of this seed: nothing is kept of a stranger."""
    found = where.of_axis(offered_to_all(where.contest, at=at))
    if not found:
        return {"offered": 0}
    one = in_order(found, seed=str(seed))[number % len(found)]
    return {"offered": len(found), **_of(one, times=0, seed=f"{seed}-{number}")}


def _of(one: Practicable, *, times: int, seed: str) -> dict[str, Any]:
    revision = Revision.objects.select_related("question__axis").get(pk=one.revision)
    return _question(revision, asked.ask(revision, times=times, seed=seed))


def _question(
    revision: Revision, shown: asked.Asked, *, typed: str = "", fault: str = ""
) -> dict[str, Any]:
    return {
        "question": asked.question_as_html(revision, shown, typed=typed, fault=fault),
        "signed": shown.signed,
        "axis": revision.question.axis,
        "is_sample": revision.question.is_sample,
    }
