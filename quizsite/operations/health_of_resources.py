"""Health checks of what the processes need: disks, the database, Redis, the clock. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from quizsite.language import moments
from quizsite.operations.health import HealthCheck, Level, level_of
from quizsite.operations.resources import AWAY, FULL, GIB, LEAST_FREE, REFUSED, UP
from quizsite.operations.running_work import (
    ANSWERS,
    LONG_S,
    PAGES,
    STARTS,
    SUBMISSIONS,
    SWEEP,
)
from quizsite.operations.site_status import Site

DAYS_WATCH, DAYS_BAD = 21, 4


def database(site: Site) -> HealthCheck:
    took = site.worst("database_s")
    return HealthCheck(
        level_of(took, watch=0.1, bad=1),
        _("Cơ sở dữ liệu"),
        _("trả lời sau %(time)s") % {"time": moments.latency(took)},
        todo=_("Dừng việc nặng trên máy cơ sở dữ liệu như sao lưu, xuất số liệu. Xem ổ đĩa."),
    )


def connections(site: Site) -> HealthCheck:
    figures = site.newest
    used, limit = figures.connections, figures.connections_limit
    return HealthCheck(
        level_of(used / limit if limit else 0, watch=0.8, bad=0.95),
        _("Kết nối cơ sở dữ liệu"),
        _("%(n)s trên %(most)s") % {"n": moments.number(used), "most": moments.number(limit)}
        if limit
        else _("không giới hạn"),
        todo=_(
            "Hết kết nối thì trang báo lỗi. Xem ai đang giữ (bảng pg_stat_activity), tắt việc lạ;"
            " sau kỳ thi tăng max_connections hoặc bớt tiến trình."
        ),
    )


def files(site: Site) -> HealthCheck:
    one = max(
        (each.figures for each in site.speaking),
        key=lambda each: each.files / max(each.files_limit, 1),
    )
    return HealthCheck(
        level_of(one.files / one.files_limit if one.files_limit else 0, watch=0.8, bad=0.95),
        _("Tệp và kết nối đang mở"),
        _("%(n)s trên %(most)s")
        % {"n": moments.number(one.files), "most": moments.number(one.files_limit)},
        todo=_(
            "Hết chỗ thì người mới không vào được. Tăng LimitNOFILE của dịch vụ rồi khởi động lại"
            " từng tiến trình, hoặc thêm một tiến trình."
        ),
    )


def certificate(site: Site) -> HealthCheck:
    left = [one.figures.certificate_s for one in site.speaking]
    known = [seconds for seconds in left if seconds is not None]
    if not known:
        return HealthCheck(Level.GOOD, _("Chứng chỉ https"), _("không theo dõi"))
    days = int(min(known) // 86400)
    level = Level.GOOD
    if days < DAYS_BAD:
        level = Level.BAD
    elif days < DAYS_WATCH:
        level = Level.WATCH
    return HealthCheck(
        level,
        _("Chứng chỉ https"),
        _("còn %(n)s ngày") % {"n": moments.number(max(days, 0))},
        _("Chứng chỉ đã hết hạn: trình duyệt không vào trang.") if min(known) <= 0 else "",
        _("Gia hạn chứng chỉ rồi nạp lại nginx: systemctl reload nginx."),
    )


def redis(site: Site) -> HealthCheck:
    states = {one.figures.redis for one in site.speaking}
    slower = _("Bảng xếp hạng chậm hơn vài giây, bài làm không bị ảnh hưởng.")
    if REFUSED in states:
        return HealthCheck(
            Level.WATCH,
            "Redis",
            _("từ chối mật khẩu"),
            slower,
            _(
                "Sửa mật khẩu trong REDIS_URL (tệp environment) cho đúng rồi khởi động lại từng"
                " tiến trình. Khởi động lại Redis không giúp gì."
            ),
        )
    if FULL in states:
        return HealthCheck(
            Level.WATCH,
            "Redis",
            _("không ghi thêm được"),
            slower,
            _(
                "Bộ nhớ Redis đầy hoặc Redis chỉ cho đọc. Tăng maxmemory, đặt maxmemory-policy là"
                " allkeys-lru: Redis ở đây không giữ gì riêng, xóa đi được."
            ),
        )
    if AWAY in states:
        return HealthCheck(
            Level.WATCH,
            "Redis",
            _("không trả lời"),
            slower,
            _("Khởi động lại dịch vụ Redis; trang tự nối lại, không phải làm gì thêm."),
        )
    return HealthCheck(Level.GOOD, "Redis", _("đang chạy") if UP in states else _("không dùng"))


def disk(site: Site) -> HealthCheck:
    """Of all disks that the processes look at, the one that comes first to stop something."""
    fullest = min(
        (one.figures for one in site.speaking),
        key=lambda one: one.disk_free / LEAST_FREE.get(one.disk, GIB),
    )
    free, share = fullest.disk_free, fullest.disk_free / max(fullest.disk_total, 1)
    level = Level.GOOD
    if free < LEAST_FREE.get(fullest.disk, GIB):
        level = Level.BAD
    elif share < 0.1:
        level = Level.WATCH
    where = {
        "data": _("Ổ chứa dữ liệu"),
        "database": _("Ổ của cơ sở dữ liệu"),
        "logs": _("Ổ chứa nhật ký (/var/log)"),
        "temp": _("Thư mục tạm"),
    }.get(fullest.disk, fullest.disk)
    return HealthCheck(
        level,
        _("Ổ đĩa"),
        _("còn %(n)s GB") % {"n": moments.number(free // GIB)}
        if free >= GIB
        else _("còn %(n)s MB") % {"n": moments.number(free // 1024**2)},
        _("%(where)s: %(n)s %% còn trống.") % {"where": where, "n": round(share * 100)},
        _(
            "Chép bản sao lưu và nhật ký cũ sang máy khác rồi xóa ở đây. Ổ dữ liệu hay cơ sở dữ"
            " liệu đầy thì không lưu được; thư mục tạm đầy thì không nhận được tệp."
        ),
    )


def work(site: Site) -> HealthCheck:
    """Whichever thread of all processes is the furthest over what its work takes."""
    one = max(
        (each.figures for each in site.speaking),
        key=lambda each: each.work_s / LONG_S.get(each.work, 60),
    )
    # A worker that never returns; the watchdog ends its process after a minute more.
    level = level_of(one.work_s / LONG_S.get(one.work, 60), watch=1, bad=3)
    named = {
        ANSWERS: _("lưu bài"),
        SUBMISSIONS: _("nộp bài"),
        STARTS: _("phát đề"),
        PAGES: _("một trang"),
        SWEEP: _("đóng bài hết giờ"),
    }.get(one.work, one.work)
    return HealthCheck(
        level,
        _("Việc bị treo"),
        _("%(what)s đã %(time)s chưa xong") % {"what": named, "time": moments.span(int(one.work_s))}
        if level
        else _("không có"),
        todo=_(
            "Xem Cơ sở dữ liệu trước: nó chậm thì mọi việc chờ nó. Nó vẫn tốt mà mục này không hết"
            " sau hai phút: khởi động lại tiến trình đó, câu đã báo lưu không mất."
        ),
    )


def clock(site: Site) -> HealthCheck:
    off = site.worst("clock_s")
    return HealthCheck(
        level_of(off, watch=0.5, bad=2),
        _("Đồng hồ"),
        _("lệch cơ sở dữ liệu %(time)s") % {"time": moments.latency(off)},
        todo=_("Đồng bộ giờ các máy chủ (chrony, timedatectl). Giờ làm bài tính theo máy chủ."),
    )
