"""From reviewed questions to drafts, all or nothing; and back, while nobody has edited them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.authoring.completeness import UNSORTED_AXIS
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.picture_words import alt_fault
from questionbank.authoring.revisions import write_drafts
from questionbank.authoring.wording import Wording, attached_of
from questionbank.intake.intakes import IntakeClosed, is_choice, kind_of
from questionbank.intake.words import KEY_DOUBTS
from questionbank.models import (
    Audience,
    Axis,
    Difficulty,
    Intake,
    IntakeItem,
    LegalDocument,
    Question,
    QuestionKind,
    QuestionPair,
    Revision,
    RevisionState,
)
from questionbank.question_types.choice_order import LETTERS
from questionbank.subjects import THE_BANK, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class NothingToConfirm(rules.BankRefusal):
    code = "nothing_to_confirm"
    status = 409
    message = _("Không còn câu nào để lưu: các câu đã bỏ, hoặc đã có trong ngân hàng.")


class AlreadyEdited(rules.BankRefusal):
    code = "already_edited"
    status = 409
    message = _(
        "Có câu của lần tiếp nhận này đã được sửa, gửi duyệt hoặc đưa vào bộ nên không thu lại cả "
        "lần được nữa. Hãy ngừng dùng từng câu."
    )


@dataclass(frozen=True, slots=True)
class Confirmed:
    drafts: int
    incomplete: int
    known: int  # the bank has them already, word for word


def lacks_of_item(item: IntakeItem) -> list[str]:
    """Names of `completeness.LACKS`; a key in doubt that nobody has settled is none."""
    said = item.wording
    lacks = [] if said["stem"] else ["stem"]
    key = certain_key(item)
    places = {fault.place for fault in WRITTEN_KINDS[kind_of(item)].faults_of(said["options"], key)}
    if places & set(LETTERS):
        lacks.append("options")
    if not key or ("right" in places and "options" not in lacks):
        lacks.append("right")
    if not said["explanation"]:
        lacks.append("explanation")
    if not said.get("has_no_basis") and not (said["document"] and said["article"]):
        lacks.append("basis")
    if not said["axis"]:
        lacks.append("axis")
    if any(alt_fault(one["alt"]) for one in said.get("pictures", [])):
        lacks.append("pictures")
    return lacks


def certain_key(item: IntakeItem) -> list[Any]:
    doubtful = {one["code"] for one in item.doubts} & KEY_DOUBTS
    if doubtful and not item.is_settled:
        return []
    right = item.wording["right"] or []
    if is_choice(item):
        return [n for n in right if n < len(item.wording["options"])]
    return list(right)


@transaction.atomic
def confirm_intake(intake: Intake, *, by: User, at: datetime) -> Confirmed:
    """Write a draft of each question that was kept and that the bank does not have yet."""
    rules.check_may_write(by)
    # Two clicks: the one that still finds the intake open writes the drafts.
    won = Intake.objects.filter(pk=intake.pk, confirmed_at=None).update(confirmed_at=at)
    if not won:
        raise IntakeClosed
    kept = [
        item
        for item in intake.items.select_for_update(of=("self",))
        .filter(is_dropped=False)
        .select_related("written_by")
        if item.wording["stem"] or item.wording["options"]
    ]
    new = _not_in_bank(kept)
    if not new:
        raise NothingToConfirm
    documents = set(LegalDocument.objects.values_list("pk", flat=True))
    questions = _questions(intake, new, at=at)
    wordings = {
        question: _wording(item, documents) for item, question in zip(new, questions, strict=True)
    }
    writers = {
        question: item.written_by or by for item, question in zip(new, questions, strict=True)
    }
    drafts = write_drafts(wordings, by=by, at=at, authors=writers)
    for item, question in zip(new, questions, strict=True):
        item.question = question
    IntakeItem.objects.bulk_update(new, ["question"], batch_size=200)
    said = {
        "file": intake.filename,
        "questions": len(new),
        "intake_id": intake.pk,
        "revision_ids": [one.pk for one in drafts],
    }
    record(THE_BANK, kind=AuditKind.INTAKE_CONFIRMED, by=author(by), at=at, after=said)
    incomplete = sum(bool(lacks_of_item(item)) for item in new)
    return Confirmed(len(new), incomplete, len(kept) - len(new))


def _not_in_bank(items: list[IntakeItem]) -> list[IntakeItem]:
    """Those whose exact text no living question has, each text once."""
    keys = {item.pk: _frozen(item).search_key for item in items}
    living = Revision.objects.exclude(state=RevisionState.RETIRED)
    known = set(
        living.filter(search_key__in=set(keys.values()))
        .order_by()
        .values_list("search_key", flat=True)
    )
    new = []
    for item in items:
        if keys[item.pk] not in known:
            known.add(keys[item.pk])
            new.append(item)
    return new


def _questions(intake: Intake, items: list[IntakeItem], *, at: datetime) -> list[Question]:
    axes = set(Axis.objects.values_list("pk", flat=True))
    unsorted = 0
    if any(item.wording["axis"] not in axes for item in items):
        names = {"name": str(_("Chưa xếp trục")), "position": 999, "is_retired": True}
        unsorted = Axis.objects.get_or_create(code=UNSORTED_AXIS, defaults=names)[0].pk
    codes = _codes(intake, items)
    made = [
        Question(
            code=code,
            axis_id=item.wording["axis"] if item.wording["axis"] in axes else unsorted,
            created_at=at,
        )
        for item, code in zip(items, codes, strict=True)
    ]
    return Question.objects.bulk_create(made, batch_size=500)


def _codes(intake: Intake, items: list[IntakeItem]) -> list[str]:
    """The file's own codes where they are free, folded as people read them; else numbers."""
    taken = {code.casefold() for code in Question.objects.values_list("code", flat=True)}
    codes, number = [], 0
    for item in items:
        code = item.wording.get("code", "")
        if not code or code.casefold() in taken:
            number, code = _free(taken, f"TN{intake.pk}", number)
        taken.add(code.casefold())
        codes.append(code)
    return codes


def _free(taken: set[str], stem: str, number: int) -> tuple[int, str]:
    while True:
        number += 1
        code = f"{stem}-{number:03}"
        if code.casefold() not in taken:
            return number, code


def _frozen(item: IntakeItem) -> Wording:
    """As a revision stores it. A draft whose key is not known keeps the rows of the file."""
    said, kind = item.wording, kind_of(item)
    options, right = list(said["options"]), certain_key(item)
    faults = WRITTEN_KINDS[kind].faults_of(options, right)
    if kind == QuestionKind.CHOICE:
        options = [option for option in options if option]
    elif right and not any(fault.place == "right" for fault in faults):
        options, right = WRITTEN_KINDS[kind].freeze(options, right)
    else:
        right = []
    return Wording(
        kind=kind,
        stem=said["stem"],
        options=tuple(options),
        right=tuple(right),
        explanation=said["explanation"],
        audience=said["audience"] or Audience.EVERYBODY,
        difficulty=said["difficulty"] or Difficulty.MEDIUM,
        document_id=None,
        article="",
    )


def _wording(item: IntakeItem, documents: set[int]) -> Wording:
    said = item.wording
    plain = _frozen(item)
    lacks = [name for name in lacks_of_item(item) if name != "axis"]
    is_known = said["document"] in documents
    return Wording(
        kind=plain.kind,
        stem=plain.stem,
        options=plain.options,
        right=plain.right,
        explanation=plain.explanation,
        audience=plain.audience,
        difficulty=plain.difficulty,
        document_id=said["document"] if is_known else None,
        article=said["article"] if is_known else "",
        lacks=(*lacks, *(("basis",) if said["document"] and not is_known else ())),
        pictures=attached_of(said.get("pictures", [])),
    )


def may_take_back(intake: Intake) -> bool:
    if intake.confirmed_at is None:
        return False
    ids = [pk for pk in intake.items.values_list("question_id", flat=True) if pk]
    return bool(ids) and not _touched(intake, ids)


# What people have added to a draft, which would be deleted with it.
_OF_REVISIONS = ("proposals", "comments", "suggestions", "checklists", "solves")


def _touched(intake: Intake, question_ids: list[int]) -> bool:
    """Whether anybody has done anything with one of them since."""
    revisions = Revision.objects.filter(question__in=question_ids)
    questions = Question.objects.filter(pk__in=question_ids)
    in_pairs = Q(first__in=question_ids) | Q(second__in=question_ids)
    return (
        revisions.exclude(state=RevisionState.DRAFT, number=1).exists()
        or revisions.exclude(review_note="").exists()
        or any(revisions.exclude(**{name: None}).exists() for name in _OF_REVISIONS)
        or questions.exclude(sets=None).exists()
        or questions.exclude(tags=None).exists()
        or QuestionPair.objects.filter(in_pairs).exists()
        or _moved(intake)
    )


def _moved(intake: Intake) -> bool:
    """Whether a draft has another axis than the file's question had, or none had."""
    made = intake.items.exclude(question=None).exclude(question__axis__code=UNSORTED_AXIS)
    axes = made.values_list("question__axis", "wording__axis")
    return any(axis != of_file for axis, of_file in axes)


@transaction.atomic
def take_back(intake: Intake, *, by: User, at: datetime) -> int:
    """Delete the drafts of an intake that nobody has touched; it waits again with its file."""
    rules.check_may_write(by)
    # The second of two clicks waits here, and finds nothing to take back.
    list(Intake.objects.select_for_update().filter(pk=intake.pk).values_list("pk"))
    ids = [pk for pk in intake.items.values_list("question_id", flat=True) if pk]
    # Authors who edit one of them lock its row first, and are waited for.
    list(Question.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
    if not ids or _touched(intake, ids):
        raise AlreadyEdited
    Question.objects.filter(pk__in=ids).delete()
    Intake.objects.filter(pk=intake.pk).update(confirmed_at=None, taken_back_at=at)
    said = {"file": intake.filename, "questions": len(ids)}
    record(THE_BANK, kind=AuditKind.INTAKE_TAKEN_BACK, by=author(by), at=at, after=said)
    return len(ids)
