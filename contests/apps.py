from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        from contests.attempts.sign_out import disabled, signed_out  # noqa: PLC0415 -- needs models
        from contests.models import TieCriterion  # noqa: PLC0415 -- needs the models
        from contests.planning.reuse import Reuse  # noqa: PLC0415 -- needs the models
        from quizsite.accounts.models import User  # noqa: PLC0415 -- as above
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

        user_logged_out.connect(signed_out)
        post_save.connect(disabled, sender=User)
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
