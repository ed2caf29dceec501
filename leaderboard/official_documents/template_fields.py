"""The fields that an office's own template may have, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leaderboard.official_documents.case import Case, lines_of
from leaderboard.official_documents.content import UnitWin, WonPrize
from leaderboard.official_documents.tables import comma
from quizsite.documents.structure import DRAFT, Block, OfficialDocument, Paragraph
from quizsite.language.amounts import money_words
from quizsite.language.moments import number

# Name in the template → what an office reads of it.
FIELDS = {
    "co_quan": "cơ quan ban hành",
    "co_quan_cap_tren": "cơ quan cấp trên",
    "so_ky_hieu": "Số: …/…",
    "dia_danh_ngay": "địa danh, ngày tháng năm",
    "loai_van_ban": "tên loại văn bản",
    "trich_yeu": "trích yếu",
    "noi_dung": "toàn bộ nội dung do trang viết, mỗi đoạn một dòng",
    "can_cu": "các căn cứ, mỗi căn cứ một dòng",
    "cuoc_thi": "tên cuộc thi",
    "ky_thi": "tên kỳ thi, để trống với cả cuộc thi",
    "so_nguoi": "số người dự thi",
    "so_luot": "số lượt thi",
    "so_dung_tat_ca": "số người trả lời đúng tất cả",
    "so_don_vi": "số đơn vị trong danh sách",
    "so_don_vi_tham_gia": "số đơn vị có người dự thi",
    "tong_tien": "tổng tiền thưởng, bằng số",
    "tong_tien_chu": "tổng tiền thưởng, bằng chữ",
    "quyen_han_ky": "quyền hạn, chức vụ người ký",
    "nguoi_ky": "họ tên người ký",
    "noi_nhan": "nơi nhận, mỗi nơi một dòng",
    "ma_ket_qua": "dòng nói văn bản lập từ số liệu nào",
    "ban_nhap": "BẢN NHÁP, hoặc để trống khi kết quả chính thức",
}
# In one row of a table, which then stands once for each person or unit.
ROW_FIELDS = {
    "ca_nhan": {
        "stt": "số thứ tự",
        "ho_ten": "họ và tên",
        "don_vi": "đơn vị",
        "bang": "bảng thi",
        "ket_qua": "kết quả",
        "thoi_gian": "thời gian làm bài",
        "giai": "giải",
        "tien": "tiền thưởng",
    },
    "tap_the": {
        "stt": "số thứ tự",
        "ten": "tên đơn vị",
        "khoi": "khối xét",
        "so_nguoi": "người dự thi",
        "ty_le": "tỷ lệ (%)",
        "giai": "giải",
        "tien": "tiền thưởng",
    },
}


def known_fields() -> dict[str, str]:
    rows = {
        f"{prefix}.{name}": said
        for prefix, names in ROW_FIELDS.items()
        for name, said in names.items()
    }
    return FIELDS | rows


def values_of(case: Case, document: OfficialDocument) -> dict[str, str]:
    content, head = case.content, document.letterhead
    signature = document.signatures[0] if document.signatures else None
    return {
        "co_quan": head.agency,
        "co_quan_cap_tren": head.superior,
        "so_ky_hieu": document.number_line,
        "dia_danh_ngay": document.place_line,
        "loai_van_ban": document.kind.upper(),
        "trich_yeu": document.subject,
        "noi_dung": _paragraphs(document.blocks),
        "can_cu": "\n".join(lines_of(case.office.bases)),
        "cuoc_thi": content.contest,
        "ky_thi": content.award,
        "so_nguoi": number(content.people),
        "so_luot": number(content.attempts),
        "so_dung_tat_ca": number(content.perfect),
        "so_don_vi": number(content.listed_units),
        "so_don_vi_tham_gia": number(content.active_units),
        "tong_tien": number(content.money),
        "tong_tien_chu": money_words(content.money),
        "quyen_han_ky": "\n".join(signature.authority) if signature else "",
        "nguoi_ky": signature.name if signature else "",
        "noi_nhan": "\n".join(f"- {one}" for one in document.recipients),
        "ma_ket_qua": document.source,
        "ban_nhap": DRAFT if document.is_draft else "",
    }


def _paragraphs(blocks: Sequence[Block]) -> str:
    told = [one for one in blocks if isinstance(one, Paragraph)]
    return "\n".join(f"{one.lead} {one.text}".strip() for one in told)


def rows_of(case: Case) -> Mapping[str, Sequence[Mapping[str, str]]]:
    content = case.content
    return {
        "ca_nhan": [_person(case, one, n) for n, one in enumerate(content.winners, start=1)],
        "tap_the": [_unit(one, n) for n, one in enumerate(content.unit_wins, start=1)],
    }


def _person(case: Case, one: WonPrize, n: int) -> dict[str, str]:
    return {
        "stt": str(n),
        "ho_ten": case.names.get(one.entry, "…"),
        "don_vi": one.unit,
        "bang": one.division,
        "ket_qua": one.score,
        "thoi_gian": one.time,
        "giai": one.prize,
        "tien": _money(one),
    }


def _unit(one: UnitWin, n: int) -> dict[str, str]:
    headcount = f"/{number(one.headcount)}" if one.headcount else ""
    return {
        "stt": str(n),
        "ten": one.unit,
        "khoi": one.rule,
        "so_nguoi": f"{number(one.people)}{headcount}",
        "ty_le": comma(one.rate) or "–",
        "giai": one.prize,
        "tien": _money(one),
    }


def _money(one: WonPrize | UnitWin) -> str:
    worth = [f"{number(one.value_vnd)} đồng"] if one.value_vnd else []
    return ", ".join([*worth, *([one.value_text] if one.value_text else [])])
