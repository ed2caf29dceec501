"""Creates and publishes stage rounds; their show is prepared on pages of its own."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import Contest, ResultDetail, Round, RoundKind, Show, TieCriterion
from contests.planning.publish_round import readiness_problems
from contests.planning.publish_without_papers import publish_without_papers
from contests.planning.rounds import create_round
from contests.stage.programmes.shows import USUAL_CHAIN, new_code
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

_A_DAY = timedelta(days=1)


@transaction.atomic
def create_stage_round(
    contest: Contest,
    *,
    title: str,
    starts_at: datetime,
    place: str,
    by: User | None,
    at: datetime,
) -> Show:
    """Add a round whose window is the day of its show, and an empty show to it."""
    round = Round(
        contest=contest,
        kind=RoundKind.STAGE,
        title=title,
        opens_at=starts_at,
        closes_at=starts_at + _A_DAY,
        time_limit_s=int(_A_DAY.total_seconds()),
        tie_chain=[TieCriterion.POINTS],
        shown_after_submit=ResultDetail.NOTHING,
        shown_after_close=ResultDetail.SCORE,
    )
    create_round(round, sections=(), by=by, at=at)
    show = Show.objects.create(
        round=round,
        code=new_code(),
        title=title,
        place=place,
        starts_at=starts_at,
        tie_chain=list(USUAL_CHAIN),
        created_at=at,
        is_sample=contest.is_sample,
    )
    record(
        about_round(round),
        kind=AuditKind.SHOW_MADE,
        by=organiser(by),
        at=at,
        after={"title": title, "place": place},
    )
    return show


def stage_problems(round: Round, *, at: datetime) -> list[str]:
    problems = readiness_problems(round, at=at)
    show = Show.objects.filter(round=round.pk).first()
    if show is None or not show.parts.exists():
        problems.append(_("Hãy thêm ít nhất một phần thi."))
    if show is None or show.teams.count() < 2:
        problems.append(_("Hãy thêm ít nhất hai đội."))
    return problems


def publish_stage_round(round: Round, *, by: User | None, at: datetime) -> Round:
    """Announce the programme; devices may take their seats from now on."""
    return publish_without_papers(round, problems=partial(stage_problems, at=at), by=by, at=at)
