"""Compares rows of a file with the bank: what each would do, and every problem with its remedy.

It reads the bank in a fixed number of queries and changes nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from questionbank.authoring.choice import without_labels
from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.revisions import current_revisions, wording_of
from questionbank.authoring.wording import Wording, faults_of, warnings_of
from questionbank.importing import cells
from questionbank.importing.columns import HEADERS, NO_BASIS, QUESTIONS
from questionbank.importing.passages import (
    Passages,
    changed_parts,
    keep_parts,
    passage_faults,
    passages_of,
    with_passage,
)
from questionbank.importing.passages import tidied as tidied_with_tables
from questionbank.legal_documents.numbers import document_key
from questionbank.models import Axis, LegalDocument, Question, QuestionKind, Revision, RevisionState
from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese as text
from quizsite.language.legacy_letters import repair_texts
from quizsite.tables.problems import Problem, Problems, problems_of_whole
from quizsite.tables.reader import RawRow, RawTable

MAX_CODE = 40
_DASHES = re.compile("[\u2010-\u2015\u2212]")


class Action(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Planned:
    """What confirming would do with one row."""

    row: int
    code: str
    axis_id: int
    wording: Wording
    action: Action = Action.NEW
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()  # headers of the columns that differ from the bank


@dataclass(frozen=True, slots=True)
class Plan:
    planned: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def having(self, action: Action) -> list[Planned]:
        return [one for one in self.planned if one.action == action]

    def fingerprint(self) -> str:
        """Equal exactly if confirming would do the same."""
        said = json.dumps([asdict(one) for one in self.planned], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def check_file(raw: RawTable, *, closed: Collection[int] = ()) -> Plan:
    """`closed` are questions whose keys whoever sent the file must not learn yet."""
    if of_whole := problems_of_whole(raw, QUESTIONS):
        return Plan(problems=of_whole, ignored=raw.ignored)
    problems = Problems(QUESTIONS, raw.columns)
    known = _Known.of_bank()
    passages = passages_of(raw.rows)
    found = [(row, _read_row(row, known, passages, problems)) for row in raw.rows]
    _check_twice(found, problems)
    _check_letters(raw.rows, problems)
    readable = _warned_of_orders([one for _row, one in found if one])
    planned = _held_against_bank(readable, raw.columns, problems, closed=closed)
    return Plan(planned, problems.in_order(), raw.ignored)


@dataclass(frozen=True, slots=True)
class _Known:
    """Names the bank knows, by the key they are looked up with."""

    axes: dict[str, int]
    axis_codes: str
    documents: dict[str, int]

    @classmethod
    def of_bank(cls) -> _Known:
        axes = list(Axis.objects.all())
        return cls(
            axes={
                text.search_key(name): axis.pk
                for axis in axes
                for name in (axis.code, axis.name, f"{axis.code}. {axis.name}")
            },
            axis_codes=", ".join(axis.code for axis in axes),
            documents={
                document_key(number): pk
                for pk, number in LegalDocument.objects.values_list("pk", "number")
            },
        )


def _read_row(row: RawRow, known: _Known, passages: Passages, problems: Problems) -> Planned | None:
    before = len(problems)
    said = {name: _tidied(name, row.cells.get(name, "")) for name in HEADERS}
    problems.add_flags(row)
    _check_code(row.number, said["code"], problems)
    meant = _meanings(said, known)
    kind = cells.kind(said["kind"]) or QuestionKind.CHOICE
    written = WRITTEN_KINDS[kind]
    options, right, unread = written.read_cells(said)
    bare = without_labels(options) if kind == QuestionKind.CHOICE else None
    options = bare or options
    faults = faults_of(said, options, right, kind=kind, has_basis=not _has_no_basis(said))
    named = set(row.flags)
    faults += passage_faults(said, passages)
    for place, advice in (*_not_understood(said, meant, known), *unread, *faults):
        if place not in named:  # a cell that cannot be read has no further fault
            named.add(place)
            problems.add(row.number, place, advice)
    if len(problems) > before:
        return None
    frozen, key = written.freeze(options, right)
    wording = Wording(
        kind=kind,
        stem=said["stem"],
        options=tuple(frozen),
        right=tuple(key),
        explanation=said["explanation"],
        audience=str(meant["audience"]),
        difficulty=str(meant["difficulty"]),
        document_id=int(meant["document"]) if meant["document"] else None,
        article=said["article"],
    )
    wording = with_passage(wording, said, passages)
    told = [_("Đã bỏ chữ cái “A.”, “B.” ở đầu các phương án.")] if bare else []
    warnings = (*told, *warnings_of(wording.stem, frozen, key, kind=kind))
    return Planned(
        row.number, said["code"], int(meant["axis"] or 0), wording=wording, warnings=warnings
    )


def _tidied(name: str, said: str) -> str:
    if name in {"stem", "passage"}:
        return tidied_with_tables(said)
    has_lines = name in {"explanation", *LETTERS}
    return text.tidy_lines(said) if has_lines else text.tidy(said)


def _check_code(row: int, code: str, problems: Problems) -> None:
    if not code:
        problems.add(row, "code", _("Hãy đặt mã cho câu hỏi, mỗi câu một mã."))
    elif len(code) > MAX_CODE:
        problems.add(row, "code", _("Mã dài quá %(limit)s ký tự.") % {"limit": MAX_CODE})


def _meanings(said: dict[str, str], known: _Known) -> dict[str, str | int | None]:
    return {
        "axis": known.axes.get(text.search_key(said["axis"])),
        "audience": cells.audience(said["audience"]),
        "difficulty": cells.difficulty(said["difficulty"]),
        "document": known.documents.get(document_key(said["document"])),
    }


def _not_understood(
    said: dict[str, str], meant: dict[str, str | int | None], known: _Known
) -> Iterable[tuple[str, str]]:
    if not meant["axis"]:
        advice = _("Không có trục “%(said)s”. Hãy ghi một trong các mã: %(codes)s.")
        yield "axis", advice % {"said": said["axis"], "codes": known.axis_codes}
    if cells.kind(said["kind"]) is None:
        kinds = ", ".join(f"“{label}”" for label in QuestionKind.labels)
        yield "kind", _("Không có dạng này. Hãy ghi %(kinds)s, hoặc để trống.") % {"kinds": kinds}
    if not meant["audience"]:
        yield "audience", _("Hãy ghi “Chung”, “CBCCVC” hoặc “Người dân”.")
    if not meant["difficulty"]:
        yield "difficulty", _("Hãy ghi “Dễ”, “Trung bình” hoặc “Khó”.")
    if _has_no_basis(said):
        if said["article"]:
            yield "article", _("Câu không có căn cứ văn bản thì để trống ô này.")
        return
    if not said["document"]:
        advice = _("Hãy ghi số hiệu văn bản làm căn cứ, hoặc “%(none)s”.")
        yield "document", advice % {"none": NO_BASIS}
    elif not meant["document"]:
        advice = _("Ngân hàng chưa có văn bản “%(said)s”. Hãy thêm ở trang Văn bản trước.")
        yield "document", advice % {"said": said["document"]}


def _has_no_basis(said: dict[str, str]) -> bool:
    return text.search_key(said["document"]) == text.search_key(str(NO_BASIS))


def _check_letters(rows: list[RawRow], problems: Problems) -> None:
    """Text typed in a font of before Unicode: its cells are read, but nobody could read them."""
    cells = [(row, name, said) for row in rows for name, said in row.cells.items()]
    repair = repair_texts([said for _row, _name, said in cells])
    if not repair.encoding:
        return
    advice = _("Chữ theo bảng mã cũ %(encoding)s. Hãy đổi sang Unicode rồi tải lên lại.")
    for (row, name, said), meant in zip(cells, repair.texts, strict=True):
        if said != meant:
            problems.add(row.number, name, advice % {"encoding": repair.encoding})


def _check_twice(found: list[tuple[RawRow, Planned | None]], problems: Problems) -> None:
    codes: dict[str, int] = {}
    texts: dict[str, int] = {}
    for row, one in found:
        code = _folded_code(row.cells.get("code", ""))
        first = codes.setdefault(code, row.number)
        if code and first != row.number:
            advice = _("Mã này đã có ở dòng %(row)s. Mỗi câu cần một mã riêng.")
            problems.add(row.number, "code", advice % {"row": first})
        if one and (first := texts.setdefault(one.wording.search_key, row.number)) != row.number:
            advice = _("Câu này trùng với câu ở dòng %(row)s. Hãy bỏ một dòng.")
            problems.add(row.number, "stem", advice % {"row": first})


def _folded_code(said: str) -> str:
    """Codes that people read alike: "du-1", "DU-1" and "DU–1"."""
    return _DASHES.sub("-", text.tidy(said)).casefold()


def _warned_of_orders(planned: list[Planned]) -> list[Planned]:
    """The same question with its options in another order is most often the same question."""
    first: dict[tuple[str, ...], int] = {}
    warned = []
    for one in planned:
        options = sorted(text.search_key(option) for option in one.wording.options)
        known = first.setdefault((text.search_key(one.wording.stem), *options), one.row)
        if known != one.row:
            advice = _("Giống câu ở dòng %(row)s, chỉ khác thứ tự phương án hoặc dấu câu.")
            said = advice % {"row": known}
            warned.append(replace(one, warnings=(*one.warnings, said)))
        else:
            warned.append(one)
    return warned


def _held_against_bank(
    planned: list[Planned],
    columns: Iterable[str],
    problems: Problems,
    *,
    closed: Collection[int],
) -> list[Planned]:
    _check_under_other_code(planned, problems)
    questions = {
        question.code: question
        for question in Question.objects.filter(code__in=[one.code for one in planned])
    }
    _check_codes_alike(planned, questions, problems)
    ids = [question.pk for question in questions.values()]
    current = current_revisions(ids)
    published = set(
        Revision.objects.filter(question__in=ids)
        .exclude(published_at=None)
        .values_list("question_id", flat=True)
    )
    settled = []
    for one in planned:
        question = questions.get(one.code)
        if question is None:
            settled.append(one)
            continue
        if question.pk in closed:  # what differs would tell the key
            problems.add(one.row, "code", _("Câu mã này chờ bạn giải. Hãy giải ở mục Chờ duyệt."))
            continue
        one = _with_kept_parts(one, current.get(question.pk), columns)  # noqa: PLW2901 -- completed
        if question.axis_id != one.axis_id and question.pk in published:
            advice = _("Câu mã này đã ban hành ở trục khác. Hãy giữ trục cũ hoặc đặt mã mới.")
            problems.add(one.row, "axis", advice)
        changes = _changes(one, question, current.get(question.pk))
        action = Action.CHANGED if changes else Action.UNCHANGED
        settled.append(replace(one, action=action, changes=changes))
    return settled


def _with_kept_parts(one: Planned, current: Revision | None, columns: Iterable[str]) -> Planned:
    if current is None:
        return one
    return replace(one, wording=keep_parts(one.wording, wording_of(current), columns))


def _check_codes_alike(
    planned: list[Planned], questions: dict[str, Question], problems: Problems
) -> None:
    new = [one for one in planned if one.code not in questions]
    if not new:
        return
    known = {_folded_code(code): code for code in Question.objects.values_list("code", flat=True)}
    for one in new:
        if code := known.get(_folded_code(one.code)):
            advice = _("Ngân hàng có mã “%(code)s”, chỉ khác cách viết. Hãy ghi đúng mã đó.")
            problems.add(one.row, "code", advice % {"code": code})


def _changes(one: Planned, question: Question, revision: Revision | None) -> tuple[str, ...]:
    if revision is None:
        return tuple(HEADERS.values())
    before, after = wording_of(revision), one.wording
    names = ("stem", "explanation", "audience", "difficulty", "article", "kind")
    changed = {name for name in names if getattr(before, name) != getattr(after, name)}
    changed |= {name for name, _said in _cells_of(before).items() ^ _cells_of(after).items()}
    changed |= changed_parts(before, after)
    if before.document_id != after.document_id:
        changed.add("document")
    if question.axis_id != one.axis_id:
        changed.add("axis")
    if before.lacks:  # a row of a file is complete
        changed.add("document")
    return tuple(header for name, header in HEADERS.items() if name in changed)


def _cells_of(wording: Wording) -> dict[str, str]:
    return WRITTEN_KINDS[wording.kind].write_cells(wording.options, wording.right)


def _check_under_other_code(planned: list[Planned], problems: Problems) -> None:
    rows = {one.wording.search_key: one for one in planned}
    live = Revision.objects.exclude(state=RevisionState.RETIRED).filter(search_key__in=rows)
    for key, code in live.order_by().values_list("search_key", "question__code"):
        if code != rows[key].code:
            advice = _("Câu này đã có trong ngân hàng với mã %(code)s. Hãy dùng mã đó.")
            problems.add(rows[key].row, "stem", advice % {"code": code})
