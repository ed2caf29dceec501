"""Totals of a panel: read from the sheets, proposed by the chair, agreed on by a second person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.judging.gaps import Outcome, Standing, rounded
from contests.judging.locks import locked_panel
from contests.judging.outcomes import RuleBook, outcomes_of, rule_book, told_marks
from contests.judging.rules import PanelMoved, check_is_chair, check_is_marking
from contests.judging.subjects import about_panel, lead_of
from contests.models import (
    Assignment,
    AssignmentState,
    JudgedWork,
    MarkSheet,
    Panel,
    PanelMember,
    PanelRole,
    PanelState,
    Round,
    SheetDraft,
    WorkStanding,
)
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.two_people import confirm


class TotalsNotReady(ContestRefusal):
    code = "totals_not_ready"
    status = 409


@dataclass(frozen=True, slots=True)
class WorkTotal:
    """Hundredths, None until settled; `is_agreed` says that nothing changes it any more."""

    work: int
    code: str
    division_name: str
    standing: Standing
    gap: int
    total: int | None
    marks: Mapping[int, int]
    is_knocked_out: bool
    is_agreed: bool


def works_by_code(panel: Panel, *, standing: WorkStanding | None = None) -> QuerySet[JudgedWork]:
    """Without their texts; the database counts and pages them by an index."""
    works = JudgedWork.objects.filter(panel=panel).defer("parts", "files")
    return works if standing is None else works.filter(standing=standing)


def totals_of(panel: Panel, works: Sequence[JudgedWork] | None = None) -> list[WorkTotal]:
    """Of each work, by code, or of these alone; once agreed as they are stored."""
    book = rule_book(panel)
    wanted = None if works is None else [one.pk for one in works]
    outcomes = outcomes_of(panel, book, works=wanted)
    found = list(works_by_code(panel)) if works is None else works
    is_agreed = panel.state == PanelState.AGREED
    return [_total_of(one, outcomes[one.pk], book, is_agreed=is_agreed) for one in found]


def _total_of(work: JudgedWork, outcome: Outcome, book: RuleBook, *, is_agreed: bool) -> WorkTotal:
    exact = outcome.marks
    total = None if exact is None else rounded(outcome.total)
    marks = {} if exact is None else told_marks(exact)
    is_out = exact is not None and book.knocks_out(exact)
    if is_agreed:
        total, is_out = work.agreed_total, work.is_knocked_out
        marks = {int(pk): mark for pk, mark in (work.agreed_marks or {}).items()}
    return WorkTotal(
        work=work.pk,
        code=work.code,
        division_name=work.division_name,
        standing=outcome.standing,
        gap=outcome.gap,
        total=total,
        marks=marks,
        is_knocked_out=is_out,
        is_agreed=is_agreed,
    )


def without_marks(totals: Iterable[WorkTotal]) -> list[WorkTotal]:
    """Codes and how far each has come, for whoever could tell whose a mark is."""
    hidden: dict[str, Any] = {"gap": 0, "total": None, "marks": {}, "is_knocked_out": False}
    return [replace(one, **hidden) for one in totals]


@transaction.atomic
def propose_totals(panel: Panel, *, by: User, at: datetime) -> None:
    """The chair says that marking is over; nobody marks while the totals wait."""
    stored = locked_panel(panel.pk)
    check_is_marking(stored)
    check_is_chair(by, stored)
    totals = totals_of(stored)
    _check_are_settled(stored, totals)
    stored.state, stored.proposed_by, stored.proposed_at = PanelState.PROPOSED, by, at
    stored.save(update_fields=["state", "proposed_by", "proposed_at"])
    after = {"works": len(totals), "digest": digest_of(stored, totals)}
    kind, actor = AuditKind.TOTALS_PROPOSED, lead_of(stored, by)
    record(about_panel(stored), kind=kind, by=actor, at=at, after=after)
    panel.refresh_from_db()


def _check_are_settled(panel: Panel, totals: list[WorkTotal]) -> None:
    if not totals:
        raise TotalsNotReady(_("Ban giám khảo chưa nhận bài nào."))
    waiting = [one.code for one in totals if one.standing is not Standing.SETTLED]
    if waiting:
        said = _("Còn %(n)d bài chưa chấm xong, ví dụ %(code)s. Hãy chấm xong rồi trình.")
        raise TotalsNotReady(said % {"n": len(waiting), "code": waiting[0]})
    reopened = Assignment.objects.filter(work__panel=panel, state=AssignmentState.REOPENED)
    if reopened.exists():
        raise TotalsNotReady(_("Còn phiếu đang mở lại để chấm. Hãy chờ giám khảo gửi lại."))


@transaction.atomic
def return_totals(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """Go on marking; whoever proposed may take it back, too."""
    stored = locked_panel(panel.pk)
    if stored.state != PanelState.PROPOSED:
        raise PanelMoved
    stored.state, stored.proposed_by, stored.proposed_at = PanelState.MARKING, None, None
    stored.save(update_fields=["state", "proposed_by", "proposed_at"])
    kind, actor = AuditKind.TOTALS_RETURNED, lead_of(stored, by)
    record(about_panel(stored), kind=kind, by=actor, at=at, reason=reason)
    panel.refresh_from_db()


@transaction.atomic
def agree_totals(panel: Panel, *, by: User, at: datetime, reason: str = "") -> None:
    """A second person agrees: totals are stored, drafts go, and no mark changes any more.

    The round's row comes first, as with works that are sent to a panel. Of two panels that agree
    at once the second one so sees the first."""
    if panel.round_id is not None:
        Round.objects.select_for_update(no_key=True).get(pk=panel.round_id)
    stored = locked_panel(panel.pk)
    if stored.state != PanelState.PROPOSED:
        raise PanelMoved
    actor, about = lead_of(stored, by), about_panel(stored)
    others = other_leads(stored, by)
    confirm(about, by=actor, proposed_by=stored.proposed_by_id, others=others, at=at, reason=reason)
    totals = totals_of(stored)
    _store(stored, totals)
    stored.state, stored.agreed_by, stored.agreed_at = PanelState.AGREED, by, at
    stored.digest = digest_of(stored, totals)
    stored.save(update_fields=["state", "agreed_by", "agreed_at", "digest"])
    SheetDraft.objects.filter(assignment__work__panel=stored).delete()
    if stored.round_id is not None:
        _note_round(stored.round_id, at=at)
    after = {
        "works": len(totals),
        "knocked_out": sum(one.is_knocked_out for one in totals),
        "digest": stored.digest,
    }
    record(about, kind=AuditKind.TOTALS_AGREED, by=actor, at=at, after=after)
    panel.refresh_from_db()


def _note_round(round_id: int, *, at: datetime) -> None:
    """From now on a public vote may be counted, too, unless another panel still marks."""
    others = Panel.objects.filter(round=round_id).exclude(state=PanelState.AGREED)
    if not others.exists():
        Round.objects.filter(pk=round_id).update(marks_agreed_at=at)


def other_leads(panel: Panel, user: User) -> QuerySet[User]:
    """Who else could agree: the secretary, another chair, or an organiser of the contest."""
    leads = PanelMember.objects.current().filter(panel=panel).exclude(role=PanelRole.JUROR)
    either = Q(pk__in=leads.values("user")) | Q(pk__in=panel.contest.organisers.values("pk"))
    return User.objects.filter(either, is_active=True).exclude(pk=user.pk)


def _store(panel: Panel, totals: list[WorkTotal]) -> None:
    rows = JudgedWork.objects.filter(panel=panel).defer("parts", "files").in_bulk()
    for one in totals:
        row = rows[one.work]
        row.agreed_total, row.is_knocked_out = one.total, one.is_knocked_out
        row.agreed_marks = {str(pk): mark for pk, mark in one.marks.items()}
    fields = ["agreed_total", "agreed_marks", "is_knocked_out"]
    JudgedWork.objects.bulk_update(rows.values(), fields, batch_size=200)


def digest_of(panel: Panel, totals: list[WorkTotal]) -> str:
    """SHA-256 over every sheet that was ever sent, and every total."""
    sheets = MarkSheet.objects.filter(assignment__work__panel=panel)
    rows = sheets.values_list(
        *("assignment__work__code", "assignment__member__number", "number", "total", "marks")
    )
    said: dict[str, Any] = {
        "sheets": sorted(map(_line, rows)),
        "totals": [[one.code, one.total, one.is_knocked_out] for one in totals],
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _line(row: tuple[str, int, int, int, dict[str, int]]) -> str:
    code, juror, number, total, marks = row
    told = ",".join(f"{pk}:{marks[pk]}" for pk in sorted(marks, key=int))
    return f"{code}/{juror}/{number}/{total}/{told}"
