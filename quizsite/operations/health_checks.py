"""Each health check says in words how one part of the site is, and what to do. Pure.

The bounds are those of the guide for operators (docs/van-hanh.md)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from quizsite.language import moments
from quizsite.operations import health_of_resources as resources
from quizsite.operations.health import HealthCheck, Level, level_of
from quizsite.operations.site_status import Site

MANY_OPEN = 50


def health_checks_of(site: Site) -> list[HealthCheck]:
    if not site.speaking:
        return [_processes(site)]
    checks = [
        _saving(site),
        _queue(site),
        _papers(site),
        _closing(site),
        _errors(site),
        _processes(site),
        _version(site),
        resources.database(site),
        resources.connections(site),
        _busy(site),
        resources.work(site),
        _pages(site),
        _board(site),
        _jobs(site),
        _watchers(site),
        resources.redis(site),
        resources.disk(site),
        resources.files(site),
        resources.certificate(site),
        resources.clock(site),
    ]
    return worst_first(checks)


def worst_first(checks: Sequence[HealthCheck]) -> list[HealthCheck]:
    """Operators act on the worst first."""
    return sorted(checks, key=lambda check: -check.level)


def _most_within(seconds: float | None, *, percent: int = 99) -> str:
    if seconds is None:
        return ""
    if seconds == float("inf"):
        return _("Hơn %(percent)s %% lâu quá 5 giây.") % {"percent": 100 - percent}
    return _("%(percent)s %% xong trong %(time)s.") % {
        "percent": percent,
        "time": moments.latency(seconds),
    }


def _saving(site: Site) -> HealthCheck:
    took = site.within("save")
    return HealthCheck(
        level_of(took, watch=0.2, bad=1),
        _("Lưu bài"),
        _("%(n)s lượt lưu trong 60 giây qua") % {"n": moments.number(site.in_a_minute("saves"))},
        _most_within(took),
        _(
            "Câu đã báo “Đã lưu trên máy chủ” vẫn an toàn. Xem mục Cơ sở dữ liệu và Độ bận;"
            " đóng bớt việc nặng như xuất số liệu."
        ),
    )


def _queue(site: Site) -> HealthCheck:
    waiting, busy = site.total("waiting"), site.in_a_minute("saves_busy")
    level = level_of(waiting, watch=2000, bad=float("inf"))
    meaning = ""
    if busy:
        level = Level.BAD
        meaning = _("%(n)s lượt phải gửi lại sau trong 60 giây qua.") % {"n": moments.number(busy)}
    return HealthCheck(
        level,
        _("Hàng đợi lưu bài"),
        _("%(n)s lượt đang chờ") % {"n": moments.number(waiting)},
        meaning,
        _(
            "Máy người thi tự gửi lại, không mất câu nào. Đừng khởi động lại máy chủ. Kéo dài quá 1"
            " phút thì báo người phụ trách kỹ thuật thêm tiến trình."
        ),
    )


def _papers(site: Site) -> HealthCheck:
    opened = site.newest.open_papers
    is_still = opened >= MANY_OPEN and not site.in_a_minute("saves")
    return HealthCheck(
        Level.BAD if is_still else Level.GOOD,
        _("Bài đang làm"),
        _("%(n)s bài") % {"n": moments.number(opened)},
        _("Không có lượt lưu nào trong 60 giây qua.")
        if is_still
        else _("%(n)s bài bắt đầu trong 60 giây qua.")
        % {"n": moments.number(site.in_a_minute("starts"))},
        _(
            "Mở một bài trên điện thoại và chọn thử một câu. Không lưu được thì xem đường mạng và"
            " máy chủ nginx."
        ),
    )


def _closing(site: Site) -> HealthCheck:
    overdue, oldest = site.newest.overdue_papers, site.newest.overdue_s
    return HealthCheck(
        level_of(oldest, watch=0, bad=60) if overdue else Level.GOOD,
        _("Đóng bài hết giờ"),
        _("%(n)s bài quá giờ chưa đóng") % {"n": moments.number(overdue)},
        _("Bài cũ nhất quá giờ %(time)s.") % {"time": moments.span(oldest)} if overdue else "",
        _(
            "Điểm tính theo giờ kết thúc, không theo lúc đóng, nên không ai thiệt. Sau kỳ đông"
            " người, số này về 0 trong khoảng một phút. Không giảm thì báo kỹ thuật."
        ),
    )


def _errors(site: Site) -> HealthCheck:
    errors = site.total("errors")
    return HealthCheck(
        level_of(errors, watch=0, bad=20),
        _("Lỗi máy chủ"),
        _("%(n)s lỗi trong 5 phút qua") % {"n": moments.number(errors)},
        todo=_("Người phụ trách kỹ thuật đọc nhật ký máy chủ, tìm các dòng có mức “error”."),
    )


def _processes(site: Site) -> HealthCheck:
    speaking, silent = len(site.speaking), len(site.silent)
    level = Level.WATCH if silent else Level.GOOD
    return HealthCheck(
        level if speaking else Level.BAD,
        _("Tiến trình"),
        _("%(n)s tiến trình đang báo cáo") % {"n": speaking},
        _("%(n)s tiến trình không còn báo cáo.") % {"n": silent} if silent else "",
        _(
            "Một tiến trình vừa dừng đột ngột, hoặc không tới được cơ sở dữ liệu. Hệ thống tự khởi"
            " động lại; sau 10 phút dòng này tự mất. Số đang báo cáo ít hơn thường lệ thì báo kỹ"
            " thuật."
        ),
    )


def _version(site: Site) -> HealthCheck:
    is_one = len(site.versions) == 1
    return HealthCheck(
        Level.GOOD if is_one else Level.WATCH,
        _("Bản phần mềm"),
        ", ".join(site.versions),
        ""
        if is_one
        else _("Hai bản chạy cạnh nhau: đang nâng cấp, hoặc nâng cấp dừng giữa chừng."),
        _(
            "Xem tiến trình nào chưa chạy lại được (journalctl), sửa rồi chạy tiếp"
            " deploy/rolling-restart. Người đang thi không bị ảnh hưởng."
        ),
    )


def _busy(site: Site) -> HealthCheck:
    took = site.worst("loop_s")
    return HealthCheck(
        level_of(took, watch=0.2, bad=1),
        _("Độ bận"),
        _("phản hồi sau %(time)s") % {"time": moments.latency(took)},
        todo=_("Máy chủ quá tải. Đóng bớt màn hình xem bảng; sau kỳ thi, thêm tiến trình."),
    )


def _pages(site: Site) -> HealthCheck:
    took = site.within("page", 0.95)
    return HealthCheck(
        level_of(took, watch=1, bad=5),
        _("Các trang"),
        _("%(n)s trang trong 60 giây qua") % {"n": moments.number(site.in_a_minute("pages"))},
        _most_within(took, percent=95),
        _("Người đang làm bài không bị ảnh hưởng. Lúc mở kỳ thi, trang chậm vài giây là thường."),
    )


def _board(site: Site) -> HealthCheck:
    lag = site.within("board")
    return HealthCheck(
        level_of(lag, watch=2, bad=10),
        _("Bảng xếp hạng"),
        _("không đổi trong 60 giây qua")
        if lag is None
        else _("mới sau %(time)s") % {"time": moments.latency(lag)},
        todo=_("Bài làm không bị ảnh hưởng. Bảng tự theo kịp khi máy chủ bớt bận."),
    )


def _jobs(site: Site) -> HealthCheck:
    waiting, oldest = site.newest.jobs_waiting, site.newest.jobs_oldest_s
    failed = site.newest.jobs_failed
    level = level_of(oldest, watch=60, bad=600) if waiting else Level.GOOD
    said = [_("Việc chờ lâu nhất đã %(time)s.") % {"time": moments.span(oldest)}] if waiting else []
    if failed:
        level = max(level, Level.WATCH)
        said.append(
            _("%(n)s việc không làm được trong 24 giờ qua.") % {"n": moments.number(failed)}
        )
    return HealthCheck(
        level,
        _("Việc nền"),
        _("%(n)s việc đang chờ") % {"n": moments.number(waiting)},
        " ".join(said),
        _(
            "Tệp kết quả lớn chưa có ngay; bài làm và việc chốt kết quả không bị ảnh hưởng. Xem"
            " tiến trình việc nền có chạy không, tìm “job_failed” trong nhật ký."
        ),
    )


def _watchers(site: Site) -> HealthCheck:
    sent_away = site.in_a_minute("slow_readers")
    return HealthCheck(
        Level.GOOD,
        _("Người xem trực tiếp"),
        _("%(n)s màn hình xem bảng, %(m)s trang làm bài")
        % {
            "n": moments.number(site.total("board_sockets")),
            "m": moments.number(site.total("paper_sockets")),
        },
        _("%(n)s màn hình mạng chậm phải nối lại.") % {"n": moments.number(sent_away)}
        if sent_away
        else "",
    )
