"""Lots are drawn for the order of presentations, before a witness; the works go to the jury."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.judging.intake import AnonymousWork, take_works
from contests.models import (
    Finalist,
    PanelState,
    RoundState,
    SealedCode,
    Work,
    WorkFinal,
)
from contests.planning.written_rounds import publish_written_round
from contests.presentations.clock import drawn_order
from contests.presentations.making import FinalIsDrawn, NobodyGoesOn, locked_final
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.changes import tell_changed
from contests.written.codes import anonymous_work
from contests.written.conflicts import barred_from
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class PanelMarksAlready(ContestRefusal):
    code = "panel_marks_already"
    status = 409
    message = _("Ban giám khảo chung khảo đã mở chấm trước khi bốc thăm. Hãy liên hệ quản trị.")


class OriginGone(ContestRefusal):
    code = "origin_gone"
    status = 409
    message = _("Một bài vào chung khảo vừa bị tác giả xóa. Hãy bỏ bản nháp và lập lại chung khảo.")


@transaction.atomic
def draw(final: WorkFinal, *, witness: str, by: User, at: datetime) -> WorkFinal:
    """Draw once, announce the round, and give the works to the jury under their places."""
    stored = locked_final(final.pk)
    if stored.drawn_at is not None:
        raise FinalIsDrawn
    if stored.panel.state != PanelState.DRAFT:
        raise PanelMarksAlready
    stored.seed, stored.witness = secrets.token_hex(16), witness
    stored.drawn_at, stored.drawn_by = at, by
    finalists = _in_drawn_order(stored)
    stored.save(update_fields=["seed", "witness", "drawn_at", "drawn_by"])
    _give_to_jury(stored, finalists, by=by, at=at)
    if stored.round.state == RoundState.DRAFT:
        publish_written_round(stored.round, by=by, at=at)
    tell_changed(stored.round, [one.work.entry_id for one in finalists])
    after = {  # the witness's name stands with the final, from where it can be emptied
        "seed": stored.seed,
        "presented_order": [one.work.number for one in finalists],
    }
    about = about_round(stored.round)
    record(about, kind=AuditKind.FINAL_DRAWN, by=organiser(by), at=at, after=after)
    return stored


def _in_drawn_order(final: WorkFinal) -> list[Finalist]:
    """Lots fall on the numbers that stand on receipts, so that anybody can draw again."""
    found = final.finalists.select_related("work__entry__division", "work__entry__user")
    rows = {one.work.number or 0: one for one in found.prefetch_related("work__authors__entry")}
    if not rows:
        raise NobodyGoesOn
    order = [rows[number] for number in drawn_order(list(rows), seed=final.seed)]
    for position, one in enumerate(order, start=1):
        one.position = position
        one.save(update_fields=["position"])
    return order


def _give_to_jury(final: WorkFinal, finalists: list[Finalist], *, by: User, at: datetime) -> None:
    """Jurors read what was handed in first; who presents it is told where the final says so."""
    barred = barred_from([one.work for one in finalists], final.panel)
    works = [_for_jury(final, one, barred[one.work.pk]) for one in finalists]
    seed = f"{final.seed}/works"
    rows = take_works(final.panel, works, by=by, at=at, seed=seed, presented=True)
    SealedCode.objects.bulk_create(
        SealedCode(work=one.work, judged=row, sealed_at=at)
        for one, row in zip(finalists, rows, strict=True)
    )


def _for_jury(final: WorkFinal, one: Finalist, barred: frozenset[int]) -> AnonymousWork:
    if one.origin_id is None:
        raise OriginGone
    origins = Work.objects.select_related("entry__division", "round")
    origin = origins.prefetch_related("versions__files").get(pk=one.origin_id)
    read = anonymous_work(origin, barred)
    if not final.are_names_known:
        return read
    named = ((str(_("Người trình bày")), presenters(one.work)), (str(_("Tên bài")), one.work.title))
    return AnonymousWork(read.division_name, (*named, *read.parts), read.files, barred)


def presenters(work: Work) -> str:
    """Names with units, as the work's form says them."""
    return "; ".join(
        f"{one.full_name} ({one.unit.name})" if one.unit else one.full_name
        for one in work.authors.all()
    )
