"""The rules of a whole contest are said in words, without a database."""

from datetime import time

import pytest

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
        (
            "Người đã thôi các vai đó cũng không dự thi cuộc thi mình từng tổ chức, hay nơi đề thi "
            "dùng câu hỏi có từ khi còn giữ vai."
        ),
        "Người và đơn vị mà ban tổ chức ghi vào danh sách không được dự thi cũng vậy.",
        (
            "Ban tổ chức có thể ghi người hoặc đơn vị, như của cơ quan tổ chức, vào danh sách thi "
            "nhưng không xét giải: họ có thứ hạng, ghi rõ trên bảng, và được tính vào tỷ lệ tham "
            "gia; không nhận giải cá nhân và không chiếm chỗ của người được vào kỳ sau."
        ),
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
        "Danh sách công khai chỉ hiện tên viết gọn và đơn vị; người không đồng ý công khai tên "
        "thì hiện bằng bí danh."
    )


def test_a_division_without_prizes_is_named():
    guests = Division(name="Khách mời", audience="chung", is_prizeless=True)
    (said,) = (
        one
        for one in article("Ai được dự thi", divisions=(CIVIL, guests)).sentences
        if one.startswith("Bảng “")
    )
    assert said == (
        "Bảng “Khách mời” thi nhưng không xét giải: người của bảng có thứ hạng và được tính vào tỷ "
        "lệ tham gia, không nhận giải cá nhân."
    )


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        ({"result_days": 10}, "sau ngày kỳ thi đóng 10 ngày"),
        ({"result_days": 0, "result_by": time(12)}, "trong ngày kỳ thi đóng, trước 12:00"),
    ],
)
def test_the_rules_say_by_when_the_result_is_announced(promise, said):
    assert article("Công bố kết quả", **promise).sentences == (
        f"Kết quả chính thức của mỗi kỳ thi được công bố chậm nhất {said}.",
    )


def test_rules_without_a_promise_say_nothing_of_it():
    with pytest.raises(KeyError):
        article("Công bố kết quả")
