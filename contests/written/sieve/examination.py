"""Looks a work through: form, files, and what gives its authors away. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from contests.models import (
    Round,
    SieveCheck,
    ToolStatement,
    Work,
    WorkFile,
    WorkVersion,
    WrittenTerms,
)
from contests.written.sieve.form_checks import (
    Asked,
    Bounds,
    FileSeen,
    Heading,
    form_faults,
)
from contests.written.sieve.identity import Person, traces_in
from contests.written.sieve.texts import typed_parts

# Jurors get no file name, property or comment, and a copy without them: told, and no fault.
_TAKEN_OUT = {"name", "properties", "comments", "marks", "exif", "video"}
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """`file` is the name of the file that it is in; a settled one is only told."""

    code: str
    file: str = ""
    place: str = ""
    value: str = ""
    is_settled: bool = False


def newest_versions() -> QuerySet[WorkVersion]:
    """For a subquery over works: the versions of each, the newest first."""
    return WorkVersion.objects.filter(work=OuterRef("pk")).order_by("-number")


def with_newest(works: QuerySet[Work]) -> QuerySet[Any]:
    return works.annotate(newest_version=Subquery(newest_versions().values("pk")[:1]))


def unexamined(round: Round) -> QuerySet[Work]:
    """Works whose newest version the machine has not seen."""
    works = with_newest(Work.objects.standing().filter(round=round, is_on_paper=False))
    return works.exclude(newest_version=None).exclude(
        sieve_check__version=F("newest_version"), sieve_check__isnull=False
    )


def examine_round(round: Round, *, at: datetime) -> int:
    """Examine what nobody has, in batches; return how many."""
    count, last = 0, 0
    while batch := list(unexamined(round).filter(pk__gt=last).order_by("pk")[:_BATCH]):
        for work in batch:
            examine(work, at=at)
        count, last = count + len(batch), batch[-1].pk
    return count


@transaction.atomic
def examine(work: Work, *, at: datetime) -> SieveCheck | None:
    """Look the newest version through and keep the findings; None if nothing was handed in."""
    version = newest_version_of(work)
    terms = WrittenTerms.objects.filter(round=work.round_id).prefetch_related("headings").first()
    if version is None or terms is None:
        return None
    found = list(_findings(work, version, terms))
    values = {
        "version": version,
        "findings": [asdict(one) for one in found],
        "finding_count": sum(not one.is_settled for one in found),
        "checked_at": at,
    }
    check, _made = SieveCheck.objects.update_or_create(work=work, defaults=values)
    return check


def newest_version_of(work: Work) -> WorkVersion | None:
    files = WorkFile.objects.filter(Q(removed_at=None)).select_related("facts")
    versions = WorkVersion.objects.filter(work=work).prefetch_related(Prefetch("files", files))
    return versions.order_by("-number").first()


def _findings(work: Work, version: WorkVersion, terms: WrittenTerms) -> Iterator[Finding]:
    files = list(version.files.all())
    for fault in form_faults(
        _asked(terms),
        _headings(version, terms),
        [_seen(one) for one in files],
        tools_stated=bool(work.tool_statement.strip()),
    ):
        yield Finding(fault.code, place=fault.place, value=fault.value)
    people = _people(work)
    typed = [("title", version.title), *typed_parts(version, terms.headings.all())]
    for trace in traces_in(typed, people):
        yield Finding(trace.code, place=trace.place, value=trace.value)
    for file in files:
        yield from _in_file(file, people)


def _in_file(file: WorkFile, people: list[Person]) -> Iterator[Finding]:
    facts = getattr(file, "facts", None)
    parts = [("name", file.name), *(facts.parts if facts else ())]
    for trace in traces_in(((place, text) for place, text in parts), people):
        settled = trace.place in _TAKEN_OUT
        yield Finding(trace.code, file.name, trace.place, trace.value, is_settled=settled)
    for one in facts.found if facts else ():
        settled = one["code"] != "no_text"
        yield Finding(one["code"], file.name, one["place"], one["value"], is_settled=settled)


def _people(work: Work) -> list[Person]:
    authors = work.authors.select_related("unit", "entry__unit")
    return [
        Person(one.full_name, tuple(dict.fromkeys(_units(one.unit, one.entry)))) for one in authors
    ]


def _units(unit: object, entry: object) -> Iterable[str]:
    for one in (unit, getattr(entry, "unit", None)):
        if name := getattr(one, "name", ""):
            yield name


def _asked(terms: WrittenTerms) -> Asked:
    return Asked(
        words=Bounds(terms.min_words, terms.max_words),
        pages=Bounds(terms.min_pages, terms.max_pages),
        files=Bounds(terms.min_files, terms.max_files),
        file_kinds=tuple(terms.file_kinds),
        takes_text=terms.takes_text,
        must_state_tools=terms.tool_statement == ToolStatement.REQUIRED,
    )


def _headings(version: WorkVersion, terms: WrittenTerms) -> list[Heading]:
    return [
        Heading(
            one.title,
            one.is_required,
            Bounds(one.min_words, one.max_words),
            str(version.texts.get(str(one.pk), "")),
        )
        for one in terms.headings.all()
    ]


def _seen(file: WorkFile) -> FileSeen:
    return FileSeen(file.name, file.kind, file.pages, is_read=hasattr(file, "facts"))
