"""Sample ideas at every station of the way, for whoever looks at the sample contest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from contests.initiatives.applications import file_application
from contests.initiatives.arrangements import add_template
from contests.initiatives.councils import (
    cast_ballot,
    make_council,
    put_before_council,
    seat_member,
)
from contests.initiatives.intake import Idea, SentBy, send_idea
from contests.initiatives.merges import merge_idea
from contests.initiatives.moderation import hide_idea, publish_idea
from contests.initiatives.pilots import Measured, begin_pilot, end_pilot
from contests.initiatives.recognitions import Decree, decide, note_spread
from contests.initiatives.referrals import refer, reply_to
from contests.initiatives.rules import BY_SITE
from contests.models import (
    Applicant,
    Application,
    Council,
    CouncilLevel,
    HidingReason,
    Initiative,
    Pilot,
    ReplyOutcome,
    ReplyTemplate,
    Spread,
)
from quizsite.accounts.models import Unit, User

_FORMS = uuid5(NAMESPACE_URL, "contests.initiatives.sample")
_DAY = timedelta(days=1)
_COUNCIL = "Hội đồng sáng kiến (dữ liệu mẫu)"
# Title, problem, solution.
_IDEAS = (
    (
        "Gọi số thứ tự bằng giọng đọc ở Bộ phận Một cửa",
        "Người cao tuổi và người khiếm thị không đọc được bảng số nên hay lỡ lượt.",
        "Lắp loa đọc số thứ tự và số quầy; đọc lại hai lần, nói chậm.",
    ),
    (
        "Loa đọc số thứ tự cho người cao tuổi",
        "Bố tôi mắt kém, ngồi chờ mà không biết đến lượt.",
        "Dùng loa đọc số.",
    ),
    (
        "Gửi tin nhắn báo trước ngày trả kết quả",
        "Có người đến đúng hẹn nhưng hồ sơ chưa xong, phải đi lại.",
        "Trước ngày hẹn một ngày, gửi tin báo đã xong hay còn thiếu gì.",
    ),
    (
        "Mẫu đơn có ví dụ điền sẵn bên cạnh",
        "Nhiều đơn phải viết lại vì ghi sai mục.",
        "Dán mẫu đã điền làm ví dụ, mỗi mục có một dòng giải thích.",
    ),
    (
        "Ghế và bàn viết thấp cho người đi xe lăn",
        "Quầy cao, người đi xe lăn không viết được.",
        "Dành một quầy thấp và một bàn viết thấp.",
    ),
)


@transaction.atomic
def load_sample_initiatives(*, members: list[User], at: datetime) -> int:
    """Running it again adds nothing; return how many ideas were added."""
    if Initiative.objects.filter(is_sample=True).exists():
        return 0
    units = list(Unit.objects.filter(is_sample=True, in_force_until=None).order_by("pk")[:3])
    first, twin, second, third, fourth = (_sent(n, at=at) for n in range(len(_IDEAS)))
    for one in (first, twin, second, third):
        publish_idea(one, by=BY_SITE, at=at - 35 * _DAY)
    hide_idea(fourth, reason=HidingReason.PERSONAL_DATA, note="Dữ liệu mẫu.", by=BY_SITE, at=at)
    merge_idea(twin, into=first, by=BY_SITE, at=at - 34 * _DAY)
    _answer(first, units[0], at=at)
    refer(second, units[0], by=BY_SITE, at=at - 30 * _DAY)  # overdue by now
    refer(third, units[1], by=BY_SITE, at=at - 2 * _DAY)
    _recognise(first, units, members, at=at)
    add_template(
        ReplyTemplate(
            name="Ghi nhận (dữ liệu mẫu)",
            outcome=ReplyOutcome.STUDIED,
            text="{đơn vị} đã nhận ý tưởng “{tên ý tưởng}” gửi {ngày gửi} và đang nghiên cứu.",
        ),
        by=BY_SITE,
        at=at,
    )
    return len(_IDEAS)


def _sent(n: int, *, at: datetime) -> Initiative:
    title, problem, solution = _IDEAS[n]
    said = Idea(title, problem, solution, is_sample=True)
    sent_by = SentBy("Người gửi mẫu", email=f"nguoi-gui-{n}@example.vn")
    form_id = uuid5(_FORMS, str(n))
    return send_idea(said, sent_by=sent_by, form_id=form_id, at=at - 36 * _DAY)


def _answer(initiative: Initiative, unit: Unit, *, at: datetime) -> None:
    referral = refer(initiative, unit, by=BY_SITE, at=at - 34 * _DAY)
    text = "Dữ liệu mẫu: ý tưởng thiết thực, sẽ làm thử trong một tháng."
    outcome = ReplyOutcome.TAKEN_UP
    reply_to(referral, outcome=outcome, text=text, by=BY_SITE, at=at - 33 * _DAY)


def _recognise(
    initiative: Initiative, units: list[Unit], members: list[User], *, at: datetime
) -> None:
    """Tried, applied for, voted on; taken over by another unit if the council has members."""
    today = timezone.localdate(at)
    pilot = Pilot(initiative=initiative, unit=units[0], begins_on=today - 32 * _DAY)
    figures = [Measured("Người lỡ lượt trong một tuần", "người", Decimal(24))]
    begin_pilot(pilot, figures=figures, by=BY_SITE, at=at - 32 * _DAY)
    end_pilot(
        pilot,
        ends_on=today - 3 * _DAY,
        summary="Dữ liệu mẫu: số người lỡ lượt giảm rõ.",
        afters=[Decimal(3)],
        by=BY_SITE,
        at=at - 3 * _DAY,
    )
    filed = file_application(
        _application(initiative, units[0], first_used_on=pilot.begins_on),
        applicants=[
            Applicant(full_name="Nguyễn Văn Mẫu", workplace=units[0].name, share_percent=60),
            Applicant(full_name="Trần Thị Mẫu", workplace=units[0].name, share_percent=40),
        ],
        by=BY_SITE,
        at=at - 2 * _DAY,
    )
    council = make_council(Council(name=_COUNCIL, share_percent=70), by=BY_SITE, at=at)
    for user in members:
        seat_member(council, user, by=BY_SITE, at=at)
    put_before_council(filed, council, by=BY_SITE, at=at - 2 * _DAY)
    for user in members:
        cast_ballot(filed, is_in_favour=True, remark="", by=user, at=at - _DAY)
    decree = Decree("00/QĐ-MAU", today - _DAY, CouncilLevel.BASE, is_recognised=True)
    decide(filed, decree, by=BY_SITE, at=at - _DAY)
    taken = Spread(initiative=initiative, unit=units[-1], begun_on=today, note="Dữ liệu mẫu")
    note_spread(taken, by=BY_SITE, at=at)


def _application(initiative: Initiative, unit: Unit, *, first_used_on: date) -> Application:
    return Application(
        initiative=initiative,
        addressee=unit.name,
        title=initiative.title,
        field="Cải cách thủ tục hành chính",
        first_used_on=first_used_on,
        nature=initiative.solution,
        conditions="Một bộ loa, phần mềm lấy số có sẵn (dữ liệu mẫu).",
        benefit_by_author="Bớt người lỡ lượt, bớt tiếng gọi tên ở quầy.",
        benefit_by_users="Người cao tuổi không phải nhờ người khác đọc số.",
        is_pledged=True,
    )
