"""Says what a step with many questions would change, and takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank import rules
from questionbank.authoring.revisions import AxisFixed, move_to_axis, retire
from questionbank.models import Axis, Question, Revision, RevisionState
from questionbank.review_models import Tag
from questionbank.subjects import THE_BANK, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible
from quizsite.refusals import Refusal


class BulkStep(models.TextChoices):
    """What may be done with many questions at once."""

    AXIS = "doi-truc", gettext_lazy("Chuyển sang trục")
    TAG = "gan-nhan", gettext_lazy("Gắn nhãn")
    UNTAG = "bo-nhan", gettext_lazy("Bỏ nhãn")
    RETIRE = "ngung-dung", gettext_lazy("Ngừng dùng")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step, and what it needs: an axis, a tag's name, or a reason."""

    step: BulkStep
    axis: Axis | None = None
    tag: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    revision: Revision
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    changes: list[Revision]
    kept: list[Kept]


def plan(wanted: Wanted, revisions: Iterable[Revision], *, by: User) -> Plan:
    """Look at each question as the step itself will; nothing changes."""
    found = list(revisions)
    why_not = _reasons(wanted, found, by=by)
    changes, kept = [], []
    for one in found:
        reason = why_not(one)
        if reason:
            kept.append(Kept(one, reason))
        else:
            changes.append(one)
    return Plan(changes, kept)


def _reasons(wanted: Wanted, found: list[Revision], *, by: User) -> Callable[[Revision], str]:
    ids = {one.question_id for one in found}
    if wanted.step == BulkStep.RETIRE:
        return lambda one: _why_not_retire(one, by)
    if wanted.step == BulkStep.AXIS:
        fixed = set(
            Revision.objects.filter(question__in=ids)
            .exclude(published_at=None)
            .order_by()
            .values_list("question", flat=True)
        )
        return lambda one: _why_not_move(one, wanted.axis, is_fixed=one.question_id in fixed)
    tagged = set(
        Tag.questions.through.objects.filter(
            tag__name__iexact=wanted.tag, question__in=ids
        ).values_list("question", flat=True)
    )
    if wanted.step == BulkStep.TAG:
        return lambda one: _("Đã có nhãn này.") if one.question_id in tagged else ""
    return lambda one: "" if one.question_id in tagged else _("Không có nhãn này.")


def _why_not_retire(revision: Revision, by: User) -> str:
    if revision.state == RevisionState.RETIRED:
        return _("Đã ngừng dùng.")
    try:
        rules.check_may_retire(by, revision)
    except Refusal as refusal:
        return str(refusal.message)
    return ""


def _why_not_move(revision: Revision, axis: Axis | None, *, is_fixed: bool) -> str:
    if axis is not None and revision.question.axis_id == axis.pk:
        return _("Đã ở trục này.")
    return str(AxisFixed.message) if is_fixed else ""


@transaction.atomic
def carry_out(wanted: Wanted, revisions: Iterable[Revision], *, by: User, at: datetime) -> Plan:
    """Do what the plan says now; what has moved since the preview stays and is told."""
    if wanted.step != BulkStep.RETIRE:
        rules.check_may_write(by)
    elif not visible(wanted.note):
        raise rules.ReasonMissing
    made = plan(wanted, revisions, by=by)
    if wanted.step == BulkStep.AXIS and wanted.axis is not None:
        for one in made.changes:
            move_to_axis(one.question, axis=wanted.axis, by=by, at=at)
    elif wanted.step == BulkStep.RETIRE:
        for one in made.changes:
            retire(one, note=visible(wanted.note), by=by, at=at)
    elif made.changes:
        _tag(wanted, [one.question for one in made.changes], by=by, at=at)
    return made


def _tag(wanted: Wanted, questions: list[Question], *, by: User, at: datetime) -> None:
    """One line with the list: a tag changes no question."""
    codes = sorted(question.code for question in questions)
    # Whoever takes the tag off its last question meanwhile is waited for.
    tag = Tag.objects.select_for_update().filter(name__iexact=wanted.tag).first()
    if wanted.step == BulkStep.TAG:
        tag = tag or Tag.objects.get_or_create(name=wanted.tag)[0]
        tag.questions.add(*questions)
        said = {"tag": tag.name, "tagged": len(codes), "codes": codes}
    else:
        assert tag is not None  # noqa: S101 -- the plan found questions that have it
        tag.questions.remove(*questions)
        said = {"tag": tag.name, "untagged": len(codes), "codes": codes}
        if not tag.questions.exists():
            tag.delete()
    record(THE_BANK, kind=AuditKind.QUESTIONS_TAGGED, by=author(by), at=at, after=said)
