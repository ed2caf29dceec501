"""Accepted works go to a jury under drawn codes; the key stays sealed until the totals are agreed.

Opening it gives each work its points, with the public's part where a vote counts."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.judging.equals import main_criterion, signed_places
from contests.judging.intake import AnonymousWork, take_works
from contests.models import (
    Ballot,
    BallotState,
    JudgedWork,
    Panel,
    PanelState,
    Round,
    SealedCode,
    Work,
    WorkFinal,
    WorkResult,
    WorkState,
)
from contests.points import hundredths_words
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.voting.share import public_most, public_points
from contests.written.changes import tell_changed
from contests.written.conflicts import barred_from
from contests.written.sieve.decisions import statement_for_jurors
from contests.written.sieve.texts import typed_parts
from contests.written.weighing import weighed
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class NothingToSend(ContestRefusal):
    code = "nothing_to_send"
    status = 409
    message = _(
        "Không còn bài hợp lệ nào chưa đưa cho ban giám khảo. Hãy sơ loại các bài đã nộp trước."
    )


class WorksStillTaken(ContestRefusal):
    code = "works_still_taken"
    status = 409
    message = _("Vòng thi còn nhận bài. Hãy đưa bài cho ban giám khảo sau khi đóng.")


class FilesNotClean(ContestRefusal):
    code = "files_not_clean"
    status = 409


class KeyStaysSealed(ContestRefusal):
    code = "key_stays_sealed"
    status = 409


class KeyIsOpen(ContestRefusal):
    code = "key_is_open"
    status = 409
    message = _("Mã phách của vòng này đã mở.")


@dataclass(frozen=True, slots=True)
class KeyLine:
    """Which work stood under which code, and what it came to; once the key is open."""

    work: Work
    code: str
    total: int | None
    is_knocked_out: bool

    @property
    def points(self) -> str:
        return hundredths_words(self.total or 0)


def unsent_works(round: Round) -> QuerySet[Work]:
    return round.works.filter(state=WorkState.ACCEPTED, codes=None)


@transaction.atomic
def send_to_panel(panel: Panel, *, by: User, at: datetime) -> int:
    """Give the panel all accepted works that it has not; nobody else learns which is which."""
    if panel.round_id is None:
        raise NothingToSend
    round = _locked(panel.round_id)
    if at < round.ends_at:
        raise WorksStillTaken
    found = unsent_works(round).select_related("entry__division", "entry__user")
    works = list(found.prefetch_related("authors__entry", "versions__files").order_by("pk"))
    if not works:
        raise NothingToSend
    barred = barred_from(works, panel)
    anonymous = [anonymous_work(one, barred[one.pk]) for one in works]
    rows = take_works(panel, anonymous, by=by, at=at, seed=secrets.token_hex(32))
    SealedCode.objects.bulk_create(
        SealedCode(work=work, judged=row, sealed_at=at)
        for work, row in zip(works, rows, strict=True)
    )
    after = {"works": len(works), "panel": panel.title}
    record(about_round(round), kind=AuditKind.KEY_SEALED, by=organiser(by), at=at, after=after)
    return len(works)


def anonymous_work(work: Work, barred: frozenset[int]) -> AnonymousWork:
    """What jurors may see of a work that was handed in; its versions must be prefetched."""
    version = list(work.versions.all())[-1]
    headings = work.round.written_terms.headings.all()
    parts = [(str(title), text) for title, text in typed_parts(version, headings) if text]
    if said := statement_for_jurors(work):
        parts.append((str(_("Khai việc dùng công cụ AI")), said))
    files = []
    for n, file in enumerate(version.files.all(), start=1):
        if not file.cleaned_as:
            told = _("Tệp của bài số %(n)s chưa có bản đã xóa thông tin. Hãy kiểm tra lại bài này.")
            raise FilesNotClean(told % {"n": work.number})
        files.append((f"Tệp {n}.{file.kind}", file.kind, file.cleaned_as))
    division = work.entry.division.name if work.entry else ""
    return AnonymousWork(division, tuple(parts), tuple(files), barred)


@transaction.atomic
def open_key(round: Round, *, by: User, at: datetime) -> int:
    """Give every work its points and tell the boards; what waits is said instead."""
    stored = _locked(round.pk)
    if stored.marked_at is not None:
        raise KeyIsOpen
    sealed = _sealed(stored)
    _check_may_open(stored, sealed)
    results = _results(stored, sealed, at=at)
    WorkResult.objects.bulk_create(results, batch_size=500)
    stored.marked_at = at
    stored.save(update_fields=["marked_at"])
    tell_changed(stored, [one.entry_id for one in results])
    after = {"works": len(sealed)}
    record(about_round(stored), kind=AuditKind.KEY_OPENED, by=organiser(by), at=at, after=after)
    return len(results)


def key_lines(round: Round) -> list[KeyLine]:
    """Read the open key; before that there is nothing to read."""
    if round.marked_at is None:
        return []
    return [
        KeyLine(one.work, one.judged.code, one.judged.agreed_total, one.judged.is_knocked_out)
        for one in _sealed(round)
    ]


def _locked(round_id: int) -> Round:
    rounds = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("contest")
    return rounds.get(pk=round_id)


def _sealed(round: Round) -> list[SealedCode]:
    found = SealedCode.objects.filter(work__round=round)
    named = found.select_related("work__entry", "work__finalist", "judged__panel__round")
    named = named.order_by("judged__code")
    return list(named.defer("judged__parts", "judged__files"))


def _check_may_open(round: Round, sealed: Sequence[SealedCode]) -> None:
    waiting = [one.title for one in round.panels.exclude(state=PanelState.AGREED)]
    if waiting or not sealed:
        said = _("Ban giám khảo chưa thống nhất điểm: %(panels)s.")
        raise KeyStaysSealed(said % {"panels": ", ".join(waiting) or _("chưa nhận bài nào")})
    if unsieved := round.works.filter(state__in=(WorkState.HANDED_IN, WorkState.RETURNED)).count():
        said = _("Còn %(n)d bài chưa sơ loại xong. Hãy nhận hoặc loại từng bài trước.")
        raise KeyStaysSealed(said % {"n": unsieved})
    if unsent := unsent_works(round).count():
        said = _("Còn %(n)d bài hợp lệ chưa đưa cho ban giám khảo.")
        raise KeyStaysSealed(said % {"n": unsent})
    ballot = _counting_ballot(round)
    if ballot is not None and ballot.state != BallotState.SETTLED:
        said = _("Bình chọn “%(title)s” tính vào tổng điểm nhưng chưa chốt.")
        raise KeyStaysSealed(said % {"title": ballot.title})


def _counting_ballot(round: Round) -> Ballot | None:
    return Ballot.objects.filter(round=round, public_percent__gt=0).first()


def _results(round: Round, sealed: Sequence[SealedCode], *, at: datetime) -> list[WorkResult]:
    """A work that the rubric knocks out has no points; one of nobody who entered has no result."""
    ballot = _counting_ballot(round)
    votes: Mapping[int | None, int | None] = {}
    if ballot is not None:
        votes = dict(ballot.candidates.values_list("work", "vote_count"))
    panels = list(round.panels.all())
    main = {one.pk: main_criterion(one) for one in panels}
    chair = {pk: place for one in panels for pk, place in signed_places(one).items()}
    final = WorkFinal.objects.filter(round=round).first()
    results, jury_groups = [], {}
    for one in sealed:
        work, judged = one.work, one.judged
        if work.entry_id is None or work.state != WorkState.ACCEPTED:
            continue
        added, most = _public_part(ballot, votes, work, judged.panel.full_mark)
        marks = _jury_points(judged, final=final, work=work)
        jury_groups[work.pk] = (judged.panel_id, judged.agreed_total)
        results.append(
            WorkResult(
                work=work,
                round=round,
                entry_id=work.entry_id,
                points=0 if judged.is_knocked_out else marks + added,
                most_points=judged.panel.full_mark + most,
                main_points=_main_points(judged, main[judged.panel_id]),
                chair_place=chair.get(judged.pk, 0),
                settled_at=at,
            )
        )
    _forget_other_orders(results, jury_groups)
    return results


def _jury_points(judged: JudgedWork, *, final: WorkFinal | None, work: Work) -> int:
    """The jury's total; in a final together with the part of the first round."""
    total = judged.agreed_total or 0
    if final is None:
        return total
    return weighed(
        total,
        full=judged.panel.full_mark,
        source=work.finalist.source_points,
        source_most=work.finalist.source_most,
        source_percent=final.source_percent,
    )


def _forget_other_orders(
    results: Sequence[WorkResult], jury_groups: Mapping[int, tuple[int, int | None]]
) -> None:
    """A chair ordered equals of one panel; votes or a first round may have made others equal."""
    groups: dict[tuple[int, int], list[WorkResult]] = defaultdict(list)
    for one in results:
        groups[one.points, one.main_points].append(one)
    for group in groups.values():
        if len({jury_groups[one.work_id] for one in group}) > 1:
            for one in group:
                one.chair_place = 0


def _public_part(
    ballot: Ballot | None, votes: Mapping[int | None, int | None], work: Work, full: int
) -> tuple[int, int]:
    if ballot is None:
        return 0, 0
    counted = {pk: n or 0 for pk, n in votes.items() if pk is not None}
    share = ballot.public_percent
    points = public_points(counted, jury_most=full, public_percent=share)
    return points.get(work.pk, 0), public_most(full, share)


def _main_points(judged: JudgedWork, main: int | None) -> int:
    return int((judged.agreed_marks or {}).get(str(main), 0))
