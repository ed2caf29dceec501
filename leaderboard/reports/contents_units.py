"""Sections of a report that name units, each against its headcount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leaderboard.reports.figures import Part, Report
from leaderboard.reports.links import entries_url, participation_url, unit_url
from leaderboard.reports.sections import Cell, Heading, Section, said

NEAR = 10  # units named in a sentence
SCORES_HIDDEN = "Nhóm dưới 5 người (và nhóm có thể suy ra từ đó) không hiện điểm."


def parts_of(report: Report) -> Iterable[Section]:
    for part in report.parts:
        yield _kinds(report, part)
        yield _named_units(report, part)


def _kinds(report: Report, part: Part) -> Section:
    rows = [
        (
            Cell(one.total.name, participation_url(report, part, khoi=one.total.kind)),
            Cell(one.total.units),
            Cell(one.total.active),
            Cell(one.total.people),
            Cell(one.total.headcount),
            Cell(one.total.rate),
            Cell(one.total.residents),
            Cell(one.mean),
        )
        for one in part.kinds
    ]
    return Section(
        f"khoi-{part.category}".rstrip("-"),
        _of_category(report, part, "Theo khối"),
        (
            Heading("Khối", 26),
            Heading("Số đơn vị"),
            Heading("Có người dự thi"),
            Heading("Người dự thi"),
            Heading("Tổng số cán bộ"),
            Heading("Tỷ lệ (%)"),
            Heading("Người dân"),
            Heading("Điểm trung bình"),
        ),
        rows,
        bar=5,
        note=hidden_note([(row[0], Cell(row[3].value or row[6].value), row[-1]) for row in rows]),
    )


def _of_category(report: Report, part: Part, title: str) -> str:
    return f"{title}: {part.label}" if len(report.parts) > 1 else title


def _named_units(report: Report, part: Part) -> Section:
    full, lowest = part.full, part.lowest[:NEAR]
    sentences = []
    if full:
        names = "; ".join(one.unit.name for one in full)
        sentences.append(f"{said(len(full))} đơn vị đạt 100 % trở lên: {names}.")
    if lowest:
        names = "; ".join(f"{one.unit.name} ({said(one.rate)} %)" for one in lowest)
        sentences.append(f"Các đơn vị có tỷ lệ thấp nhất: {names}.")
    return Section(
        f"don-vi-neu-ten-{part.category}".rstrip("-"),
        _of_category(report, part, "Đơn vị đạt 100 % và đơn vị thấp nhất"),
        sentences=sentences,
    )


def units_of(report: Report, part: Part) -> Section:
    slug = report.award.contest.slug
    rows = [
        (
            Cell(one.figures.unit.name, unit_url(report, one.figures)),
            Cell(one.figures.unit.kind_name),
            Cell(one.figures.counted.people, entries_url(slug, don_vi=one.figures.unit.name)),
            Cell(one.figures.base.people if one.figures.base else None),
            Cell(one.figures.rate),
            Cell(one.figures.residents.people),
            Cell(one.mean),
        )
        for one in part.units
    ]
    return Section(
        f"don-vi-{part.category}".rstrip("-"),
        _of_category(report, part, "Kết quả của từng đơn vị"),
        (
            Heading("Đơn vị", 30),
            Heading("Khối", 16),
            Heading("Người dự thi"),
            Heading("Tổng số cán bộ"),
            Heading("Tỷ lệ (%)"),
            Heading("Người dân"),
            Heading("Điểm trung bình"),
        ),
        rows,
        is_annex=True,
        note=SCORES_HIDDEN if any(row[-1].value is None and row[2].value for row in rows) else "",
    )


def hidden_note(rows: Sequence[Sequence[Cell]]) -> str:
    """Say why means are missing where somebody took part."""
    is_told = len(rows) < 2 or all(row[-1].value is not None or not row[1].value for row in rows)
    return "" if is_told else SCORES_HIDDEN
