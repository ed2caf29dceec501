"""Tables and sentences of a frozen result that several documents share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from contests.points import hundredths_words
from leaderboard.official_documents.case import Case
from leaderboard.official_documents.content import (
    Content,
    UnitFacts,
    UnitWin,
    WonPrize,
    WorkFacts,
)
from quizsite.documents.structure import Annex, Block, Paragraph, Table, TableColumn
from quizsite.language.amounts import money_words
from quizsite.language.moments import number
from quizsite.language.rates import percent

FEW = 5  # units named at each end of a report


def annexes(case: Case, *, note: str) -> tuple[Annex, ...]:
    """People and units, with prizes and giấy khen apart; a list without anybody is left out."""
    content, told = case.content, []
    for is_praise, what in ((False, "đạt giải"), (True, "được tặng giấy khen")):
        people = [one for one in content.winners if one.is_praise is is_praise]
        units = [one for one in content.unit_wins if one.is_praise is is_praise]
        if people:
            told.append(Annex(f"Danh sách cá nhân {what}", _people(case, people), note))
        if units:
            told.append(Annex(f"Danh sách tập thể {what}", (_units_table(units),), note))
    return tuple(told)


def _people(case: Case, won: Sequence[WonPrize]) -> tuple[Block, ...]:
    """A table for each bảng thi, named where there are several."""
    divisions = list(dict.fromkeys(one.division for one in won))
    blocks: list[Block] = []
    for name in divisions:
        if len(divisions) > 1:
            blocks.append(Paragraph("", lead=f"Bảng {name}"))
        blocks.append(_people_table(case, [one for one in won if one.division == name]))
    return tuple(blocks)


def _people_table(case: Case, won: Sequence[WonPrize]) -> Table:
    predicted = any(one.prediction is not None for one in won)
    timed = case.content.works is None
    columns = [
        TableColumn("STT", 7, "center"),
        TableColumn("Họ và tên", 25),
        TableColumn("Đơn vị", 29),
        TableColumn("Kết quả", 14, "center"),
        *([TableColumn("Thời gian", 11, "center")] if timed else ()),
        *([TableColumn("Dự đoán (lệch)", 12, "center")] if predicted else ()),
        TableColumn("Giải", 16),
    ]
    rows = [
        (
            str(n),
            case.names.get(one.entry, "…"),
            one.unit,
            one.score,
            *([one.time] if timed else ()),
            *([_prediction(one)] if predicted else ()),
            _prize(one),
        )
        for n, one in enumerate(won, start=1)
    ]
    return Table(tuple(columns), tuple(rows))


def _prediction(won: WonPrize) -> str:
    if won.prediction is None:
        return "–"
    gap = "" if won.gap is None else f" ({number(won.gap)})"
    return f"{number(won.prediction)}{gap}"


def _prize(won: WonPrize | UnitWin) -> str:
    worth = f"{number(won.value_vnd)} đồng" if won.value_vnd else ""
    return ", ".join(part for part in (won.prize, worth, won.value_text) if part)


def _units_table(won: Sequence[UnitWin]) -> Table:
    columns = (
        TableColumn("STT", 7, "center"),
        TableColumn("Đơn vị", 33),
        TableColumn("Khối xét", 20),
        TableColumn("Người dự thi", 12, "center"),
        TableColumn("Tỷ lệ (%)", 11, "center"),
        TableColumn("Giải", 20),
    )
    rows = [
        (str(n), one.unit, one.rule, _of(one), comma(one.rate) or "–", _prize(one))
        for n, one in enumerate(won, start=1)
    ]
    return Table(columns, tuple(rows))


def _of(one: UnitWin | UnitFacts) -> str:
    return number(one.people) + (f"/{number(one.headcount)}" if one.headcount else "")


def comma(rate: str) -> str:
    """69.49 as Vietnamese readers write it: 69,49"""
    return rate.replace(".", ",")


def scale_words(content: Content) -> list[str]:
    """People come before attempts in every report, then units."""
    said = [_works_words(content, content.works) if content.works else _papers_words(content)]
    if len(content.divisions) > 1:
        parts = [f"bảng {name} {number(people)} người" for name, people in content.divisions]
        said.append(f"Theo bảng thi: {'; '.join(parts)}.")
    if content.listed_units:
        active, listed = number(content.active_units), number(content.listed_units)
        said.append(f"Có {active}/{listed} đơn vị có người tham gia.")
    return said


def _papers_words(content: Content) -> str:
    return (
        f"Có {number(content.people)} người dự thi với {number(content.attempts)} lượt thi; "
        f"{number(content.perfect)} người trả lời đúng tất cả các câu."
    )


def _works_words(content: Content, works: WorkFacts) -> str:
    """Co-authors are named on the work and do not count as entrants of their own."""
    out = f", {number(works.refused)} bài bị loại khi sơ loại" if works.refused else ""
    return (
        f"Có {number(content.people)} người dự thi với {number(works.received)} bài{out}; "
        f"{number(works.marked)} bài được ban giám khảo chấm."
    )


def kinds_table(content: Content) -> tuple[Block, ...]:
    if not content.kinds:
        return ()
    columns = (
        TableColumn("STT", 7, "center"),
        TableColumn("Khối", 33),
        TableColumn("Đơn vị tham gia", 17, "center"),
        TableColumn("Người dự thi", 15, "right"),
        TableColumn("Tổng số cán bộ", 15, "right"),
        TableColumn("Tỷ lệ (%)", 13, "right"),
    )
    rows = [
        (
            str(n),
            one.name,
            f"{number(one.active)}/{number(one.units)}",
            number(one.people),
            number(one.headcount) if one.headcount else "–",
            comma(one.rate) or "–",
        )
        for n, one in enumerate(content.kinds, start=1)
    ]
    return (Table(columns, tuple(rows)),)


def bands_words(content: Content) -> list[str]:
    if not content.people:
        return []
    if content.works:
        return _marks_words(content.works)
    said = [
        f"{name}: {number(people)} người"
        + (f" ({comma(str(share))} %)" if (share := percent(people, content.people)) else "")
        for name, people in content.bands
    ]
    return [f"{'; '.join(said)}."]


def _marks_words(works: WorkFacts) -> list[str]:
    if not works.marked:
        return []
    best, mean, most = (hundredths_words(one) for one in (works.best, works.mean, works.most))
    return [f"Điểm cao nhất {best}/{most}, điểm trung bình {mean}/{most}."]


def units_words(content: Content) -> list[str]:
    """Name the units with everybody, and those with the lowest rates."""
    rated = [one for one in content.units if one.rate]
    full = [one.name for one in rated if Decimal(one.rate) >= 100]
    others = sorted((one for one in rated if Decimal(one.rate) < 100), key=_rate)
    said = []
    if full:
        said.append(f"{number(len(full))} đơn vị có 100 % cán bộ dự thi: {'; '.join(full)}.")
    if others:
        lowest = [f"{one.name} ({comma(one.rate)} %)" for one in others[:FEW]]
        said.append(f"Các đơn vị có tỷ lệ thấp nhất: {'; '.join(lowest)}.")
    return said


def _rate(one: UnitFacts) -> Decimal:
    return Decimal(one.rate)


def lagging(content: Content, *, below: int) -> list[UnitFacts]:
    """Units of which fewer than this share of their people took part, the lowest first."""
    found = [one for one in content.units if one.rate and Decimal(one.rate) < below]
    return sorted(found, key=lambda one: (Decimal(one.rate), one.name))


def won_words(content: Content) -> str:
    """12 cá nhân, 3 tập thể"""
    counted: Iterable[tuple[int, str]] = (
        (len(content.winners), "cá nhân"),
        (len(content.unit_wins), "tập thể"),
    )
    return ", ".join(f"{number(count)} {what}" for count, what in counted if count)


def money(content: Content) -> str:
    return f"{number(content.money)} đồng ({money_words(content.money)})"
