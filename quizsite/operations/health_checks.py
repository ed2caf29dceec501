"""Each health check says in words how one part of the site is, and what to do. Pure.

The bounds are those of the guide for operators (docs/van-hanh.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from quizsite.language import moments
from quizsite.operations.process_reports import AWAY, UP
from quizsite.operations.site_status import Site

MANY_OPEN = 50
GIB = 1024**3


class Level(IntEnum):
    GOOD = 0
    WATCH = 1
    BAD = 2

    @property
    def word(self) -> str:
        return [_("Tốt"), _("Cần để ý"), _("Sự cố")][self]

    @property
    def mark(self) -> str:
        return "✓⚠✕"[self]

    @property
    def style(self) -> str:
        return ("good", "watch", "bad")[self]


@dataclass(frozen=True)
class HealthCheck:
    """The page shows `todo` only if the level is not good."""

    level: Level
    title: str
    figure: str
    meaning: str = ""
    todo: str = ""


def overall(checks: Sequence[HealthCheck]) -> HealthCheck:
    """Say in one sentence how bad the worst check is, and name the checks that are so bad."""
    level = max((check.level for check in checks), default=Level.BAD)
    named = moments.listed([check.title for check in checks if check.level is level] or [""])
    said = [
        _("Mọi thứ bình thường."),
        _("Cần để ý: %(what)s.") % {"what": named},
        _("Có sự cố: %(what)s.") % {"what": named},
    ][level]
    return HealthCheck(level, said, "")


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
        _database(site),
        _busy(site),
        _pages(site),
        _board(site),
        _jobs(site),
        _watchers(site),
        _redis(site),
        _disk(site),
        _clock(site),
    ]
    return sorted(checks, key=lambda check: -check.level)  # operators act on the worst first


def _level(value: float | None, *, watch: float, bad: float) -> Level:
    if value is None or value <= watch:
        return Level.GOOD
    return Level.WATCH if value <= bad else Level.BAD


def _most_within(seconds: float | None, *, percent: int = 99) -> str:
    if seconds is None:
        return ""
    if seconds == float("inf"):
        return _("Hơn %(percent)s%% lâu quá 5 giây.") % {"percent": 100 - percent}
    return _("%(percent)s%% xong trong %(time)s.") % {
        "percent": percent,
        "time": moments.latency(seconds),
    }


def _saving(site: Site) -> HealthCheck:
    took = site.within("save")
    return HealthCheck(
        _level(took, watch=0.2, bad=1),
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
    level = _level(waiting, watch=2000, bad=float("inf"))
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
        _level(oldest, watch=0, bad=60) if overdue else Level.GOOD,
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
        _level(errors, watch=0, bad=20),
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


def _database(site: Site) -> HealthCheck:
    took = site.worst("database_s")
    return HealthCheck(
        _level(took, watch=0.1, bad=1),
        _("Cơ sở dữ liệu"),
        _("trả lời sau %(time)s") % {"time": moments.latency(took)},
        todo=_("Dừng việc nặng trên máy cơ sở dữ liệu như sao lưu, xuất số liệu. Xem ổ đĩa."),
    )


def _busy(site: Site) -> HealthCheck:
    took = site.worst("loop_s")
    return HealthCheck(
        _level(took, watch=0.2, bad=1),
        _("Độ bận"),
        _("phản hồi sau %(time)s") % {"time": moments.latency(took)},
        todo=_("Máy chủ quá tải. Đóng bớt màn hình xem bảng; sau kỳ thi, thêm tiến trình."),
    )


def _pages(site: Site) -> HealthCheck:
    took = site.within("page", 0.95)
    return HealthCheck(
        _level(took, watch=1, bad=5),
        _("Các trang"),
        _("%(n)s trang trong 60 giây qua") % {"n": moments.number(site.in_a_minute("pages"))},
        _most_within(took, percent=95),
        _("Người đang làm bài không bị ảnh hưởng. Lúc mở kỳ thi, trang chậm vài giây là thường."),
    )


def _board(site: Site) -> HealthCheck:
    lag = site.within("board")
    return HealthCheck(
        _level(lag, watch=2, bad=10),
        _("Bảng xếp hạng"),
        _("không đổi trong 60 giây qua")
        if lag is None
        else _("mới sau %(time)s") % {"time": moments.latency(lag)},
        todo=_("Bài làm không bị ảnh hưởng. Bảng tự theo kịp khi máy chủ bớt bận."),
    )


def _jobs(site: Site) -> HealthCheck:
    waiting, oldest = site.newest.jobs_waiting, site.newest.jobs_oldest_s
    failed = site.newest.jobs_failed
    level = _level(oldest, watch=60, bad=600) if waiting else Level.GOOD
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


def _redis(site: Site) -> HealthCheck:
    states = {one.figures.redis for one in site.speaking}
    if AWAY in states:
        return HealthCheck(
            Level.WATCH,
            "Redis",
            _("không trả lời"),
            _("Bảng xếp hạng chậm hơn vài giây, bài làm không bị ảnh hưởng."),
            _("Khởi động lại dịch vụ Redis; trang tự nối lại, không phải làm gì thêm."),
        )
    return HealthCheck(Level.GOOD, "Redis", _("đang chạy") if UP in states else _("không dùng"))


def _disk(site: Site) -> HealthCheck:
    fullest = min(site.speaking, key=lambda one: one.figures.disk_free).figures
    free, share = fullest.disk_free, fullest.disk_free / max(fullest.disk_total, 1)
    level = Level.GOOD
    if free < GIB:
        level = Level.BAD
    elif share < 0.1:
        level = Level.WATCH
    return HealthCheck(
        level,
        _("Ổ đĩa"),
        _("còn %(n)s GB") % {"n": moments.number(free // GIB)},
        _("%(n)s%% ổ đĩa còn trống.") % {"n": round(share * 100)},
        _(
            "Chép bản sao lưu và nhật ký cũ sang máy khác rồi xóa ở đây."
            " Đĩa đầy thì không lưu được."
        ),
    )


def _clock(site: Site) -> HealthCheck:
    off = site.worst("clock_s")
    return HealthCheck(
        _level(off, watch=0.5, bad=2),
        _("Đồng hồ"),
        _("lệch cơ sở dữ liệu %(time)s") % {"time": moments.latency(off)},
        todo=_("Đồng bộ giờ các máy chủ (chrony, timedatectl). Giờ làm bài tính theo máy chủ."),
    )
