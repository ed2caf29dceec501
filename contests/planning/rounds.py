"""Creates, changes and copies rounds; closes a round early."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Attempt,
    Contest,
    Round,
    RoundPhase,
    RoundState,
    Section,
)
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import changes, record, snapshot
from quizsite.language import moments

_COPIED = (
    "kind",
    "time_limit_s",
    "attempt_policy",
    "attempt_limit",
    "recognised",
    "is_practice",
    "prediction_target",
    "prediction_scope",
    "tie_chain",
    "shown_after_submit",
    "shown_after_close",
    "is_question_order_shuffled",
    "is_option_order_shuffled",
)
SETTINGS = ("title", "opens_at", "closes_at", *_COPIED)
_WEEK = timedelta(days=7)


class RoundRulesFixed(ContestRefusal):
    code = "round_rules_fixed"
    message = _(
        "Kỳ thi đã công bố nên không sửa được thể lệ. Nếu cần, hãy đóng sớm kỳ này và mở kỳ mới."
    )


class RoundCannotClose(ContestRefusal):
    code = "round_cannot_close"


@transaction.atomic
def create_round(
    round: Round, *, sections: Sequence[Section], by: User | None, at: datetime
) -> Round:
    """Store a new draft as the next round of its contest."""
    round.number = _next_number(round.contest)
    round.created_at = at
    round.save()
    _replace_sections(round, sections)
    _record_created(round, by=by, at=at)
    return round


def _record_created(round: Round, *, by: User | None, at: datetime, **said: str) -> None:
    record(
        about_round(round),
        kind=AuditKind.ROUND_CREATED,
        by=organiser(by),
        at=at,
        after=said | draft_facts(round),
    )


@transaction.atomic
def update_round(round: Round, *, sections: Sequence[Section], by: User, at: datetime) -> Round:
    """Change a draft; once published, its rules stay as they were announced."""
    # The lock comes first: an organiser who publishes or saves at the same moment waits for it.
    drafts = Round.objects.select_for_update(no_key=True).filter(state=RoundState.DRAFT)
    stored = drafts.filter(pk=round.pk).first()
    if stored is None:
        raise RoundRulesFixed
    facts = draft_facts(stored)
    round.save(update_fields=[*SETTINGS])
    _replace_sections(round, sections)
    before, after = changes(facts, draft_facts(round))
    if after:
        record(
            about_round(round),
            kind=AuditKind.ROUND_EDITED,
            by=organiser(by),
            at=at,
            before=before,
            after=after,
        )
    return round


@transaction.atomic
def copy_round(round: Round, *, by: User, at: datetime) -> Round:
    """Copy this round as the next draft: same rules and blueprint, whole weeks later."""
    closes_at = round.planned_closes_at or round.closes_at
    later = ceil((closes_at - round.opens_at) / _WEEK) * _WEEK
    copy = Round(
        contest=round.contest,
        number=_next_number(round.contest),
        opens_at=round.opens_at + later,
        closes_at=closes_at + later,
        created_at=at,
        **{name: getattr(round, name) for name in _COPIED},
    )
    copy.title = _next_title(round.title)
    copy.save()
    _replace_sections(
        copy,
        [
            Section(
                division_id=section.division_id,
                axis_id=section.axis_id,
                difficulty=section.difficulty,
                count=section.count,
            )
            for section in round.sections.all()
        ],
    )
    _record_created(copy, by=by, at=at, copied_from=round.title)
    return copy


@transaction.atomic
def close_early(round: Round, *, by: User, at: datetime, reason: str) -> Round:
    """End an open round now: open papers end with it, and their saved answers count."""
    if not reason.strip():
        raise ReasonMissing
    won = Round.objects.filter(
        pk=round.pk, state=RoundState.PUBLISHED, opens_at__lt=at, closes_at__gt=at
    ).update(closes_at=at, planned_closes_at=F("closes_at"), close_reason=reason.strip())
    if not won:
        raise RoundCannotClose(_why_not_closable(round, at=at))
    cut = _cut_papers(round, at=at)
    # A paper drawn while this was being written still had the planned end.
    transaction.on_commit(partial(_cut_papers, round, at=at))
    round.refresh_from_db()
    record(
        about_round(round),
        kind=AuditKind.CLOSED_EARLY,
        by=organiser(by),
        at=at,
        after={"planned_closes_at": round.planned_closes_at, "papers_cut": cut},
        reason=round.close_reason,
    )
    return round


def _cut_papers(round: Round, *, at: datetime) -> int:
    """End open papers with their round, in one statement, and return how many."""
    late = Attempt.objects.running().filter(round=round, deadline_at__gt=at)
    return late.update(deadline_at=at)


def _why_not_closable(round: Round, *, at: datetime) -> str:
    phase = round.phase(at)
    if phase is RoundPhase.UPCOMING:
        return _("Kỳ thi chưa mở nên không đóng sớm được. Kỳ thi mở lúc %(moment)s.") % {
            "moment": moments.moment(round.opens_at)
        }
    if phase is RoundPhase.DRAFT:
        return str(_("Kỳ thi còn là bản nháp, không cần đóng."))
    return str(_("Kỳ thi đã đóng."))


def _next_number(contest: Contest) -> int:
    # Two organisers who make rounds at once wait here; people who enter the contest do not.
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    last = contest.rounds.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _next_title(title: str) -> str:
    """ "Tuần 1" → "Tuần 2"."""
    numbered = re.search(r"\d+$", title)
    if not numbered:
        return _("%(title)s (bản sao)") % {"title": title[:100]}
    return title[: numbered.start()] + str(int(numbered.group()) + 1)


def draft_facts(round: Round) -> dict[str, Any]:
    """The settings of a round and its blueprint in words, for the audit trail."""
    sections = Section.objects.filter(round=round).in_words()
    return snapshot(round, SETTINGS) | {"sections": [_section(one) for one in sections]}


def _section(section: Section) -> str:
    difficulty = section.get_difficulty_display() if section.difficulty else _("mọi mức độ")
    return f"{section.division.name}: {section.axis.name}, {difficulty}: {section.count}"


def _replace_sections(round: Round, sections: Sequence[Section]) -> None:
    round.sections.all().delete()
    for section in sections:
        section.round = round
    Section.objects.bulk_create(sections)
