"""What a unit's leader reads on one page: how the unit does in a contest; never a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from contests.models import Contest, Round
from leaderboard.participation.figures import Participation, UnitFigures, participation_in
from leaderboard.participation.selection import listed_units
from leaderboard.participation.unit_desk import UnitDesk, unit_desk_of
from leaderboard.reports.sections import Cell, Heading, Section, Value, said
from leaderboard.rules import withheld_figures
from quizsite.accounts.models import Unit
from quizsite.language.ordering import order_key

BORDERS = (80, 100)  # percent


@dataclass(frozen=True)
class UnitReport:
    """`place` is that of the rate in the unit's khối, with how many units have a rate there."""

    unit: Unit
    contest: Contest
    at: datetime
    desk: UnitDesk
    place: tuple[int, int] | None
    rounds: Sequence[tuple[Round, UnitFigures | None]]

    @property
    def figures(self) -> UnitFigures | None:
        return self.desk.figures


def unit_report(unit: Unit, *, contest: Contest, at: datetime) -> UnitReport:
    desk = unit_desk_of(unit, contest=contest, at=at)
    is_told = "people" not in withheld_figures(desk.rounds, at=at)
    place = _place(desk.participation, desk.figures) if is_told and desk.figures else None
    begun = [one for one in desk.rounds if one.opens_at <= at]
    rounds = [
        (one, participation_in(contest, round=one, at=at).figures.get(unit.pk)) for one in begun
    ]
    return UnitReport(unit, contest, at, desk, place, rounds)


def _place(participation: Participation, own: UnitFigures) -> tuple[int, int] | None:
    """Equal rates share a place; a unit without a headcount or without anybody has none."""
    rates = [
        one.rate
        for one in listed_units(participation)
        if one.unit.kind == own.unit.kind and one.rate is not None
    ]
    if not own.rate or own.rate not in rates:
        return None
    return 1 + sum(rate > own.rate for rate in rates), len(rates)


def sections_of_unit(report: UnitReport) -> list[Section]:
    if report.desk.is_withheld:
        note = (
            "Số người dự thi là câu dự đoán của kỳ thi đang mở, nên con số này có sau khi kỳ đóng."
        )
        return [Section("tham-gia", "Tham gia", note=note)]
    found = [_whole(report), _by_round(report), _below(report)]
    return [one for one in found if one.rows]


def _desk_url(code: str, contest: Contest) -> str:
    return f"{reverse('leaderboard:unit_desk', args=[code])}?cuoc-thi={contest.slug}"


def _whole(report: UnitReport) -> Section:
    figures = report.figures
    if figures is None:
        return Section("tham-gia", "Tham gia")
    url = _desk_url(report.unit.code, report.contest)
    headcount = figures.base.people if figures.base else None
    rows: list[tuple[str, Value, str]] = [
        ("Người đã dự thi", figures.counted.people, url),
        ("Tổng số cán bộ", headcount, url),
        ("Tỷ lệ tham gia (%)", figures.rate, url),
        *(
            (f"Còn thiếu để đạt {border} % (người)", figures.missing_to(border), url)
            for border in BORDERS
        ),
    ]
    if report.place:
        place, of = report.place
        rows.append((f"Hạng về tỷ lệ trong khối {figures.unit.kind_name}", f"{place}/{of}", ""))
    return Section(
        "tham-gia",
        "Tham gia cả cuộc thi",
        (Heading("Chỉ tiêu", 40), Heading("Số liệu", 20)),
        [(Cell(name), Cell(value, url)) for name, value, url in rows],
        sentences=[_sentence(report, figures)],
    )


def _sentence(report: UnitReport, figures: UnitFigures) -> str:
    people, name = said(figures.counted.people), report.unit.name
    words = f"{name} có {people} người dự thi “{report.contest.title}”"
    if figures.base:
        words += f", đạt {said(figures.rate)} % trên tổng số {said(figures.base.people)} người"
        missing = figures.missing_to(100)
        words += f", còn {said(missing)} người chưa thi" if missing else ""
    if report.place:
        words += f"; đứng thứ {report.place[0]} trên {report.place[1]} đơn vị trong khối"
    return f"{words}."


def _by_round(report: UnitReport) -> Section:
    rows: list[tuple[Cell, ...]] = []
    before: int | None = None
    for round, figures in report.rounds:
        people = figures.counted.people if figures else 0
        change = None if before is None else people - before
        rate = figures.rate if figures else None
        name = Cell(round.title, _round_url(report, round))
        rows.append((name, Cell(people), Cell(change), Cell(rate)))
        before = people
    return Section(
        "theo-ky",
        "Theo kỳ thi",
        (Heading("Kỳ thi", 30), Heading("Người"), Heading("Thay đổi"), Heading("Tỷ lệ (%)")),
        rows,
        bar=3,
    )


def _round_url(report: UnitReport, round: Round) -> str:
    """The public page of units in this round."""
    args = [report.contest.slug, report.unit.code]
    return f"{reverse('leaderboard:participation', args=args)}?ky={round.number}"


def _below(report: UnitReport) -> Section:
    """Units below, the lowest rate first, since these need a word."""
    below = report.desk.participation.below(report.unit.pk)
    below = sorted(below, key=_lowest_first)
    rows = [
        (
            Cell(one.unit.name, _desk_url(one.unit.code, report.contest)),
            Cell(one.counted.people),
            Cell(one.base.people if one.base else None),
            Cell(one.rate),
            Cell(one.missing_to(100)),
        )
        for one in below
    ]
    return Section(
        "truc-thuoc",
        "Đơn vị trực thuộc, tỷ lệ thấp trước",
        (
            Heading("Đơn vị", 36),
            Heading("Người"),
            Heading("Tổng số"),
            Heading("Tỷ lệ (%)"),
            Heading("Còn thiếu"),
        ),
        rows,
        bar=3,
        is_annex=len(rows) > 15,
    )


def _lowest_first(one: UnitFigures) -> tuple[bool, Decimal, bytes]:
    return one.rate is None, one.rate or Decimal(0), order_key(one.unit.name)
