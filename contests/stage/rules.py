"""Refusals of a show, in words: why something may not happen on the stage now."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.rules import ContestRefusal

SAID: Mapping[str, str | Promise] = {
    "agreed": _("Kết quả đã thống nhất nên không ghi thêm được nữa."),
    "already_started": _("Lượt này đã bắt đầu."),
    "not_started": _("Buổi thi chưa bắt đầu. Hãy bắt đầu buổi thi hoặc chạy thử trước."),
    "ended": _("Lượt này đã kết thúc; chỉ còn sửa điểm, bốc thăm và thống nhất kết quả."),
    "not_ended": _("Hãy kết thúc phần thi cuối trước khi thống nhất kết quả."),
    "rehearsal": _("Đây là lượt chạy thử, không có kết quả để thống nhất."),
    "unknown_team": _("Không có đội này trong buổi thi."),
    "unknown_part": _("Không có phần thi này trong chương trình."),
    "unknown_juror": _("Giám khảo này không chấm trong lượt này."),
    "unknown_package": _("Gói câu hỏi này không thuộc phần thi đang diễn ra."),
    "unknown_question": _("Câu hỏi này không thuộc phần thi đang diễn ra."),
    "no_part": _("Hãy mở một phần thi trước."),
    "no_question": _("Chưa có câu hỏi nào được đưa ra."),
    "clock_set": _("Đồng hồ đang dùng. Hãy dừng hẳn trước khi tính giờ mới."),
    "clock_stands": _("Đồng hồ không chạy."),
    "clock_runs": _("Đồng hồ đang chạy."),
    "package_used": _("Gói câu hỏi này đã có đội chọn. Mỗi gói chỉ dùng một lần."),
    "question_used": _("Câu hỏi này đã dùng trong lượt này."),
    "revealed": _("Đáp án đã hiện nên không nhận thêm câu trả lời."),
    "answers_open": _("Đang nhận câu trả lời. Hãy đóng trước."),
    "answers_closed": _("Chưa mở nhận câu trả lời."),
    "buzz_open": _("Một đội đang có quyền trả lời. Hãy chấm đúng hoặc sai trước."),
    "no_buzz": _("Chưa đội nào giành quyền trả lời."),
    "before_signal": _("Chưa có hiệu lệnh, chuông này không tính."),
    "had_a_try": _("Đội này đã trả lời câu này."),
    "ruled_already": _("Câu này đã chấm rồi."),
    "no_star": _("Phần thi này không có ngôi sao hy vọng."),
    "star_used": _("Đội này đã dùng ngôi sao hy vọng ở phần này."),
    "star_too_late": _("Ngôi sao hy vọng phải đặt trước khi câu hỏi hiện ra."),
    "penalty_adds": _("Điểm trừ phải là số âm hoặc bằng 0."),
    "not_marked": _("Giám khảo không chấm phần thi này."),
    "not_yet": _("Phần thi này chưa diễn ra."),
    "does_not_fit": _("Điểm phải từ 0 đến điểm tối đa của phần thi và đúng bước điểm."),
    "sent_already": _("Điểm này đã gửi. Trưởng ban giám khảo có thể mở lại, kèm lý do."),
    "not_sent": _("Giám khảo này chưa gửi điểm nên chưa có gì để mở lại."),
    "marks_missing": _("Chưa đủ điểm của các giám khảo."),
    "no_bell": _("Phần thi đang diễn ra không phải rung chuông vàng, hoặc đã có người thắng."),
    "not_standing": _("Có ghế không còn trên sàn thi."),
    "nobody_stands": _("Không còn ai trên sàn thi."),
    "no_rescue": _("Chưa đến lúc cứu trợ theo thể lệ."),
    "not_out": _("Có ghế chưa bị loại, hoặc không thuộc diện được cứu trợ."),
    "nobody_answered": _("Chưa đội nào trả lời trên máy. Hãy chấm bằng tay."),
    "nobody_pressed": _("Chưa đội nào bấm chuông. Có thể chọn đội bằng tay."),
    "cannot_undo": _("Không hoàn tác được việc này."),
    "undone_already": _("Việc này đã được hoàn tác."),
    "others_rest_on_it": _("Có việc sau dựa vào việc này. Hãy hoàn tác việc sau trước."),
}


class StageRefusal(ContestRefusal):
    """Something may not happen on the stage now; `code` is that of `checks.refusal`."""

    status = 409

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(SAID[code])


class TypedOtherwise(ContestRefusal):
    code = "typed_otherwise"
    status = 409
    message = _("Hai lần nhập không giống nhau. Hãy xem lại phiếu chấm rồi nhập lại cả hai lần.")


class MovedOn(ContestRefusal):
    code = "moved_on"
    status = 409
    message = _("Bàn khác vừa điều khiển buổi thi. Màn hình đã cập nhật, hãy xem lại rồi bấm.")


class BadEvent(ContestRefusal):
    code = "bad_event"
    status = 400
    message = _("Yêu cầu gửi lên không đúng dạng. Hãy tải lại trang rồi thử lại.")


class NotYours(ContestRefusal):
    code = "not_yours"
    message = _("Thiết bị này không được làm việc đó.")


class NoShow(ContestRefusal):
    code = "no_show"
    status = 404
    message = _("Không tìm thấy buổi thi này.")


class RunGone(ContestRefusal):
    code = "run_gone"
    status = 409
    message = _("Một lượt khác đang diễn ra. Hãy tải lại trang.")


class RunStillOn(ContestRefusal):
    code = "run_still_on"
    status = 409
    message = _("Lượt đang diễn ra chưa kết thúc. Hãy kết thúc lượt đó trước.")


class PlanFixed(ContestRefusal):
    code = "plan_fixed"
    status = 409
    message = _(
        "Buổi thi chính thức đã bắt đầu nên chương trình, đội thi và gói câu hỏi không sửa được"
        " nữa."
    )
