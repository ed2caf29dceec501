"""Creates, changes and copies rounds; closes a round early."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.allowances.ends import end_with_early_closing
from contests.awards import Award, listed_in
from contests.models import (
    Attempt,
    Contest,
    Round,
    RoundPhase,
    RoundState,
    Section,
)
from contests.planning.prizes import copy_prizes
from contests.planning.tie_chains import as_condition
from contests.points import hundredths_words
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_round, organiser
from contests.written.terms import build_outlined_terms, outline_of_terms
from questionbank.models import QuestionSet
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot
from quizsite.language import moments
from quizsite.language.vietnamese import visible

_COPIED = (
    "kind",
    "time_limit_s",
    "attempt_policy",
    "attempt_limit",
    "recognised",
    "is_practice",
    "prediction_target",
    "prediction_scope",
    "sub_question",
    "tie_chain",
    "points_scale",
    "wrong_points",
    "is_partial_credit",
    "may_fall_below_zero",
    "qualify_scope",
    "qualify_top",
    "qualify_from",
    "shown_after_submit",
    "shown_after_close",
    "freeze_minutes",
    "is_question_order_shuffled",
    "is_option_order_shuffled",
)
SETTINGS = ("title", "opens_at", "closes_at", *_COPIED)
_SECTION = ("division_id", "axis_id", "difficulty", "question_set_id", "field", "count", "points")
_WEEK = timedelta(days=7)


class ShowNotCopied(ContestRefusal):
    code = "show_not_copied"
    status = 409
    message = _("Kỳ sân khấu không chép được. Hãy thêm kỳ sân khấu mới.")


class RoundRulesFixed(ContestRefusal):
    code = "round_rules_fixed"
    message = _(
        "Kỳ thi đã công bố nên không sửa được thể lệ. Nếu cần, hãy đóng sớm kỳ này và mở kỳ mới."
    )


class FinalsAreNotCopied(ContestRefusal):
    code = "finals_are_not_copied"
    status = 409
    message = _("Chung khảo lập từ bài sơ khảo nên không chép được.")


class RoundCannotClose(ContestRefusal):
    code = "round_cannot_close"


@transaction.atomic
def create_round(
    round: Round,
    *,
    sections: Sequence[Section],
    by: User | None,
    at: datetime,
    sets: Collection[QuestionSet] = (),
) -> Round:
    """Store a new draft as the next round of its contest; it draws from its own `sets` if any."""
    round.number = _next_number(round.contest)
    round.created_at = at
    round.save()
    round.question_sets.set(sets)
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
def update_round(
    round: Round,
    *,
    sections: Sequence[Section],
    by: User,
    at: datetime,
    sets: Collection[QuestionSet] = (),
) -> Round:
    """Change a draft; once published, its rules stay as they were announced."""
    # The lock comes first: an organiser who publishes or saves at the same moment waits for it.
    drafts = Round.objects.select_for_update(no_key=True).filter(state=RoundState.DRAFT)
    stored = drafts.filter(pk=round.pk).first()
    if stored is None:
        raise RoundRulesFixed
    facts = draft_facts(stored)
    round.save(update_fields=[*SETTINGS])
    round.question_sets.set(sets)
    _replace_sections(round, sections)
    record_changes(
        about_round(round),
        kind=AuditKind.ROUND_EDITED,
        by=organiser(by),
        at=at,
        before=facts,
        after=draft_facts(round),
    )
    return round


@transaction.atomic
def copy_round(round: Round, *, by: User, at: datetime) -> Round:
    """Copy this round as the next draft: same rules and blueprint, the next weeks or months."""
    if round.is_presented:
        raise FinalsAreNotCopied
    if round.is_staged:
        raise ShowNotCopied
    opens_at, closes_at = _next_times(round.opens_at, round.planned_closes_at or round.closes_at)
    copy = Round(
        contest=round.contest,
        number=_next_number(round.contest),
        opens_at=opens_at,
        closes_at=closes_at,
        created_at=at,
        **{name: getattr(round, name) for name in _COPIED},
    )
    copy.tie_chain = as_condition(copy.tie_chain)
    copy.title = _next_title(round.title)
    copy.save()
    copy.question_sets.set(round.question_sets.all())
    _replace_sections(copy, copied_sections(round))
    build_outlined_terms(outline_of_terms(round), round=copy, keeps_days=False)
    copy_prizes(listed_in(Award(round.contest, round)), to=copy)
    _record_created(copy, by=by, at=at, copied_from=round.title)
    return copy


@transaction.atomic
def close_early(round: Round, *, by: User, at: datetime, reason: str) -> Round:
    """End an open round now: open papers end with it, and their saved answers count."""
    if not visible(reason):
        raise ReasonMissing
    won = Round.objects.filter(
        pk=round.pk, state=RoundState.PUBLISHED, opens_at__lt=at, closes_at__gt=at
    ).update(closes_at=at, planned_closes_at=F("closes_at"), close_reason=visible(reason))
    if not won:
        raise RoundCannotClose(_why_not_closable(round, at=at))
    cut = _cut_papers(round, at=at)
    # A paper drawn while this was being written still had the planned end.
    transaction.on_commit(partial(_cut_papers, round, at=at))
    round.refresh_from_db()
    end_with_early_closing(round)
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


def _next_times(opens_at: datetime, closes_at: datetime) -> tuple[datetime, datetime]:
    """Move whole months of the calendar by months, and everything else by weeks.

    A round from 1/1 to 31/1 or to 00:00 of 1/2 is followed by one of the whole of February."""
    first, last = timezone.localtime(opens_at), timezone.localtime(closes_at)
    end = last + timedelta(minutes=1)  # 23:59 is meant as the end of its day
    months = 12 * (end.year - first.year) + end.month - first.month
    if months > 0 and first.day == end.day == 1:
        return _later(first, months), _later(end, months) - (end - last)
    later = ceil((closes_at - opens_at) / _WEEK) * _WEEK
    return opens_at + later, closes_at + later


def _later(first_of_month: datetime, months: int) -> datetime:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return first_of_month.replace(year=first_of_month.year + years, month=month + 1)


def _next_title(title: str) -> str:
    """ "Tuần 1" → "Tuần 2"."""
    numbered = re.search(r"\d+$", title)
    if not numbered:
        return _("%(title)s (bản sao)") % {"title": title[:100]}
    return title[: numbered.start()] + str(int(numbered.group()) + 1)


def draft_facts(round: Round) -> dict[str, Any]:
    """The settings of a round and its blueprint in words, for the audit trail."""
    sections = Section.objects.filter(round=round).in_words()
    named = list(round.question_sets.values_list("name", flat=True))
    return (
        snapshot(round, SETTINGS)
        | {"wrong_points": hundredths_words(round.wrong_points)}
        | {"sections": [_section(one) for one in sections]}
        | ({"question_sets": named} if named else {})
        | ({"written": dict(written)} if (written := outline_of_terms(round)) else {})
    )


def copied_sections(round: Round) -> list[Section]:
    """Its blueprint as unsaved sections, without the pools."""
    return [
        Section(**{name: getattr(section, name) for name in _SECTION})
        for section in round.sections.order_by("pk")
    ]


def _section(section: Section) -> str:
    axis = section.axis.name if section.axis else _("mọi trục")
    difficulty = section.get_difficulty_display() if section.difficulty else _("mọi mức độ")
    more = [section.question_set.name] if section.question_set else []
    more += [section.field] if section.field else []
    if section.points is not None:
        more.append(_("mỗi câu %(points)s điểm") % {"points": hundredths_words(section.points)})
    parts = ", ".join([str(axis), str(difficulty), *more])
    return f"{section.division.name}: {parts}: {section.count}"


def _replace_sections(round: Round, sections: Sequence[Section]) -> None:
    round.sections.all().delete()
    for section in sections:
        section.round = round
    Section.objects.bulk_create(sections)
