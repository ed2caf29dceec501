"""What the pages of the sieve show: lists of works, and one work with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from contests.models import (
    LikenessPair,
    LikenessState,
    Round,
    SieveCheck,
    SieveDecision,
    Work,
    WorkAuthor,
    WorkFile,
    WorkState,
    WorkVersion,
    WrittenTerms,
)
from contests.written.sieve.examination import examine, newest_version_of
from contests.written.sieve.rules import check_may_return, mend_until
from contests.written.sieve.texts import body_of, typed_parts
from contests.written.sieve.words import Told, told
from quizsite.refusals import allowed

TABS: Mapping[str, WorkState] = {
    "": WorkState.HANDED_IN,
    "tra-lai": WorkState.RETURNED,
    "hop-le": WorkState.ACCEPTED,
    "khong-hop-le": WorkState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class ReadFile:
    file: WorkFile
    text: str
    is_scan: bool


@dataclass(frozen=True, slots=True)
class ReadWork:
    """One work as an organiser reads it; `findings` come with the unsettled ones first."""

    work: Work
    version: WorkVersion | None
    parts: list[tuple[str, str]]
    files: list[ReadFile]
    findings: list[Told]
    decisions: list[SieveDecision]
    pairs: list[LikenessPair]
    may_return: bool
    mend_until: datetime | None

    @property
    def is_decidable(self) -> bool:
        return self.work.state in (
            WorkState.HANDED_IN,
            WorkState.RETURNED,
            WorkState.ACCEPTED,
            WorkState.REFUSED,
        )


def listed(round: Round, tab: str, *, only_doubtful: bool) -> QuerySet[Work]:
    """Works of one state, each with how like it is to the one that it is most like."""
    mine = LikenessPair.objects.filter(Q(work=OuterRef("pk")) | Q(other_work=OuterRef("pk")))
    mine = mine.filter(round=round).exclude(state=LikenessState.CLEARED)
    works = Work.objects.filter(round=round, state=TABS[tab])
    if only_doubtful:
        works = works.exclude(~Exists(mine), sieve_check__finding_count=0)
    strongest = mine.order_by("-share_percent").values("share_percent")[:1]
    decisions = SieveDecision.objects.order_by("-pk")
    return (
        works.annotate(alike_percent=Subquery(strongest))
        .select_related("sieve_check", "entry__user", "entry__unit")
        .prefetch_related(Prefetch("sieve_decisions", decisions))
        .order_by("number", "pk")
    )


def counts_of(round: Round) -> dict[str, int]:
    rows = Work.objects.filter(round=round).values_list("state").annotate(n=Count("pk"))
    return {str(state): n for state, n in rows.order_by()}


def read_work(work: Work, *, at: datetime) -> ReadWork:
    """Examine it first if its newest version is newer than what the machine has seen."""
    version = newest_version_of(work)
    check = SieveCheck.objects.filter(work=work).first()
    if version and (check is None or check.version_id != version.pk):
        check = examine(work, at=at)
    terms = WrittenTerms.objects.filter(round=work.round_id).prefetch_related("headings").first()
    found = [told(one) for one in check.findings] if check else []
    return ReadWork(
        work=work,
        version=version,
        parts=typed_parts(version, terms.headings.all()) if version and terms else [],
        files=_files(version),
        findings=sorted(found, key=lambda one: one.is_settled),
        decisions=list(work.sieve_decisions.select_related("decided_by").order_by("-pk")),
        pairs=list(pairs_of(work)),
        may_return=allowed(check_may_return, work) and work.state == WorkState.HANDED_IN,
        mend_until=mend_until(work),
    )


def _files(version: WorkVersion | None) -> list[ReadFile]:
    found = []
    for file in version.files.all() if version else ():
        facts = getattr(file, "facts", None)
        text, is_scan = (body_of(facts), facts.is_scan) if facts else ("", False)
        found.append(ReadFile(file, text, is_scan))
    return found


def pairs_of(work: Work) -> QuerySet[LikenessPair]:
    mine = LikenessPair.objects.filter(Q(work=work) | Q(other_work=work), round=work.round_id)
    return mine.select_related("work", "other_work", "sample").order_by("-share_percent", "pk")


def authors_of(work: Work) -> list[WorkAuthor]:
    return list(work.authors.select_related("unit"))
