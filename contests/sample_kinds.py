"""Loads a practice round of each kind of question; the sample contest has its organiser."""

from datetime import datetime, timedelta

from django.db import transaction

from contests.models import AttemptPolicy, Contest, Division, Round, Section
from contests.planning.contests import create_contest, publish_contest
from contests.planning.publish_round import publish_round
from contests.planning.rounds import create_round
from contests.sample_contest import ORGANISER
from questionbank.models import QuestionSet
from questionbank.sample_bank import KINDS_SET
from quizsite.accounts.models import User

SLUG = "thu-dang-cau-hoi"
_WEEK = timedelta(days=7)


@transaction.atomic
def load_sample_kinds(*, at: datetime) -> Contest:
    """Load it once; a second time changes nothing."""
    found = Contest.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    by, asked = User.objects.get(email=ORGANISER), QuestionSet.objects.get(name=KINDS_SET)
    contest = create_contest(
        Contest(
            slug=SLUG,
            title="Thử các dạng câu hỏi",
            summary=(
                "Thi thử: đúng hay sai từng ý, ghép đôi, sắp thứ tự, ghi câu trả lời."
                " Không xếp hạng."
            ),
            organiser_name="Ban tổ chức cuộc thi mẫu",
            contact="to-chuc@example.vn",
            tie_chain=["correct", "time_used", "submitted_earlier"],
            is_sample=True,
        ),
        divisions=[Division(name="Mọi người", audience="nguoi-dan")],
        by=by,
        at=at,
    )
    publish_contest(contest, by=by, at=at)
    round = Round(
        contest=contest,
        title="Thi thử",
        opens_at=at,
        closes_at=at + 8 * _WEEK,
        time_limit_s=20 * 60,
        attempt_policy=AttemptPolicy.UNLIMITED,
        is_practice=True,
        tie_chain=[],
    )
    section = Section(
        division=contest.divisions.get(), question_set=asked, count=asked.questions.count()
    )
    create_round(round, sections=[section], by=by, at=at)
    publish_round(round, by=by, at=at)
    return contest
