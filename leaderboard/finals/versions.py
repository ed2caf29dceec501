"""Versions of a final result: the newest one, and what is kept of those before it."""

from __future__ import annotations

from itertools import pairwise

from contests.models import CorrectionState, Round
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.models import AuditLine


def version_problems(round: Round) -> list[str]:
    """Find what of the versions before the newest one is missing or does not fit, in words."""
    confirmed = round.corrections.filter(state=CorrectionState.CONFIRMED).order_by("number")
    versions = list(confirmed)
    problems = []
    if [one.number for one in versions] != list(range(1, round.correction + 1)):
        problems.append("số lần đính chính không khớp với các đính chính đã xác nhận")
    problems += [
        f"đính chính {one.number}: thiếu mã kiểm chứng hoặc thời điểm của bản trước"
        for one in versions
        if not one.digest_before or one.decided_before is None
    ]
    starts = [one.decided_before for one in versions]
    decided = [at for at in (*starts, round.decided_at) if at is not None]
    if any(a >= b for a, b in pairwise(decided)):
        problems.append("thời điểm của các bản kết quả không theo thứ tự")
    told = AuditLine.objects.filter(
        about_kind=Subject.ROUND, about_id=round.pk, kind=AuditKind.CORRECTION_CONFIRMED
    )
    if told.count() != len(versions):
        problems.append("có đính chính mà không có dòng nhật ký nào ghi việc đó")
    return problems
