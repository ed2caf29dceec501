from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        from contests.models import TieCriterion  # noqa: PLC0415 -- needs the models
        from contests.planning.reuse import Reuse  # noqa: PLC0415 -- needs the models
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

        add_words(
            labels={
                "divisions": _("bảng thi"),
                "sections": _("ma trận đề"),
                "copied_from": _("chép từ"),
                "planned_closes_at": _("giờ đóng đã định"),
                "papers_cut": _("số bài đang làm bị dừng"),
                "reuse": _("câu trùng với kỳ thi khác"),
                "in_use": _("số câu kỳ khác còn hỏi"),
                "seen": _("số câu đã hiện đáp án"),
                "lots_commitment": _("dấu niêm phong"),
                "digest": _("mã kiểm tra kết quả"),
            },
            choices={"tie_chain": TieCriterion, "reuse": Reuse},
        )
