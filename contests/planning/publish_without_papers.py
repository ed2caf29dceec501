"""Publishes rounds that draw no papers, so nothing is frozen: written rounds and shows."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import Round, RoundState
from contests.planning.publish_round import RoundNotDraft, RoundNotReady
from contests.regulation.versions import announce_if_new
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

Problems = Callable[[Round], list[str]]


@transaction.atomic
def publish_without_papers(
    round: Round, *, problems: Problems, by: User | None, at: datetime
) -> Round:
    """Announce a draft and commit to the seed of its lots; refuse one that has problems."""
    seed = secrets.token_hex(32)
    won = Round.objects.filter(pk=round.pk, state=RoundState.DRAFT).update(
        state=RoundState.PUBLISHED,
        published_at=at,
        lots_seed=seed,
        lots_commitment=hashlib.sha256(seed.encode()).hexdigest(),
        question_kinds=[],
    )
    if not won:
        raise RoundNotDraft(_("%(round)s đã được công bố.") % {"round": round.title})
    round.refresh_from_db()
    if found := problems(round):
        said = _("Chưa công bố được kỳ thi. %(problems)s") % {"problems": " ".join(found)}
        raise RoundNotReady(said, problems=found)
    record(
        about_round(round),
        kind=AuditKind.PUBLISHED,
        by=organiser(by),
        at=at,
        after={"lots_commitment": round.lots_commitment},
    )
    announce_if_new(round.contest, by=by, at=at)
    return round
