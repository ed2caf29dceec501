"""A sample contest of ideas: one round is over and shown, the public votes on the other one.

Its jury gives 80 points and the public 20. All works are made up for this sample."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from contests.initiatives.showing import agree_to_show_idea
from contests.judging.members import appoint
from contests.judging.panels import create_panel, open_panel
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.judging.rubric import use_ready_rubric
from contests.judging.sheets.drafts import note_opened
from contests.judging.sheets.marks import Typed, read_sheet
from contests.judging.sheets.sent import send_sheet
from contests.judging.sheets.sheet_page import rubric_of
from contests.judging.totals import agree_totals, propose_totals
from contests.models import (
    Assignment,
    Ballot,
    Contest,
    Initiative,
    Panel,
    PanelRole,
    Round,
    ToolStatement,
    WorkHeading,
    WrittenTerms,
)
from contests.planning.written_rounds import (
    blank_written_round,
    create_written_round,
    publish_written_round,
)
from contests.points import hundredths_words
from contests.registration.entries import register_entry
from contests.sample_announced import announce_sample
from contests.sample_contest import ORGANISER, sample_account
from contests.voting.ballots import add_works, announce_ballot, make_ballot
from contests.voting.votes import cast_vote
from contests.written.codes import open_key, send_to_panel
from contests.written.drafts import Written, begin_work, save_draft
from contests.written.hand_in import hand_in
from contests.written.sieve.decisions import Why, accept
from leaderboard.finals.finalise import finalise_round
from questionbank.models import Axis
from quizsite.accounts.consents import AT_ENTRY, current_texts
from quizsite.accounts.models import Unit, User
from quizsite.simulation.sample_idea_texts import OVER, PEOPLE, VOTED_ON, Text

SLUG = "y-tuong-gan-dan"
_DAY = timedelta(days=1)
_HEADINGS = ("Vấn đề", "Giải pháp", "Hiệu quả dự kiến")
_JURY = (
    ("giam-khao-y-tuong-1@example.vn", "Hà Minh Tâm", PanelRole.CHAIR),
    ("giam-khao-y-tuong-2@example.vn", "Kiều Thanh Vân", PanelRole.JUROR),
    ("giam-khao-y-tuong-3@example.vn", "Phùng Bá Lộc", PanelRole.JUROR),
)


@transaction.atomic
def load_sample_ideas(*, at: datetime, password: str) -> Contest:
    """Load it once; a second time changes nothing."""
    found = Contest.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    by, began = User.objects.get(email=ORGANISER), at - 40 * _DAY
    contest = announce_sample(
        SLUG,
        "Ý tưởng gần dân",
        "Cuộc thi ý tưởng mẫu: giám khảo chấm 80 điểm, mọi người bình chọn 20 điểm.",
        division="Mọi người",
        by=by,
        at=began,
    )
    authors = [
        sample_account(email, name, unit=None, at=began, password=password)
        for email, name in PEOPLE
    ]
    jury = [
        (sample_account(email, name, unit=None, at=began, password=password), role)
        for email, name, role in _JURY
    ]
    _enter(contest, authors, at=began)
    _over(contest, authors, jury, by=by, at=at)
    _voted_on(contest, authors, jury, by=by, at=at)
    for idea in Initiative.objects.listed().filter(is_sample=True)[:3]:
        agree_to_show_idea(idea, is_shown=True, at=at)
    return contest


def _enter(contest: Contest, authors: list[User], *, at: datetime) -> None:
    units = list(Unit.objects.filter(is_sample=True, in_force_until=None).order_by("pk"))
    for n, user in enumerate(authors):
        register_entry(
            contest,
            user=user,
            division=contest.divisions.get(),
            unit=units[n % len(units)] if units else None,
            agreed=current_texts(AT_ENTRY).values(),
            at=at,
        )


Jury = list[tuple[User, PanelRole]]


def _over(contest: Contest, authors: list[User], jury: Jury, *, by: User, at: datetime) -> None:
    round = _round(contest, "Vòng thứ nhất", OVER, authors, by=by, opens_at=at - 38 * _DAY)
    _judge(round, jury, by=by, at=at - 20 * _DAY)
    round.refresh_from_db()
    open_key(round, by=by, at=at - 18 * _DAY)
    round.refresh_from_db()
    finalise_round(round, by=by, at=at - 17 * _DAY)


def _voted_on(contest: Contest, authors: list[User], jury: Jury, *, by: User, at: datetime) -> None:
    round = _round(contest, "Vòng thứ hai", VOTED_ON, authors, by=by, opens_at=at - 16 * _DAY)
    _judge(round, jury, by=by, at=at - 4 * _DAY)
    ballot = Ballot(
        contest=contest,
        round=round,
        title="Ý tưởng bạn muốn thấy ở phường mình",
        introduction="Bình chọn mẫu. Đọc toàn bài ở trang Trưng bày.",
        opens_at=at - 2 * _DAY,
        closes_at=at + 6 * _DAY,
        public_percent=20,
        is_sample=True,
    )
    make_ballot(ballot, by=by, at=at - 3 * _DAY)
    add_works(ballot, by=by, at=at - 3 * _DAY)
    announce_ballot(ballot, by=by, at=at - 3 * _DAY)
    candidates = list(ballot.candidates.order_by("position"))
    for n, user in enumerate(authors):
        own = set(round.works.filter(entry__user=user).values_list("pk", flat=True))
        others = [one for one in candidates if one.work_id not in own]
        cast_vote(others[n % len(others)], by=user, at=at - _DAY)


def _round(
    contest: Contest,
    title: str,
    texts: tuple[Text, ...],
    authors: list[User],
    *,
    by: User,
    opens_at: datetime,
) -> Round:
    round = blank_written_round(contest, opens_at=opens_at)
    round.title, round.closes_at = title, opens_at + 7 * _DAY
    terms = WrittenTerms(
        task="Dữ liệu mẫu: nêu một ý tưởng để việc ở phường, xã gần dân hơn, làm được ngay.",
        max_words=1200,
        tool_statement=ToolStatement.NOT_ASKED,
    )
    headings = [WorkHeading(title=one) for one in _HEADINGS]
    create_written_round(round, terms=terms, headings=headings, by=by, at=opens_at)
    publish_written_round(round, by=by, at=opens_at)
    axes = list(Axis.objects.offered())
    for n, text in enumerate(texts):
        _write(round, authors[n], text, axis=axes[n % len(axes)] if axes else None)
    for work in round.works.all():
        accept(work, by=by, at=round.closes_at + _DAY, why=Why())
    return round


def _write(round: Round, author: User, text: Text, *, axis: Axis | None) -> None:
    at = round.opens_at + _DAY
    work = begin_work(round.contest.entries.get(user=author), round=round, at=at)
    headings = round.written_terms.headings.all()
    said = {str(one.pk): part for one, part in zip(headings, text.parts, strict=True)}
    written = Written(title=text.title, texts=said, tool_statement="")
    save_draft(work, written=written, writer="mau", base=0, sequence=1, at=at)
    shown = {"may_be_shown": True, "may_be_named": text.is_named}
    hand_in(work, at=at + timedelta(hours=1), axis=axis, **shown)


def _judge(round: Round, jury: Jury, *, by: User, at: datetime) -> None:
    """All works to a jury of three, two marks each; nobody lies apart, so nobody marks again."""
    panel = Panel(contest=round.contest, round=round, title=f"Ban giám khảo {round.title.lower()}")
    panel.common_works, panel.too_fast_s, panel.is_sample = 0, 0, True
    create_panel(panel, by=by, at=at)
    use_ready_rubric(panel, READY_RUBRICS["doi-moi"], by=by, at=at)
    for user, role in jury:
        appoint(panel, user=user, role=role, by=by, at=at)
    send_to_panel(panel, by=by, at=at)
    open_panel(panel, by=by, at=at)
    drawn = Random(11)  # noqa: S311 -- made-up marks
    shares: dict[int, float] = {}
    given = Assignment.objects.filter(work__panel=panel).select_related("work__panel", "member")
    for one in given.order_by("pk"):
        share = shares.setdefault(one.work_id, drawn.uniform(0.6, 0.95))
        _mark(one, share, opened_at=at, sent_at=at + timedelta(hours=2))
    chair = next(user for user, role in jury if role == PanelRole.CHAIR)
    propose_totals(panel, by=chair, at=at + timedelta(hours=3))
    panel.refresh_from_db()
    agree_totals(panel, by=by, at=at + timedelta(hours=4))


def _mark(one: Assignment, share: float, *, opened_at: datetime, sent_at: datetime) -> None:
    note_opened(one, at=opened_at)
    tree = rubric_of(one)
    leaves = [leaf for criterion in tree for leaf in criterion.leaves]
    marks = {
        leaf.pk: hundredths_words(int(leaf.most * share) // leaf.step * leaf.step)
        for leaf in leaves
    }
    typed = Typed(marks, {0: "Dữ liệu mẫu."}, spent_s=600)
    read = read_sheet(typed, tree)
    send_sheet(one, read, typed=typed, by=one.member.user, at=sent_at)
