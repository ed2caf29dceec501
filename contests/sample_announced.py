"""Announces a sample contest of its own for one kind of round; it is marked as a sample."""

from datetime import datetime

from contests.models import Contest, Division
from contests.planning.contests import create_contest, publish_contest
from contests.sample_contest import ORGANISER
from quizsite.accounts.models import User


def announce_sample(
    slug: str, title: str, summary: str, *, division: str, by: User, at: datetime
) -> Contest:
    contest = create_contest(
        Contest(
            slug=slug,
            title=title,
            summary=summary,
            organiser_name="Ban tổ chức cuộc thi mẫu",
            contact=ORGANISER,
            tie_chain=["points"],
            is_sample=True,
        ),
        divisions=[Division(name=division, audience="nguoi-dan")],
        by=by,
        at=at,
    )
    publish_contest(contest, by=by, at=at)
    return contest
