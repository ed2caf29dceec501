"""Writes documents of a result and of the rules from a case."""

from __future__ import annotations

from leaderboard.official_documents.case import (
    BLANK,
    SHORT,
    Case,
    articles,
    basis_blocks,
    body,
    document,
    lines_of,
    recipients,
)
from leaderboard.official_documents.tables import (
    annexes,
    bands_words,
    comma,
    kinds_table,
    money,
    scale_words,
    units_words,
    won_words,
)
from quizsite.documents.structure import (
    Annex,
    Block,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
)
from quizsite.language.moments import number


def award_decision(case: Case) -> OfficialDocument:
    content, won = case.content, won_words(case.content)
    texts = [
        f"Công nhận {case.result_words}. {' '.join(scale_words(content))}",
    ]
    if won:
        texts.append(
            f"Tặng giải thưởng, giấy khen cho {won} có thành tích tại {case.contest_words} (danh "
            "sách tại các phụ lục kèm theo)."
        )
    if content.money:
        source = case.office.money_source or BLANK
        texts.append(f"Tổng tiền thưởng là {money(content)}, trích từ {source}.")
    named = "có tên tại Điều 2" if won else "có liên quan"
    texts.append(
        f"Quyết định này có hiệu lực kể từ ngày ký. Thủ trưởng các đơn vị và các cá nhân, tập thể "
        f"{named} chịu trách nhiệm thi hành Quyết định này./."
    )
    return document(
        case,
        kind="Quyết định",
        short="QĐ",
        subject=f"Về việc công nhận kết quả và khen thưởng {case.contest_words}",
        authority=case.office.decider or case.office.agency,
        blocks=(
            *basis_blocks(case, last="Theo đề nghị của Tổ thư ký Cuộc thi"),
            Paragraph("QUYẾT ĐỊNH:", Style.CENTRED),
            *articles(*texts),
        ),
        recipients=recipients(case.office, f"Như Điều {len(texts)};"),
        annexes=annexes(case, note=attached(case, "Quyết định", "QĐ")),
    )


def minutes(case: Case) -> OfficialDocument:
    office, content = case.office, case.content
    blocks: list[Block] = [
        *body(
            [
                (
                    f"Hôm nay, hồi {SHORT} giờ {SHORT} phút, ngày {SHORT} tháng {SHORT} năm "
                    f"{case.year}, tại {BLANK}, {office.agency} họp xét {case.result_words}."
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
        *body([f"1. {_marked_by(case)}"]),
        *body(scale_words(content)),
        *body(
            f"- {one.title}, mở {one.window}: mã kiểm chứng kết quả "
            f"{one.digest[:16] if one.digest else 'chưa có, kỳ thi chưa chốt'}."
            for one in content.rounds
        ),
        *body(_panels(case)),
        *body([f"2. Ý kiến của các thành viên dự họp: {BLANK}{BLANK}"]),
        Paragraph("III. KẾT LUẬN", Style.SECTION),
        *body([_conclusion(case)]),
        *body(
            [
                (
                    f"Cuộc họp kết thúc vào {SHORT} giờ {SHORT} phút cùng ngày. Biên bản đã "
                    "được đọc lại và các thành viên dự họp nhất trí thông qua./."
                )
            ]
        ),
    ]
    return document(
        case,
        kind="Biên bản",
        short="BB",
        subject=f"Họp xét {case.result_words}",
        has_place=False,
        blocks=tuple(blocks),
        signatures=(
            Signature(("Thư ký",), office.secretary_name),
            Signature(("Chủ tọa",), office.chair_name),
        ),
        recipients=("Lưu: VT, Hồ sơ.",),
        annexes=annexes(case, note=attached(case, "Biên bản", "BB")),
    )


def _marked_by(case: Case) -> str:
    if case.content.works:
        return (
            "Tổ thư ký báo cáo kết quả do ban giám khảo chấm theo thang điểm, đã thống nhất điểm "
            "và được xếp hạng theo thể lệ."
        )
    return "Tổ thư ký báo cáo kết quả do hệ thống thi chấm và xếp hạng theo thể lệ."


def _panels(case: Case) -> list[str]:
    """The minutes of marking of each jury bear the same digest."""
    works = case.content.works
    return [
        f"- {one.title} chấm {number(one.works)} bài: mã kiểm tra phiếu chấm và tổng điểm "
        f"{one.digest[:16] if one.digest else 'chưa có, điểm chưa thống nhất'}."
        for one in (works.panels if works else ())
    ]


def _conclusion(case: Case) -> str:
    won = won_words(case.content)
    if not won:
        return f"Thống nhất công nhận {case.result_words}."
    return (
        f"Thống nhất công nhận {case.result_words} và đề nghị khen thưởng {won} (danh sách tại "
        "các phụ lục kèm theo)."
    )


def notice(case: Case) -> OfficialDocument:
    won = won_words(case.content)
    said = [f"{case.office.agency} thông báo {case.result_words} như sau:"]
    said += [f"{n}. {text}" for n, text in enumerate(scale_words(case.content), start=1)]
    if won:
        said.append(f"Có {won} đạt giải hoặc được tặng giấy khen (danh sách kèm theo).")
    said.append(
        "Đề nghị các cơ quan, đơn vị thông báo tới cán bộ, công chức, viên chức và người dân được "
        "biết./."
    )
    return document(
        case,
        kind="Thông báo",
        short="TB",
        subject=_capital(case.result_words),
        blocks=body(said),
        annexes=annexes(case, note=attached(case, "Thông báo", "TB")),
    )


def report(case: Case) -> OfficialDocument:
    content = case.content
    blocks: list[Block] = [
        *body([f"{case.office.agency} báo cáo kết quả tổ chức {case.contest_words} như sau:"]),
        Paragraph("I. CĂN CỨ, MỤC ĐÍCH VÀ CÔNG TÁC CHUẨN BỊ", Style.SECTION),
        *body(f"- {line}" for line in bases_of(case)),
        *body([f"Công tác chuẩn bị và tuyên truyền: {BLANK}{BLANK}"]),
        Paragraph("II. KẾT QUẢ", Style.SECTION),
        *body(["1. Quy mô"]),
        *body(f"- {one.title}: mở {one.window}." for one in content.rounds),
        *body(scale_words(content)),
        *kinds_table(content),
        *body([f"2. Chất lượng {'bài dự thi' if content.works else 'bài thi'}"]),
        *body(bands_words(content) or ["Chưa có bài thi."]),
        *body(["3. Các đơn vị"]),
        *body(units_words(content) or ["Chưa có đơn vị ghi tổng số cán bộ để tính tỷ lệ."]),
        *body(["4. Khen thưởng"]),
        *body([_rewards(case)]),
        Paragraph("III. TỒN TẠI, HẠN CHẾ VÀ BÀI HỌC KINH NGHIỆM", Style.SECTION),
        *body([f"{BLANK}{BLANK}{BLANK}"]),
        Paragraph("IV. KIẾN NGHỊ, ĐỀ XUẤT", Style.SECTION),
        *body([f"{BLANK}{BLANK}{BLANK}./."]),
    ]
    return document(
        case,
        kind="Báo cáo",
        short="BC",
        subject=f"Tổng kết {case.contest_words}",
        addressees=(case.office.superior,) if case.office.superior else (),
        blocks=tuple(blocks),
        annexes=annexes(case, note=attached(case, "Báo cáo", "BC")),
    )


def bases_of(case: Case) -> tuple[str, ...]:
    own = (*lines_of(case.office.bases), case.content.legal_basis.strip())
    return tuple(f"{one.rstrip(' ;.,')}." for one in dict.fromkeys(own) if one) or (BLANK,)


def bases_words(case: Case) -> list[str]:
    """The bases as lines of their own in front of a text."""
    return [one if one.startswith("Căn cứ") else f"Căn cứ {one}" for one in bases_of(case)]


def _rewards(case: Case) -> str:
    won = won_words(case.content)
    if not won:
        return "Không có giải thưởng."
    worth = f", tổng tiền thưởng {money(case.content)}" if case.content.money else ""
    return f"Có {won} đạt giải hoặc được tặng giấy khen{worth} (danh sách tại các phụ lục)."


def proposal(case: Case) -> OfficialDocument:
    won = won_words(case.content) or "các cá nhân, tập thể"
    worth = f" Tổng tiền thưởng dự kiến là {money(case.content)}." if case.content.money else ""
    return document(
        case,
        kind="Tờ trình",
        short="TTr",
        subject=f"Về việc khen thưởng {case.contest_words}",
        addressees=(case.office.superior or BLANK,),
        blocks=(
            *body(
                f"Căn cứ {line}" if not line.startswith("Căn cứ") else line
                for line in bases_of(case)
            ),
            *body(scale_words(case.content)),
            *body(
                [
                    (
                        f"{case.office.agency} kính trình xem xét, quyết định khen thưởng {won} có "
                        f"thành tích tại {case.contest_words} (danh sách kèm theo).{worth}"
                    ),
                    "Kính trình xem xét, quyết định./.",
                ]
            ),
        ),
        recipients=recipients(case.office, "Như trên;"),
        annexes=annexes(case, note=attached(case, "Tờ trình", "TTr")),
    )


def reminder(case: Case) -> OfficialDocument:
    """A letter to one unit, whose figures it names; `case.unit` says which."""
    unit, content = case.unit, case.content
    if unit is None:
        raise ValueError(case.content.contest)
    asked = f"{number(unit.people)}/{number(unit.headcount or 0)} người, đạt {comma(unit.rate)} %"
    said = [
        (
            f"Thực hiện {case.contest_words}, đến nay toàn cuộc thi có "
            f"{number(content.people)} người dự thi. Theo số liệu của hệ thống, {unit.name} có "
            f"{asked}."
        ),
        (
            f"{case.office.agency} đề nghị {unit.name} quan tâm chỉ đạo, phổ biến thể lệ và "
            "vận động cán bộ, công chức, viên chức, người lao động tham gia đầy đủ trước khi kỳ "
            "thi đóng."
        ),
        *(f"{one.title} mở {one.window}." for one in content.rounds),
        f"Trân trọng đề nghị {unit.name} quan tâm thực hiện./.",
    ]
    return document(
        case,
        kind="",
        short="",
        subject=f"đôn đốc tham gia {case.contest_words}",
        addressees=(unit.name,),
        blocks=body(said),
        recipients=recipients(case.office, "Như trên;"),
    )


def regulation_decision(case: Case) -> OfficialDocument:
    return document(
        case,
        kind="Quyết định",
        short="QĐ",
        subject=f"Ban hành Thể lệ {case.contest_words}",
        authority=case.office.decider or case.office.agency,
        blocks=(
            *basis_blocks(case, last="Theo đề nghị của Tổ thư ký Cuộc thi"),
            Paragraph("QUYẾT ĐỊNH:", Style.CENTRED),
            *articles(
                f"Ban hành kèm theo Quyết định này Thể lệ {case.contest_words}.",
                "Quyết định này có hiệu lực kể từ ngày ký.",
                "Ban tổ chức, Tổ thư ký Cuộc thi, thủ trưởng các đơn vị và các cá nhân có liên "
                "quan chịu trách nhiệm thi hành Quyết định này./.",
            ),
        ),
        recipients=recipients(case.office, "Như Điều 3;"),
        annexes=(
            Annex(
                f"Thể lệ {case.contest_words}",
                rules_blocks(case),
                attached(case, "Quyết định", "QĐ"),
            ),
        ),
    )


def regulation(case: Case) -> OfficialDocument:
    return document(
        case,
        kind="Thể lệ",
        short="TL",
        subject=case.contest_words,
        blocks=rules_blocks(case),
    )


def rules_blocks(case: Case) -> tuple[Block, ...]:
    """Điều with its title; sentences are khoản where there are several, steps are điểm."""
    told: list[Block] = []
    for n, (heading, sentences, steps) in enumerate(case.articles, start=1):
        told.append(Paragraph("", Style.ARTICLE, f"Điều {n}. {heading}"))
        many = len(sentences) > 1
        told += [
            Paragraph(f"{k}. {text}" if many else text, Style.CLAUSE)
            for k, text in enumerate(sentences, start=1)
        ]
        told += [
            Paragraph(f"{letter}) {text}", Style.CLAUSE)
            for letter, text in zip(_POINTS, steps, strict=False)
        ]
    return tuple(told)


_POINTS = "abcdđeghiklmnopqrstuvxy"  # the letters of Vietnamese points


def attached(case: Case, kind: str, short: str) -> str:
    gap = "\xa0" * 5
    told = f"{case.number:02d}" if case.number else gap
    when = f"{case.day:%d/%m/%Y}" if case.day else f"{gap}/{gap}/{case.year}"
    return f"(Kèm theo {kind} số {told}/{short}-{case.symbol} ngày {when} của {case.office.agency})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
