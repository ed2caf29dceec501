"""Chooses the question sets that a contest's rounds draw from, and makes sets of its own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contests.models import Contest, Round
from contests.subjects import about_contest, organiser
from questionbank.authoring.sets import create_set
from questionbank.models import QuestionSet
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language import moments


def sets_for(contest: Contest) -> QuerySet[QuestionSet]:
    """Find what the contest may choose: common sets and its own."""
    own = Q(pk__in=contest.question_sets.values("pk"))
    return QuestionSet.objects.filter(Q(is_common=True) | own)


@transaction.atomic
def choose_sets(
    contest: Contest, chosen: Iterable[QuestionSet], *, by: User, at: datetime
) -> Contest:
    """Set what drafts draw from; published rounds keep their pools.

    A contest's own sets stay chosen, since nobody else could find them again."""
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    before = list(contest.question_sets.all())
    own = [one for one in before if not one.is_common]
    contest.question_sets.set([*own, *sets_for(contest).filter(pk__in=[s.pk for s in chosen])])
    _note(contest, before=before, by=by, at=at)
    return contest


@transaction.atomic
def create_own_set(
    contest: Contest, name: str, *, is_practice: bool, by: User, at: datetime
) -> QuestionSet:
    """Make a set that no other contest may use; authors of the bank put questions into it."""
    before = list(contest.question_sets.all())
    made = create_set(name, is_practice=is_practice, is_common=False, by=organiser(by), at=at)
    contest.question_sets.add(made)
    _note(contest, before=before, by=by, at=at)
    return made


def _note(contest: Contest, *, before: list[QuestionSet], by: User, at: datetime) -> None:
    after = list(contest.question_sets.all())
    if before != after:
        record(
            about_contest(contest),
            kind=AuditKind.SETS_CHOSEN,
            by=organiser(by),
            at=at,
            before={"question_sets": [one.name for one in before]},
            after={"question_sets": [one.name for one in after]},
        )


def set_words(question_set: QuestionSet) -> str:
    return (
        _("%(name)s (thi thử)") % {"name": question_set}
        if question_set.is_practice
        else str(question_set)
    )


def drawn_words(round: Round) -> str:
    """Say which sets a new copy draws from, so that nobody asks the same questions unawares."""
    sets = [*round.question_sets.all()]
    named = QuestionSet.objects.filter(pk__in=round.sections.values("question_set"))
    names = [one.name for one in dict.fromkeys([*sets, *named])]
    if names:
        said = _("Kỳ này rút câu từ %(sets)s như kỳ trước; hãy đổi bộ nếu mỗi kỳ dùng bộ riêng.")
        return said % {"sets": moments.listed(names)}
    return _("Kỳ này rút câu từ cùng nguồn với kỳ trước; hãy chọn bộ câu hỏi riêng nếu cần.")
