"""A sample contest that is over: its official result, documents and certificates to look at."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from contests.attempts.answer_keys import Key, answer_keys
from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.awards import Award
from contests.models import (
    Answer,
    AttemptPolicy,
    Contest,
    Division,
    Prize,
    PrizeTerms,
    Round,
    Section,
)
from contests.planning.contests import create_contest, publish_contest
from contests.planning.prizes import save_prize
from contests.planning.publish_round import publish_round
from contests.planning.reuse import Reuse
from contests.planning.rounds import create_round
from contests.registration.entries import register_entry
from contests.sample_contest import ORGANISER, PARTICIPANT
from leaderboard.certificates.issuing import issue_certificates, note_issuing
from leaderboard.certificates.styling import set_style
from leaderboard.document_models import CertificateKind, CertificateStyle
from leaderboard.finals.finalise import finalise_round
from leaderboard.official_documents.issue import set_office
from leaderboard.official_documents.snapshots import take_snapshot
from questionbank.models import Axis
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite.accounts.consents import AT_ENTRY, current_texts
from quizsite.accounts.models import User
from quizsite.simulation.past_results import answer_row, make_results
from quizsite.simulation.sample_desk import sample_office

SLUG = "cuoc-thi-mau-da-ket-thuc"
OTHERS = 12
_DAY = timedelta(days=1)
_PRIZES = (("Nhất", 1), ("Nhì", 2), ("Ba", 3))
_REASON = "Dữ liệu mẫu: cuộc thi mẫu đã kết thúc dùng chung ngân hàng mẫu."


@transaction.atomic
def load_sample_past(*, at: datetime) -> Contest:
    """Load it after the sample contest; a second time changes nothing."""
    found = Contest.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    by = User.objects.get(email=ORGANISER)
    round = _round_over(by=by, at=at)
    _answer_all_right(round, User.objects.get(email=PARTICIPANT))
    make_results(round, count=OTHERS, skill=0.7, rng=random.Random(7))  # noqa: S311 -- made-up people
    round = finalise_round(round, by=by, at=at)
    award = Award(round.contest, round)
    set_office(sample_office(round.contest), by=by, at=at)
    style = CertificateStyle(contest=round.contest, heading="Giấy chứng nhận (mẫu)")
    set_style(style, by=by, at=at)
    take_snapshot(award, by=by, at=at)
    for kind in CertificateKind:
        note_issuing(award, kind, by=by, at=at)
        issue_certificates(award, kind, at=at)
    return round.contest


def _round_over(*, by: User, at: datetime) -> Round:
    """It was open for a week, and closed a fortnight ago."""
    before, opened_at = at - 28 * _DAY, at - 21 * _DAY
    contest = create_contest(
        Contest(
            slug=SLUG,
            title="Cuộc thi mẫu đã kết thúc",
            summary="Dữ liệu mẫu: kết quả chính thức, văn bản và giấy chứng nhận để xem.",
            organiser_name="Ban tổ chức cuộc thi mẫu",
            contact=ORGANISER,
            tie_chain=["correct", "time_used", "submitted_earlier", "lots"],
            is_sample=True,
        ),
        divisions=[Division(name="Mọi người", audience="cbccvc")],
        by=by,
        at=before,
    )
    PrizeTerms.objects.create(contest=contest, checks_winners=False)
    publish_contest(contest, by=by, at=before)
    round = Round(
        contest=contest,
        title="Kỳ thi mẫu",
        opens_at=opened_at,
        closes_at=opened_at + 7 * _DAY,
        time_limit_s=10 * 60,
        attempt_policy=AttemptPolicy.PER_ROUND,
        attempt_limit=1,
        tie_chain=contest.tie_chain,
    )
    division = contest.divisions.get()
    sections = [Section(division=division, axis=one, count=1) for one in Axis.objects.all()]
    create_round(round, sections=sections, by=by, at=before)
    for position, (title, count) in enumerate(_PRIZES, start=1):
        prize = Prize(contest=contest, round=round, title=title, count=count, position=position)
        save_prize(prize, by=by, at=before)
    publish_round(round, by=by, at=before, reuse=Reuse.ACCEPT, reason=_REASON)
    return round


def _answer_all_right(round: Round, user: User) -> None:
    """The sample's participant wins, so has a certificate under "Kết quả của tôi"."""
    entry = register_entry(
        round.contest,
        user=user,
        division=round.contest.divisions.get(),
        unit=user.unit,
        agreed=current_texts(AT_ENTRY).values(),
        at=round.opens_at,
    )
    attempt = start_attempt(entry, round=round, at=round.opens_at)
    keys = answer_keys.of({pk for pk, _order in attempt.paper})
    Answer.objects.bulk_create(
        answer_row(attempt, position, _right(keys[pk], order), at=round.opens_at)
        for position, (pk, order) in enumerate(attempt.paper, start=1)
    )
    submit_attempt(attempt, at=round.opens_at + timedelta(minutes=2))


def _right(key: Key, order: Sequence[int]) -> int:
    return QUESTION_TYPES[key.kind].right_answer(order, key.right)
