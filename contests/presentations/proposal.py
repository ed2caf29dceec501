"""Who would go on to the final of a written round: read, judged, and written by nobody yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from contests.models import (
    EdgeRule,
    PanelState,
    Round,
    SealedCode,
    TieCriterion,
    Work,
    WorkFinal,
    WorkResult,
)
from contests.presentations.selection import Candidate, Line, SelectionRule, Why, select
from contests.rules import ContestRefusal


class NotAgreedYet(ContestRefusal):
    code = "first_totals_not_agreed"
    status = 409


class KeyStillSealed(ContestRefusal):
    code = "key_still_sealed"
    status = 409
    message = _(
        "Điểm sơ khảo đã thống nhất nhưng mã phách chưa mở, nên chưa biết bài nào của ai. Hãy mở"
        " mã phách ở trang “Chấm bài viết” rồi lập chung khảo."
    )


class FinalExists(ContestRefusal):
    code = "final_exists"
    status = 409
    message = _("Kỳ này đã có chung khảo. Hãy mở trang chung khảo để xem.")


class NotForFinals(ContestRefusal):
    code = "not_for_finals"
    status = 409
    message = _("Chung khảo thuyết trình chỉ lập từ kỳ nhận bài viết.")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A work with what the rule says about it."""

    line: Line
    work: Work
    most: int

    @property
    def block_name(self) -> str:
        return self.line.candidate.block


@dataclass(frozen=True, slots=True)
class Proposal:
    rows: list[Proposed]

    @property
    def going_on(self) -> list[Proposed]:
        return [one for one in self.rows if one.line.goes_on]

    @property
    def staying(self) -> list[Proposed]:
        return [one for one in self.rows if not one.line.goes_on]

    @property
    def undecided(self) -> list[Proposed]:
        return [one for one in self.rows if one.line.why is Why.UNDECIDED]

    @property
    def digest(self) -> str:
        """Names this list, so that nobody makes a final of another one than was shown."""
        said = ",".join(str(one.work.pk) for one in self.going_on)
        return sha256(said.encode()).hexdigest()[:16]


def check_may_make(source: Round) -> None:
    if not source.takes_works:
        raise NotForFinals
    waiting = [one.title for one in source.panels.exclude(state=PanelState.AGREED)]
    if waiting or source.marks_agreed_at is None:
        said = _(
            "Điểm sơ khảo chưa được thống nhất (%(panels)s) nên chưa lập chung khảo được. Chủ tịch"
            " trình điểm, người thứ hai thống nhất, rồi bạn quay lại trang này."
        )
        raise NotAgreedYet(said % {"panels": ", ".join(waiting) or _("chưa có ban giám khảo")})
    if source.marked_at is None:
        raise KeyStillSealed
    if WorkFinal.objects.filter(source=source).exists():
        raise FinalExists


def rule_of(final: WorkFinal) -> SelectionRule:
    return SelectionRule(
        top=final.top,
        threshold=final.threshold,
        is_by_block=final.is_by_block,
        asks_chair=final.edge == EdgeRule.CHAIR,
    )


def propose(source: Round, final: WorkFinal) -> Proposal:
    """Judge all marked works of the round by the final's settings; it stores nothing."""
    check_may_make(source)
    results = WorkResult.objects.filter(round=source).select_related(
        "work__entry__unit__kind", "work__entry__user"
    )
    rows = {one.work_id: one for one in results.prefetch_related("work__authors__unit")}
    by_main = TieCriterion.MAIN_POINTS in source.tie_chain
    lines = select(_candidates(rows.values(), source, by_main=by_main), rule_of(final))
    return Proposal(
        [
            Proposed(one, rows[one.candidate.work].work, rows[one.candidate.work].most_points)
            for one in lines
        ]
    )


def _candidates(
    results: Iterable[WorkResult], source: Round, *, by_main: bool
) -> Iterable[Candidate]:
    out = set(
        SealedCode.objects.filter(work__round=source, judged__is_knocked_out=True).values_list(
            "work", flat=True
        )
    )
    for one in results:
        entry = one.work.entry
        if entry is None or entry.voided_at is not None:
            continue
        yield Candidate(
            work=one.work_id,
            entry=one.entry_id,
            points=one.points,
            main=one.main_points if by_main else 0,
            chair=one.chair_place,
            block=entry.unit.kind.name,
            is_knocked_out=one.work_id in out,
        )
