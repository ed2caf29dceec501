"""The results as a workbook: a line for each item of each group, with a running number (STT)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import ServiceFactor, Survey
from contests.subjects import about_survey, survey_runner
from contests.surveys.grades import Graded
from contests.surveys.results import ItemResult, Results
from contests.surveys.small_cells import FEWEST
from contests.surveys.words import (
    bands_in_words,
    hidden,
    legend,
    people_in_words,
    percent_of,
    quarter_in_words,
    share_in_words,
)
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import moment
from quizsite.tables.columns import Cell, Column, Row
from quizsite.tables.xlsx_writer import Table


@transaction.atomic
def take_results(survey: Survey, *, counted: int, by: User, at: datetime) -> None:
    """Taking the figures home is a line of the trail."""
    after, who = {"responses_counted": counted}, survey_runner(survey, by)
    record(about_survey(survey), kind=AuditKind.SURVEY_EXPORTED, by=who, at=at, after=after)


def results_table(survey: Survey, results: Results, *, at: datetime) -> Table:
    return Table(_("Kết quả"), _about(survey, results, at=at), _columns(), _rows(results))


def remarks_table(survey: Survey, results: Results) -> Table:
    """Free texts in the order of random keys: no place, no day, nothing of the other answers."""
    columns = [
        Column("number", _("STT"), width=6),
        Column("question", _("Câu hỏi"), width=36),
        Column("text", _("Ý kiến"), width=90),
    ]
    texts = [(remark.text, text) for remark in results.remarks for text in remark.texts]
    rows: Iterator[Row] = (
        {"number": number, "question": question, "text": text}
        for number, (question, text) in enumerate(texts, start=1)
    )
    about = [survey.title, _("Thứ tự ngẫu nhiên; không gắn với phiếu nào.")]
    return Table(_("Ý kiến"), about, columns, rows)


def _about(survey: Survey, results: Results, *, at: datetime) -> list[str]:
    return [
        survey.title,
        survey.organiser_name,
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("%(counted)s phiếu được tính; %(received)s phiếu đã nhận")
        % {
            "counted": people_in_words(results.counted),
            "received": people_in_words(results.received),
        },
        _(
            "Điểm trung bình: trung bình các mức (1 đến 5) nhân 20, thang 100. Tỷ lệ hài lòng: phần"
            " chọn mức 4 hoặc 5. Hai số này không thay nhau được."
        ),
        _("Mức: %(legend)s.") % {"legend": legend()},
        _("“%(hidden)s”: dưới 5 người, hoặc để không suy ra được nhóm dưới 5 người.")
        % {"hidden": hidden()},
        *([_("Dữ liệu mẫu: người trả lời là mô phỏng.")] if survey.is_sample else []),
    ]


def _columns() -> list[Column]:
    return [
        Column("number", _("STT"), width=6),
        Column("group", _("Nhóm"), width=30),
        Column("factor", _("Yếu tố"), width=30),
        Column("heading", _("Câu hỏi"), width=36),
        Column("label", _("Mục"), width=44),
        Column("people", _("Số người trả lời")),
        Column("mean", _("Điểm trung bình (thang 100)")),
        Column("satisfied", _("Tỷ lệ mức 4–5 (%)")),
        Column("bands", _("Số người theo mức"), width=40),
    ]


def _rows(results: Results) -> Iterator[Row]:
    for number, row in enumerate(_lines(results), start=1):
        yield {"number": number, **row}


def _lines(results: Results) -> Iterator[dict[str, Cell]]:
    graded = [*results.items, *results.factors, results.overall]
    for one in graded:
        yield _line(one, one.whole, group=_("Tất cả"), bands=bands_in_words(one.whole.bands))
    for place, name in results.places.items():
        for one in graded:
            yield _line(one, one.by_place[place], group=name)
    for quarter in results.quarters:
        for one in graded:
            yield _line(one, one.by_quarter[quarter], group=quarter_in_words(quarter))
    for choice in results.choices:
        for option in choice.options:
            found = option.chosen
            yield {
                **_NOTHING,
                "group": _("Tất cả"),
                "heading": choice.text,
                "label": option.label,
                "people": choice.people if choice.people >= FEWEST else hidden(),
                "bands": _("chọn: %(share)s") % {"share": share_in_words(found)},
            }


_NOTHING: dict[str, Cell] = dict.fromkeys(
    ("group", "factor", "heading", "label", "people", "mean", "satisfied", "bands")
)


def _line(one: ItemResult, figures: Graded, *, group: str, bands: str = "") -> dict[str, Cell]:
    words = {"group": group, "factor": factor_in_words(one.factor), "bands": bands}
    words |= {"heading": one.heading, "label": one.label or _("Tất cả các mục")}
    if figures.is_hidden or figures.mean is None:
        return {**words, "people": hidden(), "mean": hidden(), "satisfied": hidden()}
    share = figures.satisfied
    is_plain = share is not None and not share.is_bound
    return {
        **words,
        "people": figures.people,
        "mean": float(figures.mean),
        "satisfied": float(percent_of(share)) if is_plain and share else share_in_words(share),
    }


def factor_in_words(factor: str) -> str:
    return str(ServiceFactor(factor).label) if factor in ServiceFactor.values and factor else ""
