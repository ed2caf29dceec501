"""A finding in words: what, where, the stored figure and the one found again."""

from __future__ import annotations

from typing import Any

from contests.models import Round
from quizsite.language.moments import exact_moment

_WORDS = {
    "attempt": "bài được tính",
    "rounds": "số kỳ đã thi",
    "attempts": "số lượt thi",
    "correct": "số câu đúng",
    "questions": "số câu",
    "hundredths": "điểm (phần trăm điểm)",
    "most": "điểm tối đa (phần trăm điểm)",
    "is_perfect": "đúng tất cả",
    "prediction": "số dự đoán",
    "gap": "lệch dự đoán",
    "time_used_ms": "thời gian làm bài (ms)",
    "finished_at": "nộp lúc",
    "division": "bảng thi",
    "unit": "đơn vị",
    "people": "số người dự thi",
    "perfect": "số người đúng tất cả",
    "headcount": "số biên chế",
    "rate": "tỷ lệ tham gia",
    "mean": "điểm trung bình",
    "winners": "số người đạt giải",
    "points": "điểm do ban tổ chức chấm",
    "prize_points": "điểm theo bậc giải",
    "note": "ghi chú điểm",
    "total": "điểm tổng hợp",
    "failed": "điều kiện chưa đạt",
    "place": "hạng",
    "prize": "giải",
}


def finding(where: str, what: str, *, stored: Any, found: Any) -> str:
    named = _WORDS.get(what, what)
    return f"{where} – {named}: đang lưu {_figure(stored)}, tính lại {_figure(found)}"


def place_of(round: Round | None) -> str:
    return f"kỳ {round.number}" if round else "cả cuộc thi"


def person(entry_id: int) -> str:
    """Names stay out of a report that people pass on."""
    return f"đăng ký số {entry_id}"


def _figure(value: Any) -> str:
    if value is None or value == "":
        return "không có"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value)) or "không có"
    return exact_moment(value) if hasattr(value, "tzinfo") else str(value)
