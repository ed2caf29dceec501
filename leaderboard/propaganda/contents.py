"""Puts a propaganda report into sections: the paragraph, the annex, units and events."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode

from leaderboard.propaganda.figures import ContestLine, PeriodReport, Sums, UnitLine
from leaderboard.propaganda.periods import Period
from leaderboard.reports.sections import Cell, Heading, Section, said
from quizsite.language.rates import percent

_FIGURES = (
    Heading("Kế hoạch", 9),
    Heading("Đã thực hiện", 9),
    Heading("Đạt (%)", 9),
)


def sections_of(report: PeriodReport) -> list[Section]:
    found = [
        _paragraph(report),
        _forms(report),
        _compared(report),
        _contests(report),
        _surveys(report),
        _units(report),
        _events(report),
    ]
    return [one for one in found if one.rows or one.sentences or one.note]


def _paragraph(report: PeriodReport) -> Section:
    """What stands in the office's own report below "Thông tin, tuyên truyền"."""
    total, period = report.total, report.period
    who = report.focus.name if report.focus else "các cơ quan, đơn vị"
    first = f"Trong {_lower(period.title)} (số liệu {period.window}), {who}"
    if not total.planned and not total.done and not report.contests:
        return Section(
            "tuyen-truyen", "Tuyên truyền", sentences=[f"{first} chưa ghi hoạt động nào."]
        )
    words = [f"{first} đã thực hiện {_done(total)} về cải cách hành chính{_reached(total)}."]
    if parts := [_form_words(one.now, str(one.kind.label)) for one in report.kinds if one.now.done]:
        words.append(f"Trong đó: {'; '.join(parts)}.")
    return Section(
        "tuyen-truyen",
        "Tuyên truyền",
        sentences=[" ".join(words), *_contest_words(report), *_compared_words(report)],
    )


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _done(total: Sums) -> str:
    if not total.planned:
        return f"{said(total.done)} hoạt động thông tin, tuyên truyền"
    share = said(total.share_done)
    return (
        f"{said(total.done)}/{said(total.planned)} hoạt động thông tin, tuyên truyền theo kế hoạch "
        f"(đạt {share} %)"
    )


def _reached(total: Sums) -> str:
    people = f" với {said(total.people)} lượt người tham dự" if total.people else ""
    return people + (f", kinh phí {said(total.cost_vnd)} đồng" if total.cost_vnd else "")


def _form_words(sums: Sums, name: str) -> str:
    people = f" ({said(sums.people)} lượt người)" if sums.people else ""
    return f"{said(sums.done)} {name}{people}"


def _contest_words(report: PeriodReport) -> list[str]:
    begun = [one for one in report.contests if one.is_begun]
    if not begun:
        return []
    parts = []
    for one in begun:
        figures = (
            f": {said(one.entrants)} người dự thi, {said(one.attempts)} lượt thi, "
            f"{said(one.units)} đơn vị có người dự thi"
        )
        parts.append(f"“{one.contest.title}”{'' if one.is_withheld else figures}")
    return [f"Tổ chức {said(len(begun))} cuộc thi trực tuyến: {'; '.join(parts)}."]


def _compared_words(report: PeriodReport) -> list[str]:
    now, before = report.total, report.total_before
    if not before.planned and not before.done:
        return []
    done, people = _more(now.done - before.done), _more(now.people - before.people)
    return [f"So với {_lower(report.before.title)}: {done} hoạt động, {people} lượt người tham dự."]


def _more(change: int) -> str:
    return f"tăng {said(change)}" if change >= 0 else f"giảm {said(-change)}"


def _forms(report: PeriodReport) -> Section:
    """The annex: a line for each form, contests among them."""
    rows = [
        _form_row(str(one.kind.label).capitalize(), one.now, one.units, "#hoat-dong")
        for one in report.kinds
    ]
    if report.contests:
        begun = sum(one.is_begun for one in report.contests)
        sums = Sums(planned=len(report.contests), done=begun)
        told = [one for one in report.contests if not one.is_withheld]
        people = sum(one.entrants for one in told) if told else None
        attempts = sum(one.attempts for one in told) if told else None
        row = _form_row("Cuộc thi trực tuyến", sums, _contest_units(report), "#cuoc-thi")
        rows.append((*row[:4], Cell(people), Cell(attempts), row[6], Cell(None)))
    return Section(
        "phu-luc",
        "Kết quả thông tin, tuyên truyền",
        (
            Heading("Hình thức", 24),
            *_FIGURES,
            Heading("Người tham dự", 11),
            Heading("Lượt thi", 10),
            Heading("Số đơn vị", 9),
            Heading("Kinh phí (đồng)", 13),
        ),
        rows,
        note="Hội nghị, tin bài và các hình thức khác đếm lượt người; cuộc thi đếm người."
        if rows
        else "",
    )


def _form_row(name: str, sums: Sums, units: int | None, url: str) -> tuple[Cell, ...]:
    return (
        Cell(name, url),
        Cell(sums.planned),
        Cell(sums.done),
        Cell(sums.share_done),
        Cell(sums.people),
        Cell(None),
        Cell(units),
        Cell(sums.cost_vnd),
    )


def _contest_units(report: PeriodReport) -> int | None:
    """Of several contests the units overlap, so only one alone tells how many there are."""
    return report.contests[0].units if len(report.contests) == 1 else None


def _compared(report: PeriodReport) -> Section:
    now, before = report.total, report.total_before
    people = sum(one.entrants for one in report.contests)
    people_before = sum(one.entrants for one in report.contests_before)
    events, contests = "#hoat-dong", "#cuoc-thi"
    earlier = _period_url(report, report.before)
    lines: list[tuple[str, int, int, str]] = [
        ("Hoạt động theo kế hoạch", now.planned, before.planned, events),
        ("Hoạt động đã thực hiện", now.done, before.done, events),
        ("Lượt người tham dự", now.people, before.people, events),
        ("Kinh phí (đồng)", now.cost_vnd, before.cost_vnd, events),
        ("Cuộc thi", len(report.contests), len(report.contests_before), contests),
        ("Người dự thi", people, people_before, contests),
    ]
    rows = [
        (
            Cell(name, url if one else ""),
            Cell(one),
            Cell(was, f"{earlier}{url}" if was else ""),
            Cell(one - was),
            Cell(_change(one, was)),
        )
        for name, one, was, url in lines
    ]
    return Section(
        "so-sanh",
        f"So với {_lower(report.before.title)}",
        (
            Heading("Chỉ tiêu", 30),
            Heading("Kỳ này", 14),
            Heading("Kỳ trước", 14),
            Heading("Tăng, giảm", 14),
            Heading("Tăng, giảm (%)", 14),
        ),
        rows if any(one or was for _name, one, was, _url in lines) else (),
    )


def _period_url(report: PeriodReport, period: Period) -> str:
    name = "leaderboard:unit_propaganda" if report.focus else "leaderboard:propaganda"
    path = reverse(name, args=[report.focus.code] if report.focus else [])
    return f"{path}?{urlencode({'ky': str(period.kind), 'nam': str(period.year)})}"


def _change(now: int, before: int) -> Decimal | None:
    """With its sign; of nothing there is no share."""
    if not before:
        return None
    share = percent(abs(now - before), before)
    return -share if share is not None and now < before else share


def _contests(report: PeriodReport) -> Section:
    rows = [
        (
            Cell(one.contest.title, reverse("leaderboard:participation", args=[one.contest.slug])),
            Cell(one.rounds),
            *(Cell(None if one.is_withheld else value) for value in _contest_figures(one)),
        )
        for one in report.contests
    ]
    return Section(
        "cuoc-thi",
        "Các cuộc thi trực tuyến",
        (
            Heading("Cuộc thi", 40),
            Heading("Kỳ thi", 10),
            Heading("Người dự thi", 14),
            Heading("Lượt thi", 14),
            Heading("Đơn vị có người dự thi", 14),
        ),
        rows,
        note="Kỳ thi đang mở hỏi dự đoán số người hoặc số lượt, nên số liệu có sau khi kỳ đóng."
        if any(one.is_withheld for one in report.contests)
        else "",
    )


def _contest_figures(one: ContestLine) -> tuple[int, int, int]:
    return one.entrants, one.attempts, one.units


def _surveys(report: PeriodReport) -> Section:
    rows = [
        (
            Cell(one.title, reverse("contests:survey_summary", args=[one.code])),
            Cell(one.summary["counted"]),
            Cell(one.summary["overall"]["satisfied"]),
            Cell(one.summary["overall"]["mean"]),
        )
        for one in report.surveys
        if one.summary
    ]
    return Section(
        "khao-sat",
        "Khảo sát mức độ hài lòng đã công bố",
        (
            Heading("Khảo sát", 40),
            Heading("Được tính", 14),
            Heading("Hài lòng", 14),
            Heading("Điểm trung bình", 14),
        ),
        rows,
    )


def _units(report: PeriodReport) -> Section:
    rows = [
        (
            Cell(_unit_name(one), "#hoat-dong" if one.is_own else _unit_url(report, one)),
            Cell(one.sums.planned),
            Cell(one.sums.done),
            Cell(one.sums.share_done),
            Cell(one.sums.people),
            Cell(one.sums.entrants),
            Cell(one.sums.cost_vnd),
        )
        for one in report.units
    ]
    return Section(
        "don-vi",
        "Theo đơn vị",
        (
            Heading("Đơn vị", 30),
            *_FIGURES,
            Heading("Lượt người tham dự", 12),
            Heading("Người dự thi", 11),
            Heading("Kinh phí (đồng)", 14),
        ),
        rows,
        bar=3,
        is_annex=True,
    )


def _unit_name(one: UnitLine) -> str:
    return f"{one.unit.name} (riêng)" if one.is_own else one.unit.name


def _unit_url(report: PeriodReport, one: UnitLine) -> str:
    asked = urlencode({"ky": str(report.period.kind), "nam": str(report.period.year)})
    return f"{reverse('leaderboard:unit_propaganda', args=[one.unit.code])}?{asked}"


def _events(report: PeriodReport) -> Section:
    rows = [
        (
            Cell(one.title, one.link),
            Cell(one.get_kind_display()),
            Cell(one.unit.name, reverse("leaderboard:events", args=[one.unit.code])),
            Cell(f"{one.held_on:%d/%m/%Y}"),
            Cell(one.planned),
            Cell(one.done),
            Cell(one.people),
            Cell(one.cost_vnd),
        )
        for one in report.events
    ]
    return Section(
        "hoat-dong",
        "Danh sách hoạt động",
        (
            Heading("Nội dung", 26),
            Heading("Hình thức", 14),
            Heading("Đơn vị", 16),
            Heading("Ngày", 9),
            Heading("Kế hoạch", 8),
            Heading("Đã thực hiện", 8),
            Heading("Lượt người", 9),
            Heading("Kinh phí (đồng)", 11),
        ),
        rows,
        is_annex=True,
    )
