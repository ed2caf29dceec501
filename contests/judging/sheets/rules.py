"""Decides what a juror may open, mark and send, and in which words not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contests.models.judged import (
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    Panel,
    PanelState,
)
from quizsite.refusals import Refusal


class SheetRefusal(Refusal):
    """A refusal of the jurors' pages."""


class NoSuchSheet(SheetRefusal):
    code = "no_such_sheet"
    status = 404
    message = _("Không tìm thấy trang này.")


class CommonWorksFirst(SheetRefusal):
    code = "common_works_first"
    status = 409
    message = _("Hãy chấm và gửi điểm các bài chấm chung trước; sau đó các bài khác sẽ mở.")


class MarkingOver(SheetRefusal):
    code = "marking_over"
    status = 409
    message = _("Ban giám khảo không còn nhận điểm: chủ tịch đã trình thống nhất điểm.")


class AlreadySent(SheetRefusal):
    code = "already_sent"
    status = 409
    message = _("Điểm bài này đã gửi. Muốn chấm lại, hãy nhờ chủ tịch ban giám khảo mở lại.")


class LeaseOver(SheetRefusal):
    code = "lease_over"
    status = 409
    message = _(
        "Bài này đã quá hạn giữ nên được thu lại. Điểm đang viết vẫn còn; nếu chưa có người khác"
        " chấm, hãy nhờ chủ tịch ban giám khảo gia hạn."
    )


class ReasonMissing(SheetRefusal):
    code = "reason_missing"
    message = _("Bài được mở lại để chấm lại: hãy ghi lý do đổi hoặc giữ điểm.")


class NotForTies(SheetRefusal):
    code = "not_for_ties"
    status = 409
    message = _("Điểm bài này đã gửi nên không xin thôi chấm được. Hãy báo chủ tịch ban giám khảo.")


def check_marks_go_on(panel: Panel) -> None:
    if panel.state != PanelState.MARKING:
        raise MarkingOver


def check_may_mark(state: str) -> None:
    """Say why marks of this assignment cannot be sent now."""
    if state == AssignmentState.SENT:
        raise AlreadySent
    if state == AssignmentState.EXPIRED:
        raise LeaseOver
    if state not in {AssignmentState.OPEN, AssignmentState.REOPENED}:
        raise NoSuchSheet


def check_common_are_done(assignment: Assignment) -> None:
    if assignment.purpose == AssignmentPurpose.COMMON:
        return
    common = Assignment.objects.to_mark().filter(
        member=assignment.member_id, purpose=AssignmentPurpose.COMMON
    )
    if assignment.state == AssignmentState.OPEN and common.exists():
        raise CommonWorksFirst
