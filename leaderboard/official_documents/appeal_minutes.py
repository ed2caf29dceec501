"""Writes the minutes of appeals: who appealed what, and what was decided."""

from __future__ import annotations

from leaderboard.official_documents.case import BLANK, SHORT, Case, body, document
from leaderboard.official_documents.texts import attached
from quizsite.documents.structure import (
    Annex,
    Block,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
    Table,
    TableColumn,
)


def appeal_minutes(case: Case) -> OfficialDocument:
    office = case.office
    blocks: list[Block] = [
        *body(
            [
                (
                    f"Hôm nay, hồi {SHORT} giờ {SHORT} phút, ngày {SHORT} tháng {SHORT} năm "
                    f"{case.year}, tại {BLANK}, {office.agency} họp xử lý khiếu nại về "
                    f"{case.result_words}."
                )
            ]
        ),
        Paragraph("I. THÀNH PHẦN", Style.SECTION),
        *body(
            [
                f"1. Chủ tọa: {office.chair_name or BLANK}",
                f"2. Thư ký: {office.secretary_name or BLANK}",
                f"3. Thành viên dự họp: {BLANK}{BLANK}",
            ]
        ),
        Paragraph("II. NỘI DUNG", Style.SECTION),
        *body(_counted(case)),
        *body([f"Ý kiến của các thành viên dự họp: {BLANK}{BLANK}"]),
        Paragraph("III. KẾT LUẬN", Style.SECTION),
        *body(
            [
                "Thống nhất xử lý các khiếu nại như phụ lục kèm theo và trả lời người khiếu nại.",
                (
                    f"Cuộc họp kết thúc vào {SHORT} giờ {SHORT} phút cùng ngày. Biên bản đã được "
                    "đọc lại và các thành viên dự họp nhất trí thông qua./."
                ),
            ]
        ),
    ]
    return document(
        case,
        kind="Biên bản",
        short="BB",
        subject=f"Xử lý khiếu nại về {case.result_words}",
        has_place=False,
        blocks=tuple(blocks),
        signatures=(
            Signature(("Thư ký",), office.secretary_name),
            Signature(("Chủ tọa",), office.chair_name),
        ),
        recipients=("Lưu: VT, Hồ sơ.",),
        annexes=_annexes(case),
    )


def _counted(case: Case) -> list[str]:
    if not case.appeals:
        return ["Không có khiếu nại."]
    decided = [one for one in case.appeals if one.outcome]
    said = [f"Có {len(case.appeals)} khiếu nại, đã kết luận {len(decided)}."]
    outcomes = dict.fromkeys(one.outcome for one in decided)
    said += [
        f"- {outcome}: {sum(one.outcome == outcome for one in decided)} khiếu nại."
        for outcome in outcomes
    ]
    return said


def _annexes(case: Case) -> tuple[Annex, ...]:
    if not case.appeals:
        return ()
    columns = (
        TableColumn("STT", 6, "center"),
        TableColumn("Họ và tên", 17),
        TableColumn("Đơn vị", 17),
        TableColumn("Khiếu nại về", 16),
        TableColumn("Ngày", 10, "center"),
        TableColumn("Kết luận", 12),
        TableColumn("Trả lời", 26),
    )
    rows = tuple(
        (
            str(n),
            one.name,
            one.unit,
            one.about,
            f"{one.day:%d/%m/%Y}",
            one.outcome or "chưa kết luận",
            one.answer,
        )
        for n, one in enumerate(case.appeals, start=1)
    )
    note = attached(case, "Biên bản", "BB")
    return (Annex("Danh sách khiếu nại", (Table(columns, rows),), note, is_wide=True),)
