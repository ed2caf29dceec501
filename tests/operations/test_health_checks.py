"""Health checks say what the figures of all processes mean, and what operators do."""

from datetime import timedelta

import pytest

from quizsite.operations.health import Level, overall
from quizsite.operations.health_checks import health_checks_of
from quizsite.operations.metric_windows import bounds_of
from quizsite.operations.process_reports import ProcessFigures
from quizsite.operations.resources import AWAY, FULL, GIB, REFUSED
from quizsite.operations.site_status import Process, Site
from tests.factories import NOON

GOOD, WATCH, BAD = Level.GOOD, Level.WATCH, Level.BAD
ROOM = {"disk_free": 50 * GIB, "disk_total": 100 * GIB}


def process(*, age=0, name="a", **figures):
    at = NOON - timedelta(seconds=age)
    return Process(name, "all", NOON - timedelta(hours=1), at, ProcessFigures(**(ROOM | figures)))


def site(*processes):
    return Site.of(processes, at=NOON)


def check(title, *processes):
    return next(one for one in health_checks_of(site(*processes)) if one.title == title)


def all_within(name, bound, count=100):
    """Make buckets in which all events stayed under one bound."""
    return {name: [count if upper >= bound else 0 for upper in bounds_of(name)]}


def test_versions_side_by_side_are_named():
    new, old = process(version="0.4.0"), process(name="b", version="0.3.0")
    assert check("Bản phần mềm", new).level == GOOD
    said = check("Bản phần mềm", new, old)
    assert (said.level, said.figure) == (WATCH, "0.3.0, 0.4.0")
    assert check("Bản phần mềm", process()).figure == "< 0.4.0"


def test_a_quiet_site_is_well():
    checks = health_checks_of(site(process()))
    assert {one.level for one in checks} == {GOOD}
    assert overall(checks).title == "Mọi thứ bình thường."


@pytest.mark.parametrize(
    ("title", "figures", "level"),
    [
        ("Lưu bài", {"buckets": all_within("save", 0.2)}, GOOD),
        ("Lưu bài", {"buckets": all_within("save", 0.5)}, WATCH),
        ("Lưu bài", {"buckets": all_within("save", 2)}, BAD),
        ("Hàng đợi lưu bài", {"waiting": 2000}, GOOD),
        ("Hàng đợi lưu bài", {"waiting": 2001}, WATCH),
        ("Hàng đợi lưu bài", {"minute": {"saves_busy": 1}}, BAD),
        ("Bài đang làm", {"open_papers": 49}, GOOD),
        ("Bài đang làm", {"open_papers": 50}, BAD),
        ("Bài đang làm", {"open_papers": 50, "minute": {"saves": 1}}, GOOD),
        ("Đóng bài hết giờ", {"overdue_papers": 9, "overdue_s": 60}, WATCH),
        ("Đóng bài hết giờ", {"overdue_papers": 1, "overdue_s": 61}, BAD),
        ("Lỗi máy chủ", {"errors": 1}, WATCH),
        ("Lỗi máy chủ", {"errors": 21}, BAD),
        ("Việc bị treo", {"work": "answers", "work_s": 10}, GOOD),
        ("Việc bị treo", {"work": "answers", "work_s": 11}, WATCH),
        ("Việc bị treo", {"work": "answers", "work_s": 31}, BAD),
        ("Việc bị treo", {"work": "pages", "work_s": 100}, GOOD),
        ("Việc bị treo", {"work": "of a later version", "work_s": 61}, WATCH),
        ("Cơ sở dữ liệu", {"database_s": 0.2}, WATCH),
        ("Cơ sở dữ liệu", {"database_s": 1.5}, BAD),
        ("Độ bận", {"loop_s": 0.5}, WATCH),
        ("Các trang", {"buckets": all_within("page", 2)}, WATCH),
        ("Bảng xếp hạng", {"buckets": all_within("board", 5)}, WATCH),
        ("Bảng xếp hạng", {"buckets": all_within("board", 60)}, BAD),
        ("Việc nền", {"jobs_waiting": 5, "jobs_oldest_s": 60}, GOOD),
        ("Việc nền", {"jobs_waiting": 1, "jobs_oldest_s": 61}, WATCH),
        ("Việc nền", {"jobs_waiting": 1, "jobs_oldest_s": 601}, BAD),
        ("Việc nền", {"jobs_failed": 1}, WATCH),
        ("Việc nền", {"jobs_waiting": 1, "jobs_oldest_s": 601, "jobs_failed": 1}, BAD),
        ("Redis", {"redis": AWAY}, WATCH),
        ("Ổ đĩa", {"disk_free": 9 * GIB}, WATCH),
        ("Ổ đĩa", {"disk_free": GIB - 1}, BAD),
        ("Ổ đĩa", {"disk": "database", "disk_free": GIB - 1}, BAD),
        ("Ổ đĩa", {"disk": "temp", "disk_free": GIB - 1, "disk_total": GIB}, GOOD),
        ("Ổ đĩa", {"disk": "temp", "disk_free": GIB // 11, "disk_total": GIB}, BAD),
        ("Redis", {"redis": REFUSED}, WATCH),
        ("Redis", {"redis": FULL}, WATCH),
        ("Kết nối cơ sở dữ liệu", {"connections": 80, "connections_limit": 97}, WATCH),
        ("Kết nối cơ sở dữ liệu", {"connections": 94, "connections_limit": 97}, BAD),
        ("Tệp và kết nối đang mở", {"files": 49, "files_limit": 50}, BAD),
        ("Chứng chỉ https", {"certificate_s": 22 * 86400}, GOOD),
        ("Chứng chỉ https", {"certificate_s": 20 * 86400}, WATCH),
        ("Chứng chỉ https", {"certificate_s": -1}, BAD),
        ("Đồng hồ", {"clock_s": -0.6}, WATCH),
        ("Đồng hồ", {"clock_s": 2.1}, BAD),
    ],
)
def test_the_level_of_each_figure(title, figures, level):
    found = check(title, process(**figures))
    assert found.level is level
    assert bool(found.todo) or level is GOOD


def test_figures_of_all_processes_are_added_up():
    two = [process(name="a", waiting=3, errors=1), process(name="b", waiting=4, errors=2)]
    assert check("Hàng đợi lưu bài", *two).figure == "7 lượt đang chờ"
    assert check("Lỗi máy chủ", *two).figure == "3 lỗi trong 5 phút qua"


def test_one_slow_process_among_many_fast_saves_is_seen_in_the_slowest_hundredth():
    fast = process(name="a", buckets=all_within("save", 0.005, count=980))
    slow = process(name="b", buckets=all_within("save", 2, count=20))
    assert check("Lưu bài", fast, slow).level is BAD
    assert check("Lưu bài", fast, slow).meaning == "99 % xong trong 2 giây."


def test_a_time_beyond_the_last_bucket_is_named_as_longer():
    endless = float("inf")
    assert check("Lưu bài", process(buckets=all_within("save", endless))).meaning == (
        "Hơn 1 % lâu quá 5 giây."
    )
    assert check("Bảng xếp hạng", process(buckets=all_within("board", endless))).figure == (
        "mới sau hơn một phút"
    )


def test_figures_of_the_whole_site_are_not_added_up():
    two = [process(name="a", age=5, open_papers=8), process(name="b", open_papers=9)]
    assert check("Bài đang làm", *two).figure == "9 bài"


def test_waiting_and_failed_jobs_are_told_in_words():
    found = check("Việc nền", process(jobs_waiting=3, jobs_oldest_s=90, jobs_failed=2))
    assert found.figure == "3 việc đang chờ"
    assert found.meaning == (
        "Việc chờ lâu nhất đã 1 phút 30 giây. 2 việc không làm được trong 24 giờ qua."
    )


def test_a_silent_process_is_named_and_not_counted():
    two = [process(name="a", waiting=3), process(name="b", age=21, waiting=4000)]
    assert check("Tiến trình", *two).level is WATCH
    assert check("Tiến trình", *two).meaning == "1 tiến trình không còn báo cáo."
    assert check("Hàng đợi lưu bài", *two).figure == "3 lượt đang chờ"


def test_a_site_without_reports_is_the_worst():
    checks = health_checks_of(site())
    assert overall(checks).title == "Có sự cố: Tiến trình."


def test_the_worst_checks_come_first():
    checks = health_checks_of(site(process(errors=1, disk_free=1)))
    assert [one.title for one in checks][:2] == ["Ổ đĩa", "Lỗi máy chủ"]
    assert overall(checks).title == "Có sự cố: Ổ đĩa."


def test_redis_away_says_that_papers_are_safe():
    assert check("Redis", process(redis=AWAY)).meaning == (
        "Bảng xếp hạng chậm hơn vài giây, bài làm không bị ảnh hưởng."
    )
