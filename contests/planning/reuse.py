"""Finds what a round's pools share with other rounds, for its organiser to decide.

A question that another round still asks withholds its key there; one whose key people may have
seen measures who has read it. Both are told for each section, and fresh questions come first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import assert_never

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contests.attempts.rules import is_over
from contests.models import Division, PractisedQuestion, ResultDetail, Round, Section
from contests.planning.blueprint import (
    Pool,
    opening_day,
    problems_with,
    questions_left_out,
    read_pools,
    sets_of,
)
from contests.rules import ContestRefusal, ReasonMissing
from questionbank.models import Revision
from questionbank.pairs import kept_apart
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.language.vietnamese import visible
from quizsite.models import AuditLine


class Reuse(TextChoices):
    """What becomes of questions that other rounds ask or asked."""

    LEAVE_OUT = "leave_out", _("bỏ các câu đó ra khỏi đề")
    ACCEPT = "accept", _("vẫn dùng các câu đó")


class ReuseUndecided(ContestRefusal):
    code = "reuse_undecided"
    message = _(
        "Có câu hỏi mà kỳ thi khác còn hỏi hoặc đã hiện đáp án. "
        "Hãy chọn bỏ ra khỏi đề hay vẫn dùng."
    )


@dataclass(frozen=True, slots=True)
class SharedPool:
    """Of a section's pool: questions that are in use elsewhere, seen with their key, and fresh."""

    section: Section
    pool: Pool
    in_use: frozenset[int]
    seen: frozenset[int]

    @property
    def fresh(self) -> Pool:
        return [pk for pk in self.pool if pk not in self.in_use and pk not in self.seen]

    @property
    def is_shared(self) -> bool:
        return bool(self.in_use or self.seen)


def shared_pools(
    round: Round, sections: Sequence[Section], pools: Sequence[Pool], *, at: datetime
) -> list[SharedPool]:
    """Compare each section's pool with the pools of all other published rounds.

    Revisions of one question count as the same. Whoever practises learns the key, so questions of
    a practice round count as seen as soon as it is published."""
    question_of = _questions_in(chain.from_iterable(pools))
    in_use, seen = _asked_elsewhere(round, at=at)
    seen |= _practised(question_of.values())
    return [
        SharedPool(
            section,
            pool,
            in_use=frozenset(pk for pk in pool if question_of[pk] in in_use),
            seen=frozenset(pk for pk in pool if question_of[pk] in seen),
        )
        for section, pool in zip(sections, pools, strict=True)
    ]


def decide(
    round: Round, shared: Sequence[SharedPool], *, reuse: Reuse | None, reason: str
) -> list[Pool]:
    """Return the pools as the organiser wants them; refuse what nobody has decided.

    Practice tells keys at once, so it never asks what is in use, whatever anybody decides."""
    if round.is_practice:
        return [[pk for pk in one.pool if pk not in one.in_use] for one in shared]
    match reuse:
        case None:
            if any(one.is_shared for one in shared):
                raise ReuseUndecided
        case Reuse.LEAVE_OUT:
            return [one.fresh for one in shared]
        case Reuse.ACCEPT:
            if not visible(reason):
                raise ReasonMissing
        case _:
            assert_never(reuse)
    return [one.pool for one in shared]


@dataclass(frozen=True, slots=True)
class PlannedPools:
    """What the page of publishing says about a draft before its organiser decides."""

    shared: list[SharedPool]
    problems: list[str]
    too_few: list[str]  # problems there would be without the shared questions
    left_out: list[dict[str, str]]
    needs_decision: bool


def planned_pools(round: Round, *, at: datetime) -> PlannedPools:
    sections, on, sets = list(round.sections.in_words()), opening_day(round), sets_of(round)
    divisions = list(Division.objects.filter(contest_id=round.contest_id))
    shared = shared_pools(round, sections, read_pools(sections, on=on, sets=sets), at=at)
    left_out = questions_left_out(sections, on=on, sets=sets)
    decided = decide(round, shared, reuse=Reuse.ACCEPT, reason="-")
    widest = keep_apart(sections, decided)

    def problems(pools: Sequence[Pool]) -> list[str]:
        found = problems_with(sections, divisions=divisions, pools=pools)
        return [problem.message for problem in found]

    return PlannedPools(
        shared,
        problems=problems(widest),
        too_few=problems(keep_apart(sections, [one.fresh for one in shared])),
        left_out=left_out + questions_passed_over(shared, decided, widest),
        needs_decision=not round.is_practice and any(one.is_shared for one in shared),
    )


def keep_apart(sections: Sequence[Section], pools: Sequence[Pool]) -> list[Pool]:
    """Leave out of each division one of any two questions that give each other away.

    So no paper has both, whatever is drawn, and the blueprint is checked without them."""
    question_of = _questions_in(chain.from_iterable(pools))
    together: dict[int, set[int]] = {}
    for section, pool in zip(sections, pools, strict=True):
        together.setdefault(section.division_id, set()).update(question_of[pk] for pk in pool)
    out = {division: kept_apart(questions) for division, questions in together.items()}
    return [
        [pk for pk in pool if question_of[pk] not in out[section.division_id]]
        for section, pool in zip(sections, pools, strict=True)
    ]


def questions_passed_over(
    shared: Sequence[SharedPool], decided: Sequence[Pool], pools: Sequence[Pool]
) -> list[dict[str, str]]:
    """List, by code, what is in no pool though the bank has it, as `Round.left_out` keeps it.

    `decide` has taken out of it what other rounds ask, and then `keep_apart` the rest."""
    reasons: dict[int, str] = {}
    for one, left, final in zip(shared, decided, pools, strict=True):
        for pk in {*one.pool} - {*left}:
            reasons[pk] = (
                gettext("Kỳ thi khác đang hoặc sắp hỏi câu này.")
                if pk in one.in_use
                else gettext("Đáp án đã hiện ở kỳ thi khác.")
            )
        apart = gettext("Gợi ý đáp án của một câu khác trong đề, hoặc ngược lại.")
        reasons |= dict.fromkeys({*left} - {*final}, apart)
    found = Revision.objects.filter(pk__among=reasons.keys()).order_by("question__code")
    return [
        {"code": code, "document": document or "", "reason": reasons[pk]}
        for pk, code, document in found.values_list("pk", "question__code", "document__number")
    ]


def _asked_elsewhere(round: Round, *, at: datetime) -> tuple[set[int], set[int]]:
    """Return the ids of questions that other rounds still ask, and of those seen with their key."""
    # Nobody but simulated people has seen what a rehearsal asked.
    real = Round.objects.public().filter(contest__is_rehearsal=False)
    others = real.exclude(pk=round.pk).prefetch_related("sections")
    in_use: set[int] = set()
    seen: set[int] = set()
    for other in others:
        pool = set(chain.from_iterable(section.pool for section in other.sections.all()))
        if not other.is_practice and not is_over(other, at=at):
            in_use |= pool
        elif other.is_practice or other.shown_after_close == ResultDetail.KEY:
            seen |= pool
    seen_questions = {*_questions_in(seen).values(), *_opened_by_organisers(round)}
    return set(_questions_in(in_use).values()), seen_questions


def _opened_by_organisers(round: Round) -> Iterable[int]:
    """Who decided on a wrong question of another contest has seen its key, and may compete here."""
    lines = AuditLine.objects.filter(kind=AuditKind.KEY_SEEN, about_kind=Subject.QUESTION)
    of_contests = lines.filter(contest__isnull=False).exclude(contest=round.contest_id)
    return of_contests.order_by().values_list("about_id", flat=True).distinct()


def _practised(questions: Iterable[int]) -> set[int]:
    """Find those that somebody has practised: they lay in a practice set, or were released."""
    found = PractisedQuestion.objects.filter(question__among=set(questions))
    return set(found.values_list("question", flat=True))


def _questions_in(revision_ids: Iterable[int]) -> dict[int, int]:
    found = Revision.objects.filter(pk__among=set(revision_ids)).order_by()
    return dict(found.values_list("pk", "question_id"))
