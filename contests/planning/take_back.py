"""Takes back what nobody has used yet: rounds to come, contests without entries, drafts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.allowances.ends import keep_for_draft
from contests.awards import Award, listed_in
from contests.models import (
    Allowance,
    Contest,
    ContestState,
    Round,
    RoundState,
    Section,
    SurveyState,
)
from contests.planning.prizes import copy_prizes
from contests.planning.rounds import SETTINGS, copied_sections, draft_facts
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_contest, about_round, organiser
from contests.written.terms import build_outlined_terms, outline_of_terms
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible

# Starts ask the round without a lock, so nobody takes it away while they come in.
BEFORE_OPENING = timedelta(seconds=10)


class HasFinalists(ContestRefusal):
    code = "has_finalists"
    status = 409
    message = _("Đây là bản nháp chung khảo. Hãy mở trang chung khảo và bỏ bản nháp ở đó.")


class RoundHasBegun(ContestRefusal):
    code = "round_has_begun"
    status = 409
    message = _(
        "Kỳ thi đã mở hoặc mở trong vài giây nữa nên không rút lại được. Nếu cần, hãy gia hạn hoặc"
        " đóng sớm kỳ thi này."
    )


class NotDraft(ContestRefusal):
    code = "not_draft"
    status = 409
    message = _("Chỉ xóa được bản nháp. Kỳ thi hay cuộc thi đã công bố thì rút về bản nháp trước.")


class ContestInUse(ContestRefusal):
    code = "contest_in_use"
    status = 409
    message = _(
        "Cuộc thi đã có người đăng ký hoặc có kỳ thi đã công bố nên không rút về bản nháp được."
    )


class ContestHasRounds(ContestRefusal):
    code = "contest_has_rounds"
    status = 409
    message = _("Hãy xóa hết bản nháp kỳ thi của cuộc thi này trước.")


class ContestHasSurveys(ContestRefusal):
    code = "contest_has_surveys"
    status = 409
    message = _("Cuộc thi có khảo sát đã mở. Xóa cuộc thi thì mất cả phiếu trả lời nên không xóa.")


def check_is_to_come(round: Round, *, at: datetime) -> None:
    """Refuse before a page asks why; withdrawing looks again."""
    if not _to_come(Round.objects.all(), at=at).filter(pk=round.pk).exists():
        raise RoundHasBegun


def _to_come(rounds: QuerySet[Round], *, at: datetime) -> QuerySet[Round]:
    return rounds.filter(state=RoundState.PUBLISHED, opens_at__gt=at + BEFORE_OPENING)


@transaction.atomic
def withdraw_round(round: Round, *, by: User, at: datetime, reason: str) -> Round:
    """Turn a published round that has not opened into a draft; return the draft.

    It is a new row of the same number: pools frozen at publishing never change, and processes
    keep them by the round's id."""
    if not visible(reason):
        raise ReasonMissing
    # Nobody who refers to the round, as a start does, gets past this lock.
    stored = _to_come(Round.objects.select_for_update(), at=at).filter(pk=round.pk).first()
    if stored is None or stored.attempts.exists() or stored.works.exists():
        raise RoundHasBegun
    sections, sets = copied_sections(stored), list(stored.question_sets.all())
    listed = listed_in(Award(stored.contest, stored))
    draft = Round(
        contest=stored.contest,
        number=stored.number,
        created_at=at,
        stopped=stored.stopped,  # rulings go with the round, the doubts about a question do not
        **{name: getattr(stored, name) for name in SETTINGS},
    )
    record(
        about_round(stored),
        kind=AuditKind.ROUND_WITHDRAWN,
        by=organiser(by),
        at=at,
        before={"opens_at": stored.opens_at, "lots_commitment": stored.lots_commitment},
        reason=visible(reason),
    )
    kept, terms = keep_for_draft(stored), outline_of_terms(stored)
    stored.delete()
    draft.save()
    draft.question_sets.set(sets)
    build_outlined_terms(terms, round=draft)
    for section in sections:
        section.round = draft
    Section.objects.bulk_create(sections)
    for one in kept:
        one.round = draft
    Allowance.objects.bulk_create(kept)
    copy_prizes(listed, to=draft)
    return draft


@transaction.atomic
def delete_draft_round(round: Round, *, by: User, at: datetime) -> None:
    """Remove a draft; the trail keeps what it held."""
    drafts = Round.objects.select_for_update().filter(state=RoundState.DRAFT)
    stored = drafts.filter(pk=round.pk).first()
    if stored is None:
        raise NotDraft
    if stored.works.exists():
        raise HasFinalists
    facts = draft_facts(stored)
    record(
        about_round(stored),
        kind=AuditKind.ROUND_DELETED,
        by=organiser(by),
        at=at,
        before=facts,
    )
    stored.delete()


@transaction.atomic
def withdraw_contest(contest: Contest, *, by: User, at: datetime, reason: str) -> None:
    """Hide a published contest again, as long as nobody has entered it."""
    if not visible(reason):
        raise ReasonMissing
    # Nobody who refers to the contest, as an entry does, gets past this lock.
    stored = Contest.objects.select_for_update().get(pk=contest.pk)
    is_used = stored.entries.exists() or stored.rounds.public().exists()
    if stored.state != ContestState.PUBLISHED or is_used:
        raise ContestInUse
    stored.state = contest.state = ContestState.DRAFT
    stored.save(update_fields=["state"])
    record(
        about_contest(stored),
        kind=AuditKind.CONTEST_WITHDRAWN,
        by=organiser(by),
        at=at,
        reason=visible(reason),
    )


@transaction.atomic
def delete_draft_contest(contest: Contest, *, by: User, at: datetime) -> None:
    drafts = Contest.objects.select_for_update().filter(state=ContestState.DRAFT)
    stored = drafts.filter(pk=contest.pk).first()
    if stored is None or stored.entries.exists():
        raise NotDraft
    if stored.rounds.exists():
        raise ContestHasRounds
    if stored.surveys.exclude(state=SurveyState.DRAFT).exists():
        raise ContestHasSurveys
    record(
        about_contest(stored),
        kind=AuditKind.CONTEST_DELETED,
        by=organiser(by),
        at=at,
        before={"slug": stored.slug},
    )
    stored.delete()
