"""Gives the sample contest a jury over made-up works: some marked, some waiting, one far apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from contests.judging.assignments import fill_panel
from contests.judging.intake import AnonymousWork, take_works
from contests.judging.members import appoint
from contests.judging.panels import create_panel, open_panel
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.judging.rubric import use_ready_rubric
from contests.judging.sheets.drafts import note_opened
from contests.judging.sheets.marks import Typed, read_sheet
from contests.judging.sheets.sent import send_sheet
from contests.judging.sheets.sheet_page import rubric_of
from contests.judging.subjects import lead_of
from contests.models import Assignment, AssignmentPurpose, Contest, Panel, PanelRole
from contests.points import hundredths_words
from quizsite.accounts.models import User

TITLE = "Ban giám khảo vòng sơ khảo (mẫu)"
CHAIR, JUROR, SECOND, SECRETARY = (
    "chu-tich@example.vn",
    "giam-khao@example.vn",
    "giam-khao-2@example.vn",
    "thu-ky@example.vn",
)
PEOPLE = (
    (CHAIR, "Đoàn Thị Hiền", PanelRole.CHAIR),
    (JUROR, "Mai Văn Khoa", PanelRole.JUROR),
    (SECOND, "Tạ Bích Ngọc", PanelRole.JUROR),
    (SECRETARY, "Lưu Đình Phúc", PanelRole.SECRETARY),
)
# The works are made up; no office has done any of this.
_WORKS = (
    (
        "Phiếu hẹn trả kết quả bằng tin nhắn",
        "Người dân phải đến hỏi hồ sơ nhiều lần vì không biết khi nào xong.",
        "Bộ phận một cửa gửi tin nhắn khi hồ sơ đổi trạng thái, kèm giờ trả kết quả.",
    ),
    (
        "Góc điền biểu mẫu có người hướng dẫn",
        "Người cao tuổi khó nộp hồ sơ trực tuyến tại nhà.",
        "Đặt hai máy tính và một tình nguyện viên vào buổi sáng; ghi lại câu hay hỏi.",
    ),
    (
        "Bỏ bản sao hộ khẩu trong năm thủ tục",
        "Nhiều thủ tục vẫn xin giấy tờ mà cơ sở dữ liệu đã có.",
        "Rà từng thành phần hồ sơ, thay bằng tra cứu, đăng danh sách đã bỏ.",
    ),
    (
        "Lịch trực trả kết quả ngoài giờ",
        "Người đi làm không đến được trong giờ hành chính.",
        "Mỗi tuần một buổi tối trả kết quả, đăng ký trước qua điện thoại.",
    ),
    (
        "Bảng theo dõi hồ sơ trễ hạn theo tuần",
        "Hồ sơ trễ không ai thấy cho đến cuối tháng.",
        "Bảng ở phòng họp ghi hồ sơ còn hai ngày, người phụ trách nói cách xử lý.",
    ),
    (
        "Cẩm nang một trang cho từng thủ tục",
        "Hướng dẫn dài, người dân không đọc hết.",
        "Mỗi thủ tục một trang có hình, in ở quầy và treo trên trang thông tin.",
    ),
)


def add_sample_panel(contest: Contest, people: dict[str, User], *, at: datetime) -> Panel:
    """`people` are accounts by address; the panel marked for a day before `at`."""
    began = at - timedelta(days=1)
    panel = Panel(contest=contest, title=TITLE, common_works=1, too_fast_s=120, is_sample=True)
    create_panel(panel, by=None, at=began)
    use_ready_rubric(panel, READY_RUBRICS["cap-xa"], by=None, at=began)
    for email, _name, role in PEOPLE:
        appoint(panel, user=people[email], role=role, by=None, at=began)
    works = [
        AnonymousWork(
            division_name="Dữ liệu mẫu",
            parts=(("Tên ý tưởng", title), ("Hiện trạng", now), ("Cách làm", how)),
        )
        for title, now, how in _WORKS
    ]
    take_works(panel, works, by=None, at=began, seed="dữ liệu mẫu, không cần kín")
    open_panel(panel, by=None, at=began)
    _mark(panel, began=began, at=at)
    fill_panel(panel, by=lead_of(panel, None), at=at)
    return panel


def _mark(panel: Panel, *, began: datetime, at: datetime) -> None:
    """All send the common work; then the chair and the second juror send what they have."""
    drawn = Random(7)  # noqa: S311 -- made-up marks
    given = Assignment.objects.filter(work__panel=panel)
    given = given.select_related("work__panel", "member__user")
    for one in sorted(given, key=lambda row: (row.purpose != AssignmentPurpose.COMMON, row.pk)):
        is_common = one.purpose == AssignmentPurpose.COMMON
        if is_common or one.member.user.email != JUROR:
            share = drawn.uniform(0.55, 0.95)
            _send(one, share, opened_at=began, sent_at=at - timedelta(hours=2))


def _send(one: Assignment, share: float, *, opened_at: datetime, sent_at: datetime) -> None:
    note_opened(one, at=opened_at)
    tree = rubric_of(one)
    marks = {
        leaf.pk: hundredths_words(int(leaf.most * share) // leaf.step * leaf.step)
        for criterion in tree
        for leaf in criterion.leaves
    }
    typed = Typed(marks, {0: "Dữ liệu mẫu."}, spent_s=600)
    read = read_sheet(typed, tree)
    send_sheet(one, read, typed=typed, by=one.member.user, at=sent_at)
