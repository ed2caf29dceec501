"""Loads a show on a stage: made-up teams, questions of our own, a rehearsal that has begun."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from contests.models import (
    MarkAggregate,
    Show,
    StagePackage,
    StagePart,
    StageQuestion,
    StageSeat,
    StageSeatRole,
    StageTeam,
)
from contests.planning.staged_rounds import create_stage_round, publish_stage_round
from contests.sample_announced import announce_sample
from contests.sample_contest import ORGANISER
from contests.stage.programmes.shows import (
    Change,
    draw_order,
    save_package,
    save_part,
    save_team,
)
from contests.stage.programmes.typed import questions_in
from contests.stage.record import Sent, record_event, start_run
from quizsite.accounts.models import User

SLUG = "hoi-thi-mau"
_TEAMS = (
    ("Đội Hoa Gạo", "Trịnh Thu Hà"),
    ("Đội Cánh Đồng", "Lương Văn Tám"),
    ("Đội Bến Sông", "Phan Mỹ Lệ"),
)
_PACKAGES = (
    """Người dân nộp hồ sơ một cửa rồi theo dõi bằng gì?
A. Số của cán bộ nhận hồ sơ
*B. Mã số hồ sơ trên giấy tiếp nhận và hẹn trả
C. Số thứ tự lấy ở máy

Hồ sơ thiếu giấy tờ thì người tiếp nhận hướng dẫn bổ sung mấy lần?
Đáp án: Một lần, bằng phiếu""",
    """Công khai thủ tục hành chính để làm gì?
*A. Để người dân biết phải nộp gì, nộp ở đâu, chờ bao lâu
B. Để giảm số cán bộ

Ai đánh giá mức độ hài lòng về dịch vụ công?
Đáp án: Người dân và tổ chức đã dùng dịch vụ""",
)


@transaction.atomic
def load_sample_stage(*, at: datetime) -> Show:
    """Load it once; a second time changes nothing."""
    found = Show.objects.filter(round__contest__slug=SLUG).first()
    if found is not None:
        return found
    by = User.objects.get(email=ORGANISER)
    contest = announce_sample(
        SLUG,
        "Hội thi mẫu: Một cửa vui",
        "Hội thi mẫu trên sân khấu: các đội, câu hỏi và điểm đều là dữ liệu mẫu.",
        division="Các đội",
        by=by,
        at=at,
    )
    show = create_stage_round(
        contest,
        title="Chung khảo hội thi mẫu",
        starts_at=at + timedelta(hours=1),
        place="Hội trường mẫu",
        by=by,
        at=at,
    )
    change = Change(by, at)
    _prepare(show, change)
    publish_stage_round(show.round, by=by, at=at)
    _rehearse(show, by=by, at=at)
    return show


def _prepare(show: Show, change: Change) -> None:
    marked = {"aggregate": MarkAggregate.MEAN, "overtime": [[60, "-1", 60]]}
    parts = (
        StagePart(kind="greeting", title="Chào hỏi", seconds=180, maximum=Decimal(10), **marked),
        StagePart(kind="knowledge", title="Kiến thức", seconds=300, rules={"has_star": True}),
        StagePart(kind="skit", title="Tiểu phẩm", seconds=600, maximum=Decimal(30), **marked),
        StagePart(kind="buzzer", title="Giành quyền trả lời", rules={"wrong": "-5"}),
    )
    for part in parts:
        part.show = show
        save_part(part, change=change)
    for name, captain in _TEAMS:
        team = StageTeam(show=show, name=name)
        save_team(team, units=(), members=[(captain, "captain")], change=change)
    for number, text in enumerate(_PACKAGES, 1):
        questions = [
            StageQuestion(
                stem=one.stem,
                options=list(one.options),
                right_option=one.right_option,
                answer=one.answer,
            )
            for one in questions_in(text)
        ]
        package = StagePackage(show=show, part=parts[1], number=number)
        save_package(package, questions=questions, change=change)
    for number, name in enumerate(("Mai Văn Một", "Hồ Thị Hai", "Kiều Văn Ba"), 1):
        StageSeat.objects.create(
            show=show,
            role=StageSeatRole.JUROR,
            number=number,
            name=name,
            is_chair=number == 1,
        )
    draw_order(show, witness="Đại diện các đội (mẫu)", change=change)


def _rehearse(show: Show, *, by: User, at: datetime) -> None:
    """The first team has greeted and has its marks."""
    at_ms = int(at.timestamp() * 1000)
    jurors = list(show.seats.filter(role=StageSeatRole.JUROR).values_list("pk", flat=True))
    start_run(show, rehearsal=True, at_ms=at_ms, jurors=jurors, by=by)
    part, team = show.parts.all()[0].pk, show.teams.all()[0].pk
    happened = [
        Sent("part_opened", {"part": part}),
        Sent("team_called", {"team": team}),
        *(
            Sent("mark_sent", {"juror": juror, "team": team, "part": part, "points": points})
            for juror, points in zip(jurors, ("8.5", "9", "8.75"), strict=True)
        ),
        Sent("marks_shown", {"team": team, "part": part}),
    ]
    for n, sent in enumerate(happened, 1):
        record_event(show, sent, at_ms=at_ms + n * 1000)
