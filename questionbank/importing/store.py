"""From a checked file to drafts: a preview until its owner confirms, then all or nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.authoring.revisions import (
    current_revisions,
    send_all_to_review,
    write_drafts,
)
from questionbank.authoring.trail import record_axes
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.importing.plan import Action, Plan, Planned, check_file
from questionbank.models import Axis, ImportPreview, Question
from quizsite.accounts.models import User
from quizsite.tables.reader import RawTable


class FileHasProblems(rules.BankRefusal):
    code = "file_has_problems"
    status = 409
    message = _("Tệp còn chỗ cần sửa nên chưa nhập câu nào. Hãy sửa rồi tải lên lần nữa.")


class BankChanged(rules.BankRefusal):
    code = "bank_changed"
    status = 409
    message = _("Ngân hàng vừa thay đổi nên kết quả nhập sẽ khác. Hãy xem lại rồi xác nhận.")


class PreviewGone(rules.BankRefusal):
    code = "preview_gone"
    status = 409
    message = _("Bản xem trước này đã được nhập hoặc đã bỏ. Hãy tải tệp lên lần nữa.")


@dataclass(frozen=True, slots=True)
class Stored:
    new: int
    changed: int
    unchanged: int
    revision_ids: tuple[int, ...]


@transaction.atomic
def keep_preview(raw: RawTable, *, filename: str, by: User, at: datetime) -> ImportPreview:
    """Keep only a person's last file."""
    rules.check_may_write(by)
    ImportPreview.objects.filter(owner=by).delete()
    return ImportPreview.objects.create(
        owner=by,
        filename=filename[-200:],
        rows=raw.as_json(),
        problems=[
            asdict(problem) for problem in check_file(raw, closed=closed_questions(by)).problems
        ],
        created_at=at,
    )


def plan_of(preview: ImportPreview) -> Plan:
    """What confirming would do now: the bank may have moved since the file was checked."""
    raw = RawTable.of_json(preview.rows)
    return check_file(raw, closed=closed_questions(preview.owner))


def held_against(plan: Plan) -> list[int]:
    """Revisions of the bank whose keys the plan tells by saying what differs."""
    codes = [one.code for one in plan.planned if one.action != Action.NEW]
    known = Question.objects.filter(code__in=codes).values_list("pk", flat=True)
    return [one.pk for one in current_revisions(known).values()]


@transaction.atomic
def confirm_preview(
    preview: ImportPreview, *, fingerprint: str, review: bool = False, by: User, at: datetime
) -> Stored:
    """Store what was shown; store nothing if that would no longer happen.

    With `review` the drafts go on to review at once."""
    rules.check_may_write(by)
    # Two clicks: the one that deletes the preview stores it.
    gone, _rows = ImportPreview.objects.filter(pk=preview.pk, owner=by).delete()
    if not gone:
        raise PreviewGone
    plan = plan_of(preview)
    if plan.fingerprint() != fingerprint:
        raise BankChanged
    stored = store_plan(plan, by=by, at=at)
    if review:
        send_all_to_review(stored.revision_ids, by=by, at=at)
    return stored


@transaction.atomic
def store_plan(plan: Plan, *, by: User, at: datetime, is_sample: bool = False) -> Stored:
    """New questions and new drafts of changed ones."""
    if plan.problems:
        raise FileHasProblems
    new, changed = plan.having(Action.NEW), plan.having(Action.CHANGED)
    questions_to_add = [
        Question(code=one.code, axis_id=one.axis_id, created_at=at, is_sample=is_sample)
        for one in new
    ]
    try:
        with transaction.atomic():
            Question.objects.bulk_create(questions_to_add, batch_size=500)
    except IntegrityError as error:  # somebody else has just taken one of the codes
        raise BankChanged from error
    touched = {one.code: one for one in [*new, *changed]}
    questions = Question.objects.in_bulk(list(touched), field_name="code")
    _move_axes(changed, questions, by=by, at=at)
    written = write_drafts(
        {questions[code]: one.wording for code, one in touched.items()}, by=by, at=at
    )
    return Stored(
        new=len(new),
        changed=len(changed),
        unchanged=len(plan.having(Action.UNCHANGED)),
        revision_ids=tuple(revision.pk for revision in written),
    )


def _move_axes(
    changed: list[Planned], questions: dict[str, Question], *, by: User, at: datetime
) -> None:
    """The check has refused to move any question that was ever published."""
    moved = []
    for one in changed:
        question = questions[one.code]
        if question.axis_id != one.axis_id:
            moved.append((question, question.axis_id, one.axis_id))
            question.axis_id = one.axis_id
    if moved:
        Question.objects.bulk_update([one for one, _old, _new in moved], ["axis"], batch_size=500)
        axes = Axis.objects.in_bulk()
        record_axes([(one, axes[old], axes[new]) for one, old, new in moved], by=by, at=at)
