"""Creates, changes and publishes written rounds; they draw no papers, so nothing is frozen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import (
    Contest,
    ResultDetail,
    Round,
    RoundKind,
    RoundState,
    TieCriterion,
    WorkHeading,
    WrittenTerms,
)
from contests.planning.publish_round import readiness_problems
from contests.planning.publish_without_papers import publish_without_papers
from contests.planning.rounds import (
    SETTINGS,
    RoundRulesFixed,
    create_round,
    draft_facts,
)
from contests.subjects import about_round, organiser
from contests.written.terms import problems_of_terms, store_terms, terms_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes

_USUAL_LENGTH = timedelta(days=30)


def blank_written_round(contest: Contest, *, opens_at: datetime) -> Round:
    """Propose a month; juries' points rank, and who handed in earlier comes first."""
    return Round(
        contest=contest,
        kind=RoundKind.WRITTEN,
        title=_("Bài viết"),
        opens_at=opens_at,
        closes_at=opens_at + _USUAL_LENGTH,
        time_limit_s=int(_USUAL_LENGTH.total_seconds()),
        tie_chain=[TieCriterion.POINTS],
        shown_after_submit=ResultDetail.NOTHING,
        shown_after_close=ResultDetail.SCORE,
    )


def _span_window(round: Round) -> None:
    """Whoever starts late writes until the round closes: its time is the whole window."""
    round.time_limit_s = int((round.closes_at - round.opens_at).total_seconds())


@transaction.atomic
def create_written_round(
    round: Round,
    *,
    terms: WrittenTerms,
    headings: Sequence[WorkHeading],
    by: User | None,
    at: datetime,
) -> Round:
    _span_window(round)
    create_round(round, sections=(), by=by, at=at)
    store_terms(round, terms, headings=headings)
    return round


@transaction.atomic
def update_written_round(
    round: Round, *, terms: WrittenTerms, headings: Sequence[WorkHeading], by: User, at: datetime
) -> Round:
    """Change a draft; once published, what it asks for stays."""
    drafts = Round.objects.select_for_update(no_key=True).filter(state=RoundState.DRAFT)
    stored = drafts.filter(pk=round.pk).first()
    if stored is None:
        raise RoundRulesFixed
    facts = draft_facts(stored)
    _span_window(round)
    round.save(update_fields=[*SETTINGS])
    store_terms(round, terms, headings=headings)
    record_changes(
        about_round(round),
        kind=AuditKind.ROUND_EDITED,
        by=organiser(by),
        at=at,
        before=facts,
        after=draft_facts(round),
    )
    return round


def written_problems(round: Round, *, at: datetime) -> list[str]:
    if not round.takes_works:  # a final asks for no work of its own
        return readiness_problems(round, at=at)
    terms = terms_of(round)
    headings = list(terms.headings.all()) if terms.pk else []
    return readiness_problems(round, at=at) + problems_of_terms(terms, headings)


def publish_written_round(round: Round, *, by: User | None, at: datetime) -> Round:
    """Announce what is asked; refuse a round that is not ready."""
    return publish_without_papers(round, problems=partial(written_problems, at=at), by=by, at=at)
