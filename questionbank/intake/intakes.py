"""An intake from its file to drafts: taken in, mended, confirmed, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.importing.formats.reading import UnreadableFile, read_questions
from questionbank.importing.parsing.lines import as_json
from questionbank.importing.parsing.pipeline import parse_text
from questionbank.importing.parsing.questions import Parsed, ParsedQuestion
from questionbank.intake.pictures import Kept, attached_pictures, keep_pictures
from questionbank.intake.suggestions import Suggester
from questionbank.intake.words import NOT_TAKEN, nothing_taken
from questionbank.models import Intake, IntakeItem, QuestionKind
from questionbank.subjects import THE_BANK, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

MOST_OPTIONS, LONGEST_STEM = 8, 2000  # as a file's question is cut (suggestions.py)
# Whoever writes one of these is the draft's author, and another person publishes it.
WORDS = ("stem", "kind", "options", "right", "explanation", "pictures")
SET_FOR_MANY = ("axis", "audience", "difficulty", "document", "has_no_basis")


class ItemChanged(rules.BankRefusal):
    code = "item_changed"
    status = 409
    message = _("Câu này vừa được sửa ở nơi khác. Hãy tải lại trang để xem bản mới rồi sửa tiếp.")


class IntakeClosed(rules.BankRefusal):
    code = "intake_closed"
    status = 409
    message = _("Lần tiếp nhận này đã lưu thành bản nháp nên không sửa ở đây nữa.")


class ToSolveFirst(rules.BankRefusal):
    code = "to_solve_first"
    status = 409
    message = _(
        "Tệp này có câu chờ bạn giải trước khi xem đáp án. Hãy giải ở mục Chờ duyệt rồi mở lại."
    )


class TooMuchForOne(rules.BankRefusal):
    code = "too_much_for_one"
    status = 409
    message = _(
        "Hai câu gộp lại có hơn 8 phương án hoặc câu hỏi dài hơn 2000 chữ cái nên không gộp, để"
        " không mất chữ nào. Hãy bỏ bớt phương án thừa của một trong hai câu rồi gộp lại."
    )


class OnlyChoicesMerge(rules.BankRefusal):
    code = "only_choices_merge"
    status = 409
    message = _(
        "Chỉ gộp được hai câu chọn phương án. Hãy chép phần cần giữ sang câu kia rồi bỏ câu này."
    )


class KindNotOffered(rules.BankRefusal):
    code = "kind_not_offered"
    status = 409
    message = _("Câu này không đổi sang dạng đó được mà không mất chữ. Hãy soạn câu mới.")


class KindHasNoText(rules.BankRefusal):
    code = "kind_has_no_text"
    status = 409
    message = _("Dạng câu này không sửa ở dạng văn bản được. Hãy sửa từng ô ở trang xem lại.")


class NothingFound(UnreadableFile):
    code = "nothing_found"
    message = _(
        "Không thấy câu hỏi nào. Mỗi câu cần nội dung và các phương án, ví dụ “Câu 1: …”, “A. …”, "
        "“B. …”, hoặc một bảng có cột câu hỏi và các cột phương án."
    )


def kind_of(item: IntakeItem) -> str:
    """Items of before other kinds came in have options to choose from."""
    return str(item.wording.get("kind") or QuestionKind.CHOICE)


def is_choice(item: IntakeItem) -> bool:
    return kind_of(item) == QuestionKind.CHOICE


def has_text(item: IntakeItem) -> bool:
    return kind_of(item) in (QuestionKind.CHOICE, QuestionKind.GRID)


def check_may_see(user: User, intake: Intake) -> None:
    """Its uploader, and authors of the bank."""
    if intake.uploader_id != user.pk:
        rules.check_may_write(user)


def check_not_to_solve(user: User, intake: Intake) -> None:
    """A reviewer who must still answer a question of this file does not open it with its key."""
    made = intake.items.exclude(question=None).values_list("question", flat=True)
    if intake.uploader_id != user.pk and closed_questions(user, among=made):
        raise ToSolveFirst


def take_in(content: bytes, *, filename: str, ending: str, by: User, at: datetime) -> Intake:
    """Read a file and keep it with its questions; the bank stays as it is."""
    rules.check_may_write(by)
    parsed = read_questions(content, ending=ending)
    if not parsed.questions:
        raise NothingFound(nothing_taken(parsed.notes) or None)
    kept = keep_pictures(parsed, by=by, at=at)  # while nobody waits for this transaction
    return _store(parsed, kept, content=content, filename=filename, by=by, at=at)


@transaction.atomic
def _store(
    parsed: Parsed,
    kept: Kept,
    *,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
) -> Intake:
    intake = Intake.objects.create(
        uploader=by,
        filename=filename[-200:],
        content=content,
        notes=[asdict(note) for note in parsed.notes],
        left_out=as_json(parsed.left_out[:500]),
        created_at=at,
    )
    places = range(1, len(parsed.questions) + 1)
    _add_items(intake, parsed.questions, places=places, by=by, kept=kept)
    said = {
        "file": intake.filename,
        "questions": len(parsed.questions),
        "not_taken": sum(note.code.startswith(NOT_TAKEN) for note in parsed.notes),
    }
    record(THE_BANK, kind=AuditKind.INTAKE_BROUGHT, by=author(by), at=at, after=said)
    return intake


def _add_items(
    intake: Intake,
    questions: Sequence[ParsedQuestion],
    *,
    places: Iterable[float],
    by: User,
    kept: Kept | None = None,
) -> list[IntakeItem]:
    suggester, kept = Suggester.of_bank(), kept or {}
    wordings = [
        suggester.wording_of(question) | attached_pictures(question, kept) for question in questions
    ]
    return IntakeItem.objects.bulk_create(
        [
            IntakeItem(
                intake=intake,
                position=position,
                wording=wording,
                source=as_json(question.source[:80]),
                doubts=[asdict(doubt) for doubt in question.doubts],
                confidence=question.confidence,
                written_by=by,
            )
            for position, question, wording in zip(places, questions, wordings, strict=True)
        ],
        batch_size=200,
    )


def check_open(intake: Intake) -> None:
    if intake.confirmed_at is not None:
        raise IntakeClosed


def hold_open(intake_id: int) -> None:
    """Let whoever confirms wait, or be told that somebody has: what is said to be kept is then in
    the drafts."""
    found = Intake.objects.select_for_update().filter(pk=intake_id, confirmed_at=None)
    if not list(found.values_list("pk", flat=True)):
        raise IntakeClosed


@transaction.atomic
def mend_item(
    item: IntakeItem, *, wording: Mapping[str, Any], version: int, by: User, at: datetime
) -> IntakeItem:
    """Keep what somebody wrote; the doubts of this question are settled by it."""
    rules.check_may_write(by)
    hold_open(item.intake_id)
    changed = {**item.wording, **wording}
    is_written = any(changed.get(name) != item.wording.get(name) for name in WORDS)
    writer = {"written_by": by} if is_written else {}
    before = item.wording
    _change(item, version, wording=changed, is_settled=True, is_dropped=False, **writer)
    if is_written:
        names = [name for name in WORDS if changed.get(name) != before.get(name)]
        _record_mended(item, names, by=by, at=at)
    return item


def _record_mended(item: IntakeItem, changed: Iterable[str], *, by: User, at: datetime) -> None:
    """Which parts of which question: the words themselves, and keys, stay out of the trail."""
    said = {
        "file": item.intake.filename,
        "question": item.pk,
        "changed": ", ".join(sorted(changed)),
    }
    record(THE_BANK, kind=AuditKind.INTAKE_MENDED, by=author(by), at=at, after=said)


# Kinds that are rows of texts, which stay when somebody says that a file was read wrong.
OF_ROWS = (QuestionKind.CHOICE, QuestionKind.GRID, QuestionKind.ORDERING)
WITHOUT_ROWS: Mapping[str, list[str]] = {QuestionKind.NUMBER: ["", "0"], QuestionKind.TEXT: ["1"]}


def kinds_offered(item: IntakeItem) -> list[QuestionKind]:
    """To which kinds this question may change without losing a word."""
    own = kind_of(item)
    if own not in OF_ROWS:
        return []
    empty = [] if item.wording["options"] else [*map(QuestionKind, WITHOUT_ROWS)]
    return [kind for kind in (*OF_ROWS, *empty) if kind != own]


@transaction.atomic
def change_kind(item: IntakeItem, *, kind: str, version: int, by: User, at: datetime) -> IntakeItem:
    """Its rows stay; its key goes, since it meant something else."""
    rules.check_may_write(by)
    hold_open(item.intake_id)
    if kind not in kinds_offered(item):
        raise KindNotOffered
    options = WITHOUT_ROWS.get(kind, item.wording["options"])
    pictures = [one for one in item.wording.get("pictures", []) if one["place"] == "stem"]
    changed = {**item.wording, "kind": kind, "options": options, "right": None}
    if "pictures" in changed and kind != QuestionKind.CHOICE:
        changed["pictures"] = pictures
    _change(item, version, wording=changed, written_by=by)
    _record_mended(item, ["kind"], by=by, at=at)
    return item


@transaction.atomic
def drop_item(
    item: IntakeItem, *, is_dropped: bool, version: int, by: User, at: datetime
) -> IntakeItem:
    rules.check_may_write(by)
    hold_open(item.intake_id)
    _change(item, version, is_dropped=is_dropped)
    _record_mended(item, ["dropped" if is_dropped else "kept"], by=by, at=at)
    return item


def _change(item: IntakeItem, version: int, **fields: Any) -> None:
    # Two people may mend one question at once; the update that still finds the version wins.
    won = IntakeItem.objects.filter(pk=item.pk, version=version, intake__confirmed_at=None).update(
        version=F("version") + 1, **fields
    )
    if not won:
        raise ItemChanged
    item.refresh_from_db()


def rewrite_item(
    item: IntakeItem, *, text: str, version: int, by: User, at: datetime
) -> list[IntakeItem]:
    """Read the text of a question anew: it may be several questions now, or another one."""
    rules.check_may_write(by)
    if not has_text(item):
        raise KindHasNoText
    found = parse_text(text[:20_000]).questions  # while nobody waits for this transaction
    if not found:
        raise NothingFound
    return _rewrite(item, found, version=version, by=by, at=at)


@transaction.atomic
def _rewrite(
    item: IntakeItem, found: Sequence[ParsedQuestion], *, version: int, by: User, at: datetime
) -> list[IntakeItem]:
    hold_open(item.intake_id)
    _change(item, version, is_dropped=True, is_settled=True)
    step = _room_behind(item) / (len(found) + 1)
    places = [item.position + step * n for n in range(1, len(found) + 1)]
    made = _add_items(item.intake, found, places=places, by=by)
    for one in made:
        kept = {name: item.wording.get(name) for name in SET_FOR_MANY if item.wording.get(name)}
        one.wording = {**one.wording, **kept}
        one.source = one.source or item.source
    if pictures := item.wording.get("pictures"):
        made[0].wording["pictures"] = [{**one, "place": "stem"} for one in pictures[:1]]
    IntakeItem.objects.bulk_update(made, ["wording", "source"])
    _record_mended(item, ["rewritten"], by=by, at=at)
    return made


def _room_behind(item: IntakeItem) -> float:
    later = item.intake.items.filter(position__gt=item.position).order_by("position").first()
    return later.position - item.position if later else 1.0


@transaction.atomic
def merge_into_previous(
    item: IntakeItem, *, version: int, by: User, at: datetime
) -> IntakeItem | None:
    """Put this question's text behind the one before it; both are read as one again."""
    rules.check_may_write(by)
    hold_open(item.intake_id)
    before = (
        item.intake.items.filter(is_dropped=False, position__lt=item.position)
        .order_by("-position")
        .first()
    )
    if before is None:
        return None
    if not is_choice(before) or not is_choice(item):
        raise OnlyChoicesMerge
    _change(item, version, is_dropped=True, is_settled=True)
    merged = _joined(before.wording, item.wording)
    doubts = [*before.doubts, *item.doubts]
    fields = {"source": [*before.source, *item.source], "doubts": doubts, "is_settled": False}
    _change(before, before.version, wording=merged, written_by=by, **fields)
    _record_mended(item, ["merged"], by=by, at=at)
    return before


def _joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """A question that was cut in two: options go on, or the stem does."""
    options = [*first["options"]]
    stem = first["stem"]
    if options:
        options[-1] = f"{options[-1]} {second['stem']}".strip()
    else:
        stem = f"{stem} {second['stem']}".strip()
    shift = len(options)
    if shift + len(second["options"]) > MOST_OPTIONS or len(stem) > LONGEST_STEM:
        raise TooMuchForOne
    right = first["right"] or ([n + shift for n in second["right"]] if second["right"] else None)
    return {
        **first,
        "stem": stem,
        "options": [*options, *second["options"]],
        "right": right,
        "explanation": "\n".join(filter(None, [first["explanation"], second["explanation"]])),
    }


@transaction.atomic
def set_for_many(
    intake: Intake, item_ids: Iterable[int], *, values: Mapping[str, Any], by: User
) -> int:
    """Give many questions an axis, an audience, a difficulty or a document."""
    rules.check_may_write(by)
    hold_open(intake.pk)
    items = list(intake.items.select_for_update().filter(pk__in=list(item_ids), is_dropped=False))
    for item in items:
        item.wording = {**item.wording, **values}
        item.version += 1
    IntakeItem.objects.bulk_update(items, ["wording", "version"], batch_size=200)
    return len(items)


@transaction.atomic
def accept_proposals(intake: Intake, item_ids: Iterable[int], *, by: User) -> int:
    """Say yes to what was proposed for these questions, as the page shows it beside each."""
    rules.check_may_write(by)
    hold_open(intake.pk)
    changed = []
    for item in intake.items.select_for_update().filter(pk__in=list(item_ids), is_dropped=False):
        wording = dict(item.wording)
        for name in ("axis", "document", "article"):
            if not wording.get(name) and wording.get(f"proposed_{name}"):
                wording[name] = wording[f"proposed_{name}"]
        if wording != item.wording:
            item.wording = wording
            item.version += 1
            changed.append(item)
    IntakeItem.objects.bulk_update(changed, ["wording", "version"], batch_size=200)
    return len(changed)


@transaction.atomic
def delete_intake(intake: Intake, *, by: User, at: datetime) -> None:
    """Its uploader or an author lets the file go; drafts that came of it stay."""
    check_may_see(by, intake)
    said = {"file": intake.filename, "questions": intake.items.filter(is_dropped=False).count()}
    record(THE_BANK, kind=AuditKind.INTAKE_DELETED, by=author(by), at=at, after=said)
    intake.delete()
