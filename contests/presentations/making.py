"""An organiser makes the final of a written round, or throws its draft away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.judging.members import appoint
from contests.judging.panels import create_panel
from contests.models import (
    Finalist,
    Panel,
    PanelMember,
    PanelRole,
    ResultDetail,
    Round,
    RoundKind,
    RubricItem,
    TieCriterion,
    Work,
    WorkAuthor,
    WorkFinal,
    WorkState,
)
from contests.models.presented import MOST_FINALISTS
from contests.planning.rounds import create_round
from contests.planning.take_back import delete_draft_round
from contests.presentations.proposal import Proposal, Proposed, check_may_make, propose
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, snapshot

SETTINGS = (
    *("threshold", "top", "is_by_block", "edge", "source_percent"),
    *("talk_minutes", "question_minutes", "pause_minutes", "are_names_known"),
)


class NobodyGoesOn(ContestRefusal):
    code = "nobody_goes_on"
    message = _("Không bài nào đạt các điều kiện này. Hãy hạ mức điểm rồi xem lại.")


class TooManyFinalists(ContestRefusal):
    code = "too_many_finalists"
    message = _("Chung khảo có nhiều nhất 60 bài. Hãy lấy ít bài hơn.")


class ChairHasNotOrdered(ContestRefusal):
    code = "chair_has_not_ordered"
    message = _(
        "Có bài bằng nhau ở vị trí cuối mà trưởng ban giám khảo chưa xếp thứ tự. Hãy chọn cho các"
        " bài đó cùng vào chung khảo, hoặc lấy số bài khác."
    )


class ListHasChanged(ContestRefusal):
    code = "list_has_changed"
    status = 409
    message = _("Danh sách vừa khác với bản bạn đã xem. Hãy xem lại rồi lập chung khảo.")


class FinalInThePast(ContestRefusal):
    code = "final_in_the_past"
    message = _("Giờ bắt đầu chung khảo đã qua. Hãy chọn giờ ở sau lúc này.")


class FinalIsDrawn(ContestRefusal):
    code = "final_is_drawn"
    status = 409
    message = _("Đã bốc thăm thứ tự trình bày nên không làm việc này được nữa.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the final is called, when it begins, and whether the first jury sits again."""

    title: str
    starts_at: datetime
    keeps_members: bool = True


@transaction.atomic
def make_final(
    source: Round, final: WorkFinal, *, occasion: Occasion, seen: str, by: User, at: datetime
) -> WorkFinal:
    """Write the final's draft: its round, its works and its panel.

    `seen` names the list that the organiser has looked at; `final` holds the settings."""
    stored = _locked(source.pk)
    check_may_make(stored)
    if occasion.starts_at <= at:
        raise FinalInThePast
    proposal = propose(stored, final)
    _check_may_go_on(proposal, seen=seen)
    chosen = proposal.going_on
    final.round = _make_round(stored, occasion, lasts=final.lasts(len(chosen)), by=by, at=at)
    keeps = occasion.keeps_members
    final.panel = _make_panel(stored, final.round, keeps_members=keeps, by=by, at=at)
    final.source, final.made_by, final.made_at = stored, by, at
    final.save(force_insert=True)
    for one in chosen:
        _enter(one, final, at=at)
    numbers = [one.work.number for one in chosen]
    after = snapshot(final, SETTINGS) | {"finalists": numbers}
    about = about_round(stored)
    record(about, kind=AuditKind.FINAL_MADE, by=organiser(by), at=at, after=after)
    return final


def _locked(round_id: int) -> Round:
    rounds = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("contest")
    return rounds.get(pk=round_id)


def _check_may_go_on(proposal: Proposal, *, seen: str) -> None:
    if proposal.undecided:
        raise ChairHasNotOrdered
    if not proposal.going_on:
        raise NobodyGoesOn
    if len(proposal.going_on) > MOST_FINALISTS:
        raise TooManyFinalists
    if proposal.digest != seen:
        raise ListHasChanged


def _make_round(
    source: Round, occasion: Occasion, *, lasts: timedelta, by: User, at: datetime
) -> Round:
    """A draft; the draw of the order publishes it."""
    round = Round(
        contest=source.contest,
        kind=RoundKind.PRESENTED,
        title=occasion.title,
        opens_at=occasion.starts_at,
        closes_at=occasion.starts_at + lasts,
        time_limit_s=int(lasts.total_seconds()),
        tie_chain=[TieCriterion.POINTS, TieCriterion.MAIN_POINTS, TieCriterion.CHAIR],
        shown_after_submit=ResultDetail.NOTHING,
        shown_after_close=ResultDetail.SCORE,
    )
    return create_round(round, sections=(), by=by, at=at)


def _make_panel(
    source: Round, round: Round, *, keeps_members: bool, by: User, at: datetime
) -> Panel:
    """Begin with the rubric of the first panel; organisers may change it before it marks."""
    first = source.panels.order_by("pk").first()
    assert first is not None  # noqa: S101 -- its totals were agreed
    panel = Panel(
        contest=source.contest,
        round=round,
        title=str(_("Ban giám khảo chung khảo"))[:200],
        mode=first.mode,
        full_mark=first.full_mark,
        markers=1,
        common_works=0,
        gap_value=0,
        too_fast_s=0,
        lease_days=60,
        is_sample=first.is_sample,
    )
    create_panel(panel, by=by, at=at)
    _copy_rubric(first, panel)
    if keeps_members:
        seats = PanelMember.objects.current().filter(panel=first).select_related("user")
        for seat in seats.order_by("number"):
            appoint(panel, user=seat.user, role=PanelRole(seat.role), by=by, at=at)
    return panel


def _copy_rubric(first: Panel, panel: Panel) -> None:
    items: Sequence[RubricItem] = list(first.rubric_items.order_by("pk"))
    copies: dict[int, RubricItem] = {}
    for one in sorted(items, key=lambda item: item.parent_id is not None):
        copies[one.pk] = RubricItem.objects.create(
            panel=panel,
            parent=copies[one.parent_id] if one.parent_id is not None else None,
            position=one.position,
            title=one.title,
            guidance=one.guidance,
            most=one.most,
            step=one.step,
            knock_out_below=one.knock_out_below,
            needs_remark=one.needs_remark,
        )


def _enter(one: Proposed, final: WorkFinal, *, at: datetime) -> None:
    """The work of the final names the same people; its text stays where it was handed in."""
    origin = one.work
    work = Work.objects.create(
        round=final.round,
        entry=origin.entry,
        number=origin.number,
        title=origin.title,
        state=WorkState.ACCEPTED,
        begun_at=at,
        handed_in_at=origin.handed_in_at,
        is_on_paper=origin.is_on_paper,
    )
    WorkAuthor.objects.bulk_create(
        WorkAuthor(
            work=work,
            position=author.position,
            entry_id=author.entry_id,
            full_name=author.full_name,
            unit_id=author.unit_id,
            share_percent=author.share_percent,
            confirmed_at=author.confirmed_at,
        )
        for author in origin.authors.all()
    )
    Finalist.objects.create(
        final=final,
        work=work,
        origin=origin,
        source_points=one.line.candidate.points,
        source_most=one.most,
        source_place=one.line.place,
        block_name=one.block_name if final.is_by_block else "",
    )


@transaction.atomic
def discard_final(final: WorkFinal, *, by: User, at: datetime, reason: str) -> None:
    """Throw the draft away, so that another final can be made; once drawn it stays."""
    stored = locked_final(final.pk)
    if stored.drawn_at is not None:
        raise FinalIsDrawn
    round, panel, source = stored.round, stored.panel, stored.source
    numbers = list(stored.finalists.order_by("work__number").values_list("work__number", flat=True))
    stored.delete()
    Work.objects.filter(round=round).delete()
    panel.delete()
    delete_draft_round(round, by=by, at=at)
    record(
        about_round(source),
        kind=AuditKind.FINAL_DISCARDED,
        by=organiser(by),
        at=at,
        before={"finalists": numbers},
        reason=reason,
    )


def locked_final(pk: int) -> WorkFinal:
    finals = WorkFinal.objects.select_for_update(no_key=True, of=("self",))
    return finals.select_related("round__contest", "panel", "source").get(pk=pk)
