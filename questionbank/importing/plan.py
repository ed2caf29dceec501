"""Compares rows of a file with the bank: what each would do, and every problem with its remedy.

It reads the bank in a fixed number of queries and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.authoring.revisions import current_revisions, wording_of
from questionbank.authoring.wording import Wording, faults_of, warnings_of
from questionbank.importing import cells
from questionbank.importing.columns import HEADERS, QUESTIONS
from questionbank.legal_documents.numbers import document_key
from questionbank.models import Axis, LegalDocument, Question, QuestionKind, Revision, RevisionState
from quizsite.language import vietnamese as text
from quizsite.tables.problems import Problem, Problems, problems_of_whole
from quizsite.tables.reader import RawRow, RawTable

MAX_CODE = 40


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


def check_file(raw: RawTable) -> Plan:
    if of_whole := problems_of_whole(raw, QUESTIONS):
        return Plan(problems=of_whole, ignored=raw.ignored)
    problems = Problems(QUESTIONS, raw.columns)
    known = _Known.of_bank()
    found = [(row, _read_row(row, known, problems)) for row in raw.rows]
    _check_twice(found, problems)
    planned = _held_against_bank([one for _row, one in found if one], problems)
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


def _read_row(row: RawRow, known: _Known, problems: Problems) -> Planned | None:
    before = len(problems)
    said = {name: text.tidy(row.cells.get(name, "")) for name in HEADERS}
    problems.add_flags(row)
    _check_code(row.number, said["code"], problems)
    meant = _meanings(said, known)
    kind = QuestionKind.CHOICE
    options, right, unread = WRITTEN_KINDS[kind].read_cells(said)
    faults = faults_of(said, options, right, kind=kind)
    named = set(row.flags)
    for place, advice in (*_not_understood(said, meant, known), *unread, *faults):
        if place not in named:  # a cell that cannot be read has no further fault
            named.add(place)
            problems.add(row.number, place, advice)
    if len(problems) > before:
        return None
    wording = Wording(
        kind=kind,
        stem=said["stem"],
        options=tuple(option for option in options if option),
        right=right,
        explanation=said["explanation"],
        audience=str(meant["audience"]),
        difficulty=str(meant["difficulty"]),
        document_id=int(meant["document"] or 0),
        article=said["article"],
    )
    warnings = tuple(warnings_of(wording.stem, wording.options, right, kind=kind))
    return Planned(
        row.number, said["code"], int(meant["axis"] or 0), wording=wording, warnings=warnings
    )


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
    if not meant["audience"]:
        yield "audience", _("Hãy ghi “Chung”, “CBCCVC” hoặc “Người dân”.")
    if not meant["difficulty"]:
        yield "difficulty", _("Hãy ghi “Dễ”, “Trung bình” hoặc “Khó”.")
    if not said["document"]:
        yield "document", _("Hãy ghi số hiệu văn bản làm căn cứ.")
    elif not meant["document"]:
        advice = _("Ngân hàng chưa có văn bản “%(said)s”. Hãy thêm ở trang Văn bản trước.")
        yield "document", advice % {"said": said["document"]}


def _check_twice(found: list[tuple[RawRow, Planned | None]], problems: Problems) -> None:
    codes: dict[str, int] = {}
    texts: dict[str, int] = {}
    for row, one in found:
        code = text.tidy(row.cells.get("code", ""))
        first = codes.setdefault(code, row.number)
        if code and first != row.number:
            advice = _("Mã này đã có ở dòng %(row)s. Mỗi câu cần một mã riêng.")
            problems.add(row.number, "code", advice % {"row": first})
        if one and (first := texts.setdefault(one.wording.search_key, row.number)) != row.number:
            advice = _("Câu này trùng với câu ở dòng %(row)s. Hãy bỏ một dòng.")
            problems.add(row.number, "stem", advice % {"row": first})


def _held_against_bank(planned: list[Planned], problems: Problems) -> list[Planned]:
    _check_under_other_code(planned, problems)
    questions = {
        question.code: question
        for question in Question.objects.filter(code__in=[one.code for one in planned])
    }
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
        if question.axis_id != one.axis_id and question.pk in published:
            advice = _("Câu mã này đã ban hành ở trục khác. Hãy giữ trục cũ hoặc đặt mã mới.")
            problems.add(one.row, "axis", advice)
        changes = _changes(one, question, current.get(question.pk))
        action = Action.CHANGED if changes else Action.UNCHANGED
        settled.append(replace(one, action=action, changes=changes))
    return settled


def _changes(one: Planned, question: Question, revision: Revision | None) -> tuple[str, ...]:
    if revision is None:
        return tuple(HEADERS.values())
    before, after = wording_of(revision), one.wording
    names = ("stem", "explanation", "audience", "difficulty", "article")
    changed = {name for name in names if getattr(before, name) != getattr(after, name)}
    changed |= {name for name, _said in _cells_of(before).items() ^ _cells_of(after).items()}
    if before.document_id != after.document_id:
        changed.add("document")
    if question.axis_id != one.axis_id:
        changed.add("axis")
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
