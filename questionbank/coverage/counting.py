"""Counts published questions by axis, audience, difficulty and document, with their uses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from questionbank.models import Audience, Axis, Difficulty, LegalDocument, Revision
from questionbank.reviewing.signs import asks_for_number
from questionbank.uses import Use, uses_by_question

CELLS = [(audience, difficulty) for audience in Audience for difficulty in Difficulty]


@dataclass(slots=True)
class Line:
    """A row of a table: so many questions, and how often rounds that are over could ask them."""

    name: str
    note: str = ""
    query: str = ""  # of the list of these questions
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    numbers: int = 0  # that ask for a bare number
    unused: int = 0
    uses: int = 0
    last_used_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def cells(self) -> list[int]:
        return [self.counts[str(audience), str(difficulty)] for audience, difficulty in CELLS]

    @property
    def number_percent(self) -> int:
        return round(100 * self.numbers / self.total) if self.total else 0

    def add(self, revision: Revision, uses: Sequence[Use], *, asks_number: bool) -> None:
        self.counts[revision.audience, revision.difficulty] += 1
        self.numbers += asks_number
        self.uses += len(uses)
        self.unused += not uses
        for use in uses:
            if self.last_used_at is None or use.began_at > self.last_used_at:
                self.last_used_at = use.began_at


@dataclass(frozen=True, slots=True)
class Coverage:
    whole: Line
    axes: list[Line]
    documents: list[Line]


def count_coverage(
    *, at: datetime, whole: str, no_document: str, ended: str, document: int | None = None
) -> Coverage:
    """The words name the sum, the row of questions without a document, and one out of force.

    With a document only its questions are counted."""
    found = Revision.objects.published().select_related("question", "document")
    if document is not None:
        found = found.filter(document=document)
    revisions = list(found.defer("search_key", "review_note"))
    uses = uses_by_question(at=at)
    today = timezone.localdate(at)
    axes = {axis.pk: _axis(axis) for axis in Axis.objects.all()}
    documents: dict[int, Line] = {}
    sums = Line(whole, query="state=published")
    for revision in revisions:
        used = uses.get(revision.question_id, [])
        asks_number = asks_for_number(revision.kind, revision.options)
        for line in (
            sums,
            axes[revision.question.axis_id],
            _line_of(revision, documents, today=today, words=(no_document, ended)),
        ):
            line.add(revision, used, asks_number=asks_number)
    by_size = sorted(documents.values(), key=lambda line: (-line.total, line.name))
    retired = set(Axis.objects.filter(is_retired=True).values_list("pk", flat=True))
    kept = [line for pk, line in axes.items() if line.total or pk not in retired]
    return Coverage(sums, kept, by_size)


def _axis(axis: Axis) -> Line:
    return Line(f"{axis.code}. {axis.name}", query=f"state=published&axis={axis.pk}")


def _line_of(
    revision: Revision, documents: dict[int, Line], *, today: date, words: tuple[str, str]
) -> Line:
    document: LegalDocument | None = revision.document
    pk = document.pk if document else 0
    if pk not in documents:
        is_over = document is not None and not document.is_in_force(today)
        documents[pk] = Line(
            document.number if document else words[0],
            note=words[1] if is_over else "",
            query=f"state=published&document={pk}" if document else "",
        )
    return documents[pk]


def matrix_rows(lines: Sequence[Line], names: Sequence[str]) -> list[Mapping[str, object]]:
    """Rows of the file; `names` are the columns of the cells."""
    rows: list[Mapping[str, object]] = []
    for line in lines:
        cells: dict[str, object] = defaultdict(str)
        cells |= dict(zip(names, line.cells, strict=True))
        cells |= {
            "name": line.name,
            "note": line.note,
            "total": line.total,
            "numbers": line.numbers,
            "uses": line.uses,
            "unused": line.unused,
            "last": timezone.localdate(line.last_used_at).strftime("%d/%m/%Y")
            if line.last_used_at
            else "",
        }
        rows.append(cells)
    return rows
