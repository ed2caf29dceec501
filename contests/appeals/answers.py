"""Short answers that organisers start from; each may be written anew before it is sent."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.models import AppealKind, AppealOutcome

ANSWERS: dict[tuple[AppealKind, AppealOutcome], tuple[Promise, ...]] = {
    (AppealKind.QUESTION, AppealOutcome.ACCEPTED): (
        _("Câu hỏi có sai sót. Ban tổ chức xử lý câu này và chấm lại mọi bài có câu đó."),
    ),
    (AppealKind.QUESTION, AppealOutcome.REFUSED): (
        _("Ban tổ chức đã đối chiếu căn cứ của câu hỏi; đáp án đã ban hành là đúng."),
        _("Câu hỏi không có sai sót ảnh hưởng đến việc chọn đáp án."),
    ),
    (AppealKind.RESULT, AppealOutcome.ACCEPTED): (
        _("Kết quả có sai sót. Ban tổ chức sửa lại và công bố trên bảng xếp hạng."),
    ),
    (AppealKind.RESULT, AppealOutcome.REFUSED): (
        _("Ban tổ chức đã kiểm tra từng câu trả lời máy chủ nhận được; kết quả đúng như đã hiện."),
        _("Câu trả lời đến máy chủ sau khi hết giờ nên không được tính, theo thể lệ."),
    ),
    (AppealKind.DECISION, AppealOutcome.ACCEPTED): (
        _("Ban tổ chức khôi phục đăng ký dự thi của bạn."),
    ),
    (AppealKind.DECISION, AppealOutcome.REFUSED): (
        _("Ban tổ chức đã xem lại và giữ quyết định, với lý do đã ghi."),
    ),
}


def answers_for(kind: AppealKind) -> list[tuple[AppealOutcome, str]]:
    return [(outcome, str(said)) for outcome in AppealOutcome for said in ANSWERS[kind, outcome]]
