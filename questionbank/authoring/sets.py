"""Makes question sets, and puts questions into them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from questionbank import rules
from questionbank.models import Question, QuestionSet
from questionbank.subjects import THE_BANK, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record

_Member = QuestionSet.questions.through


def sets_with_counts() -> QuerySet[QuestionSet]:
    return QuestionSet.objects.annotate(question_count=Count("questions"))


@transaction.atomic
def create_set(
    name: str, *, is_practice: bool, is_common: bool = True, by: Actor, at: datetime
) -> QuestionSet:
    """The caller asks who may: bank roles make common sets, organisers those of a contest."""
    made = QuestionSet.objects.create(
        name=name, is_practice=is_practice, is_common=is_common, created_at=at
    )
    record(
        THE_BANK,
        kind=AuditKind.SET_CREATED,
        by=by,
        at=at,
        after={"name": name, "is_practice": is_practice, "is_common": is_common},
    )
    return made


@dataclass(frozen=True, slots=True)
class Put:
    """`refused` are the codes of questions that lie in a set of the other purpose."""

    done: int
    refused: list[str]


@transaction.atomic
def put_into(
    question_set: QuestionSet, question_ids: Iterable[int], *, by: User, at: datetime
) -> Put:
    """Put questions into a set; no question is both for practice and for ranked rounds."""
    rules.check_may_write(by)
    # Two people may put one question into sets of either purpose at once.
    asked = Question.objects.select_for_update().filter(pk__among=set(question_ids))
    questions = list(asked.order_by("pk"))
    members = _Member.objects.filter(question__among={question.pk for question in questions})
    other_purpose = set(
        members.filter(questionset__is_practice=not question_set.is_practice).values_list(
            "question", flat=True
        )
    )
    fitting = [question for question in questions if question.pk not in other_purpose]
    before = question_set.questions.count()
    question_set.questions.add(*fitting)
    done = question_set.questions.count() - before
    _note(question_set, {"put_in": done}, by=by, at=at)
    return Put(
        done=done,
        refused=sorted(question.code for question in questions if question.pk in other_purpose),
    )


@transaction.atomic
def take_out(
    question_set: QuestionSet, question_ids: Iterable[int], *, by: User, at: datetime
) -> int:
    """Take questions out of a set; rounds that are published keep their pools."""
    rules.check_may_write(by)
    members = _Member.objects.filter(questionset=question_set)
    done, _rows = members.filter(question__among=set(question_ids)).delete()
    _note(question_set, {"taken_out": done}, by=by, at=at)
    return done


def _note(question_set: QuestionSet, counted: dict[str, int], *, by: User, at: datetime) -> None:
    if any(counted.values()):
        record(
            THE_BANK,
            kind=AuditKind.SET_CHANGED,
            by=author(by),
            at=at,
            after={"name": question_set.name, **counted},
        )
