"""What a contact person takes from a roster: a workbook, and a text to paste into a group."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from contests.models import RosterPerson
from leaderboard.participation.roster_counts import PersonStatus
from leaderboard.participation.rosters import RosterFigures
from quizsite.language.moments import moment, number
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook

# A message with more names nobody reads; the workbook has all.
MOST_NAMES = 300


def roster_workbook(
    figures: RosterFigures, lines: Iterable[RosterPerson], *, at: datetime
) -> Generator[bytes, None, None]:
    """Write a line a person with how far they have come, and the sums by unit."""
    about = [
        _("Danh sách phải dự thi: %(unit)s") % {"unit": figures.unit.name},
        figures.contest.title,
        _("Tính đến %(when)s") % {"when": moment(at)},
    ]
    people = Table(_("Danh sách"), about, _people_columns(), _people(lines, figures))
    units = Table(_("Theo đơn vị"), about, _unit_columns(), _units(figures))
    return stream_workbook(people, units)


def _people_columns() -> list[Column]:
    return [
        Column("number", _("STT"), width=6, kind="number"),
        Column("full_name", _("Họ và tên"), width=32),
        Column("unit", _("Đơn vị"), width=32),
        Column("category", _("Nhóm"), width=32),
        Column("is_compulsory", _("Hình thức")),
        Column("status", _("Dự thi"), width=24),
    ]


def _people(lines: Iterable[RosterPerson], figures: RosterFigures) -> Iterator[Row]:
    for n, line in enumerate(lines, start=1):
        yield {
            "number": n,
            "full_name": line.full_name,
            "unit": line.unit.name,
            "category": str(line.get_category_display()),
            "is_compulsory": _("Bắt buộc") if line.is_compulsory else _("Khuyến khích"),
            "status": str(PersonStatus(line.status).label),  # type: ignore[attr-defined]  # annotated
        }


def _unit_columns() -> list[Column]:
    return [
        Column("unit", _("Đơn vị"), width=40),
        Column("total", _("Phải dự thi"), kind="number"),
        Column("taken", _("Đã thi"), kind="number"),
        Column("started", _("Đã bắt đầu, chưa nộp"), kind="number"),
        Column("entered", _("Đã đăng ký, chưa thi"), kind="number"),
        Column("unregistered", _("Chưa đăng ký"), kind="number"),
        Column("rate", _("Tỷ lệ đã thi (%)"), kind="number"),
    ]


def _units(figures: RosterFigures) -> Iterator[Row]:
    for unit, counts in figures.by_unit:
        told = counts.total and not figures.is_withheld
        yield {
            "unit": unit.name,
            "total": counts.total,
            "taken": counts.taken if told else None,
            "started": counts.started if told else None,
            "entered": counts.entered,
            "unregistered": counts.unregistered,
            "rate": float(counts.rate) if told and counts.rate is not None else None,
        }


def message_text(
    figures: RosterFigures, *, link: str, at: datetime, missing: Iterable[RosterPerson] = ()
) -> str:
    """Write a message for a group: counts alone, unless the missing people are handed in too."""
    whole = figures.whole
    said = [_heading(figures), _("Tính đến %(when)s:") % {"when": moment(at)}]
    if figures.is_withheld:
        said.append(_("%(n)s người phải dự thi.") % {"n": number(whole.total)})
    else:
        words = {
            "taken": number(whole.taken),
            "total": number(whole.total),
            "missing": number(whole.not_taken),
            "rate": f"{whole.rate or 0:.2f}".replace(".", ","),
        }
        said.append(_("%(taken)s/%(total)s người đã thi (%(rate)s %%).") % words)
        said.append(_("Còn %(missing)s người chưa thi.") % words)
        if len(figures.by_unit) > 1:
            said += [
                f"- {unit.name}: {number(counts.taken)}/{number(counts.total)}"
                for unit, counts in figures.by_unit
            ]
    if names := list(missing):
        said += [_("Chưa thi:"), *_names(names)]
    if figures.round is not None:
        said.append(_("Hạn: %(when)s.") % {"when": moment(figures.round.closes_at)})
    return "\n".join([*said, _("Vào thi: %(link)s") % {"link": link}])


def _heading(figures: RosterFigures) -> str:
    title = figures.contest.title
    if figures.round is not None:
        title = f"{title}, {figures.round.title}"
    return f"{figures.unit.name} – {title}"


def _names(lines: list[RosterPerson]) -> Iterator[str]:
    for unit, people in groupby(lines[:MOST_NAMES], key=lambda line: line.unit.name):
        yield f"{unit}: " + ", ".join(line.full_name for line in people)
    if len(lines) > MOST_NAMES:
        more = number(len(lines) - MOST_NAMES)
        yield _("và %(n)s người khác, xem tệp danh sách.") % {"n": more}
