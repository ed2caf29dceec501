"""Writes what comes before a contest and around its ceremony: the plan and the invitation."""

from __future__ import annotations

from leaderboard.official_documents.case import (
    BLANK,
    SHORT,
    Case,
    body,
    document,
    recipients,
)
from leaderboard.official_documents.tables import money, scale_words, won_words
from leaderboard.official_documents.texts import bases_words
from quizsite.documents.structure import Block, OfficialDocument, Paragraph, Style


def plan(case: Case) -> OfficialDocument:
    """What the settings say is filled in; duties and money of the office stay open."""
    office = case.office
    blocks: list[Block] = [
        *body(bases_words(case)),
        *body([f"{office.agency} ban hành Kế hoạch tổ chức {case.contest_words} như sau:"]),
        Paragraph("I. MỤC ĐÍCH, YÊU CẦU", Style.SECTION),
        *body(
            [
                (
                    "1. Tuyên truyền, nâng cao hiểu biết của cán bộ, công chức, viên chức và "
                    "người dân về cải cách hành chính."
                ),
                f"2. {BLANK}{BLANK}",
            ]
        ),
        Paragraph("II. NỘI DUNG", Style.SECTION),
        *_articles(case),
        Paragraph("III. KINH PHÍ", Style.SECTION),
        *body([f"Kinh phí tổ chức và khen thưởng trích từ {office.money_source or BLANK}."]),
        Paragraph("IV. TỔ CHỨC THỰC HIỆN", Style.SECTION),
        *body(
            [
                f"1. {office.agency}: {BLANK}{BLANK}",
                (
                    "2. Các cơ quan, đơn vị phổ biến thể lệ, vận động cán bộ, công chức, viên "
                    "chức và người dân tham gia; cử đầu mối theo dõi việc dự thi của đơn vị."
                ),
                f"3. {BLANK}{BLANK}./.",
            ]
        ),
    ]
    return document(
        case,
        kind="Kế hoạch",
        short="KH",
        subject=f"Tổ chức {case.contest_words}",
        blocks=tuple(blocks),
    )


def _articles(case: Case) -> tuple[Block, ...]:
    """The rules' articles as numbered points, so that plan and rules say the same."""
    told: list[Block] = []
    for n, (heading, sentences, steps) in enumerate(case.articles, start=1):
        told.append(Paragraph("", Style.ARTICLE, f"{n}. {heading}"))
        told += [Paragraph(f"- {text}", Style.CLAUSE) for text in (*sentences, *steps)]
    return tuple(told) or body([BLANK])


def invitation(case: Case) -> OfficialDocument:
    """To the ceremony; who is invited, when and where are filled in by hand."""
    content, won = case.content, won_words(case.content)
    said = [
        f"{case.office.agency} trân trọng kính mời: {BLANK}{BLANK}",
        f"Tới dự Lễ tổng kết và trao giải {case.contest_words}.",
        f"Thời gian: {SHORT} giờ {SHORT} phút, ngày {SHORT} tháng {SHORT} năm {case.year}.",
        f"Địa điểm: {BLANK}{BLANK}",
        f"Nội dung: báo cáo kết quả; trao giải thưởng, giấy khen{f' cho {won}' if won else ''}.",
        *scale_words(content),
    ]
    if content.money:
        said.append(f"Tổng giá trị giải thưởng: {money(content)}.")
    said.append(
        "Sự hiện diện của quý vị góp phần vào thành công của buổi lễ. Trân trọng kính mời./."
    )
    return document(
        case,
        kind="Giấy mời",
        short="GM",
        subject=f"Dự Lễ tổng kết và trao giải {case.contest_words}",
        blocks=body(said),
        recipients=recipients(case.office, "Như trên;"),
    )
