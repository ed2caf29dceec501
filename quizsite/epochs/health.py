"""What the operations page says of restores."""

from django.utils import timezone
from django.utils.translation import gettext as _

from quizsite.language import moments
from quizsite.models import DatabaseEpoch, EpochReason
from quizsite.operations.health import HealthCheck, Level


def restore_check() -> HealthCheck:
    """A restore stays to be seen until `manage.py after_restore` has been through."""
    newest = DatabaseEpoch.objects.order_by("-pk").first()
    title = _("Khôi phục dữ liệu")
    if newest is None or newest.why == EpochReason.CREATED:
        return HealthCheck(Level.GOOD, title, _("chưa lần nào"))
    at = moments.moment(timezone.localtime(newest.since))
    if newest.handled_at:
        return HealthCheck(Level.GOOD, title, _("lần cuối %(at)s, đã xử lý xong") % {"at": at})
    return HealthCheck(
        Level.BAD if newest.why == EpochReason.NOTICED else Level.WATCH,
        title,
        _("máy chủ thấy dữ liệu cũ đi lúc %(at)s") % {"at": at}
        if newest.why == EpochReason.NOTICED
        else _("mốc mới từ %(at)s") % {"at": at},
        _("Máy người thi đang tự gửi lại những câu đã được nhận."),
        _(
            "Người phụ trách kỹ thuật chạy “manage.py after_restore”: lệnh nêu những câu còn thiếu"
            " và việc tiếp theo."
        ),
    )
