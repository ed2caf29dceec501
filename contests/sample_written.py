"""Loads a written round with a few works of our own wording; the sample contest has its people."""

from datetime import datetime, timedelta

from django.db import transaction

from contests.models import (
    Contest,
    Entry,
    Round,
    ToolStatement,
    Work,
    WorkHeading,
    WrittenTerms,
)
from contests.planning.written_rounds import (
    blank_written_round,
    create_written_round,
    publish_written_round,
)
from contests.registration.entries import register_entry
from contests.sample_announced import announce_sample
from contests.sample_contest import ORGANISER, PARTICIPANT, sample_account
from contests.written.authors import AuthorLine, name_authors
from contests.written.drafts import Written, begin_work, save_draft
from contests.written.hand_in import hand_in
from contests.written.paper_entries import PaperEntry, register_paper_work
from quizsite.accounts.consents import AT_ENTRY, current_texts
from quizsite.accounts.models import Unit, User

SLUG = "hien-ke-mot-cua"
_DAY = timedelta(days=1)
_TASK = (
    "Dữ liệu mẫu: hãy kể một việc chưa thuận tiện ở bộ phận một cửa nơi bạn làm hoặc từng đến, "
    "và đề xuất một cách làm tốt hơn, có thể làm ngay."
)
_HEADINGS = (
    ("Việc chưa thuận tiện", "Ai gặp, ở bước nào, mất bao lâu?", 15, 400),
    ("Cách làm đề xuất", "Nêu từng bước, người làm, thời gian.", 15, 600),
    ("Kết quả mong đợi", "Đo bằng gì để biết đã tốt hơn?", None, 300),
)
_HOURS = (
    "Người dân đến lấy kết quả thường phải chờ vì không biết hồ sơ xong vào buổi nào trong ngày.",
    "In khung giờ trên phiếu hẹn, mỗi khung nửa giờ nhận tối đa mười người; xong sớm thì nhắn tin.",
    "Thời gian chờ trung bình đo bằng máy lấy số, so tháng trước và tháng sau khi làm.",
)
_SCREENS = (
    "Người lớn tuổi nhờ viết tờ khai nhưng không thấy người viết ghi gì, nên hay phải viết lại.",
    "Đặt màn hình thứ hai quay về phía người dân, chữ lớn; đọc và đồng ý từng mục trước khi in.",
    "Số tờ khai phải viết lại trong tuần.",
)
_BEGUN = ("Hướng dẫn ở bảng tin dài nhiều trang, chữ nhỏ, khó tìm đúng mục mình cần.", "", "")
# Address, name, title, texts; the last one is not handed in.
_WORKS = (
    ("tac-gia-1@example.vn", "Phạm Thu Trang", "Phiếu hẹn ghi giờ, không chỉ ghi ngày", _HOURS),
    ("tac-gia-2@example.vn", "Đỗ Quang Huy", "Bàn viết hộ có màn hình hai mặt", _SCREENS),
    (PARTICIPANT, "", "Một trang hướng dẫn cho mỗi thủ tục", _BEGUN),
)


@transaction.atomic
def load_sample_written(*, at: datetime, password: str) -> Contest:
    """Load it once; a second time changes nothing."""
    found = Contest.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    by, began = User.objects.get(email=ORGANISER), at - 2 * _DAY
    contest = announce_sample(
        SLUG,
        "Hiến kế một cửa",
        "Cuộc thi viết mẫu: kể một việc chưa thuận tiện và đề xuất cách làm tốt hơn.",
        division="Mọi người",
        by=by,
        at=began,
    )
    round = _round(contest, by=by, at=began)
    for email, name, title, texts in _WORKS:
        user = (
            sample_account(email, name, unit=None, at=began, password=password)
            if name
            else User.objects.get(email=email)
        )
        entry = _enter(contest, user, at=began)
        _write(entry, round, title=title, texts=texts, at=at - _DAY, is_done=bool(name))
    said = PaperEntry(
        title="Hòm thư góp ý trả lời trong ngày",
        arrived_on=(at - _DAY).date(),
        full_name="Ngô Văn Bảy",
        postmarked_on=(at - _DAY).date(),
    )
    register_paper_work(round, said, by=by, at=at)
    return contest


def _round(contest: Contest, *, by: User, at: datetime) -> Round:
    round = blank_written_round(contest, opens_at=at)
    round.title = "Bài hiến kế"
    terms = WrittenTerms(
        task=_TASK,
        takes_files=True,
        takes_paper=True,
        max_words=1200,
        file_kinds=["docx", "pdf", "jpg", "png"],
        max_authors=3,
        tool_statement=ToolStatement.ASKED,
        may_mend=True,
    )
    headings = [
        WorkHeading(
            title=title, hint=hint, min_words=least, max_words=most, is_required=bool(least)
        )
        for title, hint, least, most in _HEADINGS
    ]
    create_written_round(round, terms=terms, headings=headings, by=by, at=at)
    return publish_written_round(round, by=by, at=at)


def _enter(contest: Contest, user: User, *, at: datetime) -> Entry:
    return register_entry(
        contest,
        user=user,
        division=contest.divisions.get(),
        unit=Unit.objects.filter(code="so-noi-vu").first(),
        agreed=current_texts(AT_ENTRY).values(),
        at=at,
    )


def _write(
    entry: Entry, round: Round, *, title: str, texts: tuple[str, ...], at: datetime, is_done: bool
) -> Work:
    work = begin_work(entry, round=round, at=at)
    headings = round.written_terms.headings.all()
    said = {str(one.pk): text for one, text in zip(headings, texts, strict=True)}
    written = Written(title=title, texts=said, tool_statement="Không dùng." if is_done else "")
    save_draft(work, written=written, writer="mau", base=0, sequence=1, at=at)
    if is_done and title.startswith("Bàn"):
        other = AuthorLine("Vũ Thị Sáu", None, 40)
        name_authors(work, own_share=60, others=[other], at=at)
    if is_done:
        hand_in(work, at=at)
    return work
