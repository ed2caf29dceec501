"""The rules of a whole contest are said in words, without a database."""

from contests.models import Contest, Division
from contests.regulation.contest import contest_regulation

CIVIL = Division(name="CBCCVC", audience="cbccvc", headcount_category="cbccvc")
RESIDENT = Division(name="Người dân", audience="nguoi-dan")
PUPIL = Division(name="Học sinh", audience="chung", headcount_category="hoc-sinh")


def article(heading, *, divisions=(CIVIL, RESIDENT), **fields):
    contest = Contest(
        **{"organiser_name": "Sở Nội vụ", "tie_chain": ["correct", "time_used"], **fields}
    )
    articles = {a.heading: a for a in contest_regulation(contest, divisions=divisions)}
    return articles[heading]


def test_who_may_enter():
    assert article("Ai được dự thi").sentences == (
        "Cuộc thi có 2 bảng: CBCCVC và Người dân. Mỗi bảng có đề riêng và xếp hạng riêng.",
        "Bảng CBCCVC dùng câu hỏi chung và câu hỏi dành cho cán bộ, công chức, viên chức.",
        "Bảng Người dân dùng câu hỏi chung và câu hỏi dành cho người dân.",
        "Mỗi người đăng ký một lần, vào một bảng và cho một đơn vị.",
        "Thành viên ban tổ chức, người soạn và người duyệt câu hỏi không được dự thi.",
    )


def test_one_division():
    assert article("Ai được dự thi", divisions=[PUPIL]).sentences[:2] == (
        "Cuộc thi có một bảng: Học sinh.",
        "Bảng Học sinh dùng câu hỏi chung.",
    )


def test_participation_is_counted_per_division():
    assert article("Tính tỷ lệ tham gia của đơn vị").sentences == (
        (
            "Mỗi người được đếm một lần cho đơn vị đã chọn khi đăng ký, dù thi bao nhiêu lượt; "
            "người bị loại không được đếm."
        ),
        (
            "Bảng CBCCVC: tỷ lệ tham gia bằng số người đã thi chia cho tổng số cán bộ, công chức, "
            "viên chức của đơn vị theo số liệu ghi trên bảng tham gia."
        ),
        "Bảng Người dân: số người được đếm riêng, không tính vào tỷ lệ của đơn vị.",
    )


def test_whole_contest_is_ranked_by_its_own_chain():
    assert article("Xếp hạng cả cuộc thi").steps == (
        "số câu trả lời đúng nhiều hơn",
        "thời gian làm bài ngắn hơn",
    )


def test_legal_basis_comes_first_when_there_is_one():
    assert article("Căn cứ", legal_basis="Kế hoạch 37/KH-UBND").sentences == (
        "Cuộc thi được tổ chức theo Kế hoạch 37/KH-UBND.",
    )


def test_complaints_go_to_the_contact():
    last = article("Vi phạm và khiếu nại", contact="024 3825 3536").sentences[-1]
    assert last == "Ý kiến, khiếu nại gửi Sở Nội vụ: 024 3825 3536."


def test_personal_data():
    assert article("Dữ liệu cá nhân").sentences[1] == (
        "Danh sách công khai chỉ hiện tên viết gọn và đơn vị."
    )
