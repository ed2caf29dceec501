"""Puts a report's figures into sections. Its texts are Vietnamese, as those of all documents."""

from __future__ import annotations

from django.urls import reverse

from contests.awards import Award
from leaderboard.reports.contents_units import SCORES_HIDDEN, hidden_note, parts_of, units_of
from leaderboard.reports.figures import Report, RoundLine, Scored
from leaderboard.reports.links import entries_url, participation_url, people_url
from leaderboard.reports.sections import Cell, Heading, Section, Value, said
from quizsite.language.rates import percent

WAITS = "Phần này có sau khi kỳ thi đóng với tất cả mọi người."
DEVICES_NOTE = (
    "Một người thi nhiều lượt có thể dùng nhiều thiết bị. Nhóm dưới 5 người không hiện. Máy tính "
    "bảng tự nhận là máy tính thì đếm là máy tính; bài bắt đầu trước khi trang ghi thiết bị là "
    "không rõ."
)
_SCORES = (
    Heading("Đúng tất cả", 11),
    Heading("Tỷ lệ đúng tất cả (%)", 12),
    Heading("Điểm trung bình", 12),
)


def sections_of(report: Report) -> list[Section]:
    """All sections that this report has, in the order of the paper."""
    found = [
        _scale(report),
        _divisions(report),
        _rounds(report),
        *parts_of(report),
        _quality(report),
        _axes(report),
        _hours(report),
        _days(report),
        _devices(report),
        _people(report),
        *(units_of(report, part) for part in report.parts),
    ]
    return [one for one in found if one.rows or one.sentences or one.note]


def _scale(report: Report) -> Section:
    total = report.total
    entries, units = people_url(report.award), participation_url(report)
    perfect = people_url(report.award, dung_het="on")
    rows: list[tuple[str, Value, str]] = [
        ("Người dự thi", total.sums.people, entries),
        ("Lượt thi", total.sums.attempts, entries),
        ("Đơn vị có người dự thi", report.active, units),
        ("Đơn vị trong danh sách", report.listed, units),
        ("Tổng số cán bộ của các đơn vị", report.headcount, units),
        ("Tỷ lệ tham gia chung (%)", report.rate, units),
        ("Bài đúng tất cả", total.perfect, perfect),
        ("Tỷ lệ bài đúng tất cả (%)", total.perfect_share, perfect),
        ("Điểm trung bình (thang 100)", total.mean, entries),
    ]
    return Section(
        "quy-mo",
        "Quy mô",
        (Heading("Chỉ tiêu", 40), Heading("Số liệu", 20)),
        [(Cell(name), Cell(value, url)) for name, value, url in rows],
        sentences=_scale_words(report),
        note=SCORES_HIDDEN if total.is_hidden and report.people else "",
    )


def _scale_words(report: Report) -> list[str]:
    people, attempts = said(report.people), said(report.total.sums.attempts)
    words = [f"Có {people} người dự thi với {attempts} lượt thi."]
    if report.listed:
        words.append(f"{said(report.active)}/{said(report.listed)} đơn vị có người tham gia.")
    if report.rate is not None:
        words.append(f"Tỷ lệ tham gia chung là {said(report.rate)} %.")
    before = report.before
    if before is not None:
        change = report.people - before.scored.sums.people
        words.append(f"So với {before.round.title}: {_more(change)} người dự thi.")
    return [" ".join(words)]


def _more(change: int) -> str:
    return f"thêm {said(change)}" if change >= 0 else f"bớt {said(-change)}"


def _divisions(report: Report) -> Section:
    slug = report.award.contest.slug
    rows = [
        (
            Cell(one.division.name, entries_url(slug, bang=one.division.code)),
            *_counted(one.scored, report.award, bang=one.division.code),
        )
        for one in report.divisions
    ]
    return Section(
        "bang-thi",
        "Theo bảng thi",
        (Heading("Bảng thi", 30), Heading("Người"), Heading("Lượt"), *_SCORES),
        rows if len(rows) > 1 else (),
        note=hidden_note(rows),
    )


def _counted(scored: Scored, award: Award, **asked: str) -> tuple[Cell, ...]:
    people = people_url(award, **asked)
    sums = scored.sums
    return Cell(sums.people, people), Cell(sums.attempts, people), *_scores(scored, award, **asked)


def _scores(scored: Scored, award: Award, **asked: str) -> tuple[Cell, Cell, Cell]:
    perfect = people_url(award, **asked, dung_het="on")
    return (
        Cell(scored.perfect, perfect),
        Cell(scored.perfect_share, perfect),
        Cell(scored.mean, people_url(award, **asked)),
    )


def _rounds(report: Report) -> Section:
    """Of the contest all rounds with what changed; of a round itself and the one before."""
    lines = list(report.rounds)
    if report.award.round is not None:
        own = RoundLine(report.award.round, report.total)
        lines = [report.before, own] if report.before else []
    rows = [_round_row(report, one, last) for last, one in zip([None, *lines], lines, strict=False)]
    return Section(
        "cac-ky",
        "Các kỳ thi" if report.award.round is None else "So với kỳ trước",
        (
            Heading("Kỳ thi", 22),
            Heading("Người"),
            Heading("Thay đổi"),
            Heading("Lượt"),
            *_SCORES,
            Heading("Thay đổi điểm trung bình", 12),
        ),
        rows if len(rows) > 1 else (),
    )


def _round_row(report: Report, one: RoundLine, last: RoundLine | None) -> tuple[Cell, ...]:
    sums, mean = one.scored.sums, one.scored.mean
    was = last.scored.mean if last else None
    url = reverse("leaderboard:round_report", args=[report.award.contest.slug, one.round.number])
    award = Award(report.award.contest, one.round)
    people = people_url(award)
    return (
        Cell(one.round.title, url),
        Cell(sums.people, people),
        Cell(sums.people - last.scored.sums.people if last else None),
        Cell(sums.attempts, people),
        *_scores(one.scored, award),
        Cell(mean - was if mean is not None and was is not None else None),
    )


def _quality(report: Report) -> Section:
    rows = [
        (Cell(one.name), Cell(one.people, people_url(report.award, dai=str(n))), Cell(one.share))
        for n, one in enumerate(report.bands)
    ]
    waits = "" if report.is_over or not report.people else WAITS
    hidden = SCORES_HIDDEN if report.is_over and report.total.is_hidden and report.people else ""
    return Section(
        "chat-luong",
        "Chất lượng bài thi",
        (Heading("Dải", 30), Heading("Người"), Heading("Tỷ lệ (%)")),
        rows,
        note=waits or hidden,
        bar=2,
    )


def _axes(report: Report) -> Section:
    round = report.award.round
    url = (
        reverse("contests:analysis_axes", args=[report.award.contest.slug, round.number])
        if round and report.axes
        else ""
    )
    rows = [
        (
            Cell(group.name),
            Cell(axis.name),
            Cell(axis.right, url),
            Cell(axis.of, url),
            Cell(percent(axis.right, axis.of)),
        )
        for group in report.axes
        for axis in group.axes
    ]
    return Section(
        "noi-dung",
        "Theo nội dung: điều người dự thi nắm và chưa nắm",
        (
            Heading("Bảng thi", 22),
            Heading("Nội dung", 34),
            Heading("Câu trả lời đúng"),
            Heading("Câu đã hỏi"),
            Heading("Tỷ lệ đúng (%)"),
        ),
        rows,
        sentences=[group.sentence for group in report.axes],
        bar=4,
        more=Cell("Xem theo khối đơn vị", url) if url else None,
    )


def _hours(report: Report) -> Section:
    of_day = report.hours.of_day
    papers = sum(of_day.values())
    rows = [
        (
            Cell(f"{hour:02d}:00–{hour:02d}:59"),
            Cell(n, people_url(report.award, gio=str(hour))),
            Cell(percent(n, papers)),
        )
        for hour, n in sorted(of_day.items())
    ]
    return Section(
        "theo-gio",
        "Theo giờ trong ngày, lúc bắt đầu làm bài",
        (Heading("Giờ", 24), Heading("Lượt thi"), Heading("Tỷ lệ (%)")),
        rows,
        bar=2,
    )


def _days(report: Report) -> Section:
    days = report.hours.days
    papers = sum(days.values())
    rows = [
        (
            Cell(f"{day:%d/%m/%Y}"),
            Cell(n, people_url(report.award, ngay=f"{day:%Y-%m-%d}")),
            Cell(percent(n, papers)),
        )
        for day, n in days.items()
    ]
    return Section(
        "theo-ngay",
        "Theo ngày",
        (Heading("Ngày", 24), Heading("Lượt thi"), Heading("Tỷ lệ (%)")),
        rows if len(rows) > 1 else (),
        bar=2,
    )


def _devices(report: Report) -> Section:
    papers = sum(one.papers for one in report.devices)
    rows = [
        (
            Cell(str(one.device.label) if one.device else "Không rõ"),
            Cell(None if one.is_hidden else one.people),
            Cell(None if one.is_hidden else one.papers),
            Cell(None if one.is_hidden else percent(one.papers, papers)),
        )
        for one in report.devices
    ]
    return Section(
        "thiet-bi",
        "Thiết bị lúc bắt đầu làm bài",
        (Heading("Thiết bị", 30), Heading("Người"), Heading("Lượt thi"), Heading("Tỷ lệ lượt (%)")),
        rows,
        note=DEVICES_NOTE if rows else "",
        bar=3,
    )


def _people(report: Report) -> Section:
    slug, ages = report.award.contest.slug, report.ages
    rows = [
        (Cell(str(one.label)), Cell(n, people_url(report.award, nhom=one.value)))
        for one, n in report.categories
    ]
    if ages.known:
        url = reverse("contests:entrant_ages", args=[slug])
        rows += [
            (Cell("Người đã ghi ngày hoặc năm sinh"), Cell(ages.known, url)),
            (Cell("Năm sinh của người nhỏ tuổi nhất"), Cell(str(ages.youngest))),
            (Cell("Năm sinh của người lớn tuổi nhất"), Cell(str(ages.oldest))),
        ]
    return Section(
        "nguoi-du-thi",
        "Nhóm đối tượng, độ tuổi",
        (Heading("Người dự thi", 40), Heading("Số liệu", 20)),
        rows,
    )
