"""One work as everybody reads it: its texts, the words of its files, and its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contests.gallery.shown import named_authors, shown_works, tells_authors
from contests.models import BallotState, Candidate, KeptFacts, Work, WorkFile, WorkVersion
from contests.written.sieve.texts import body_of, typed_parts

PICTURES = {"jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    work: Work
    parts: tuple[Part, ...]
    of_files: tuple[Part, ...]
    pictures: tuple[int, ...]
    left_out: int
    authors: tuple[str, ...]
    unit: str
    ballot: int | None
    minutes: int


def readable_work(pk: int, *, at: datetime) -> Work | None:
    rows = shown_works(at=at).select_related("round__contest", "axis", "entry__unit")
    return rows.prefetch_related("authors__entry__user").filter(pk=pk).first()


def reading_of(work: Work, *, at: datetime) -> Reading:
    """Titles are those of the round; a text that is empty has none."""
    version = _newest(work)
    files = list(version.files.select_related("facts")) if version else []
    headings = work.round.written_terms.headings.all()
    parts = [Part(str(t), text) for t, text in typed_parts(version, headings)] if version else []
    of_files = [_words_of(file) for file in files]
    pictures = [file.pk for file in files if is_picture(file)]
    shown = {file.pk for file, part in zip(files, of_files, strict=True) if part} | set(pictures)
    words = sum(len(one.text.split()) for one in [*parts, *(p for p in of_files if p)])
    return Reading(
        work=work,
        parts=tuple(one for one in parts if one.text.strip()),
        of_files=tuple(one for one in of_files if one is not None),
        pictures=tuple(pictures),
        left_out=len(files) - len(shown),
        authors=tuple(named_authors(work)),
        unit=work.entry.unit.name if work.entry and tells_authors(work) else "",
        ballot=_open_ballot(work, at=at),
        minutes=max(1, round(words / 200)),
    )


def picture_of(work: Work, file_pk: int) -> WorkFile | None:
    """A picture of what was handed in last; only our own copy, whose pixels are written anew."""
    version = _newest(work)
    file = version.files.filter(pk=file_pk).first() if version else None
    return file if file is not None and is_picture(file) else None


def is_picture(file: WorkFile) -> bool:
    return file.kind in PICTURES and bool(file.cleaned_as) and file.whole_at is not None


def _newest(work: Work) -> WorkVersion | None:
    return work.versions.order_by("-number").first()


def _words_of(file: WorkFile) -> Part | None:
    """Of a Word or PDF file everybody reads the words, and nobody gets the file."""
    facts: KeptFacts | None = getattr(file, "facts", None)
    text = body_of(facts).strip() if facts is not None else ""
    return Part(f".{file.kind}", text) if text else None


def _open_ballot(work: Work, *, at: datetime) -> int | None:
    open_now = Candidate.objects.filter(
        work=work,
        ballot__state=BallotState.OPEN,
        ballot__opens_at__lte=at,
        ballot__closes_at__gt=at,
    )
    return open_now.values_list("ballot", flat=True).first()
