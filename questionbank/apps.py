from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionBankConfig(AppConfig):
    name = "questionbank"

    def ready(self) -> None:
        from questionbank.models import BankRole  # noqa: PLC0415 -- needs the models
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

        add_words(
            labels={
                "revision": _("phiên bản"),
                "changed": _("phần đã đổi"),
                "axis": _("trục nội dung"),
                "bank_role": _("vai"),
                "questions": _("số câu"),
                "file": _("tệp"),
                "name": _("tên"),
                "is_practice": _("dùng cho thi thử"),
                "is_common": _("mọi cuộc thi dùng được"),
                "put_in": _("số câu đưa vào"),
                "taken_out": _("số câu bỏ ra"),
                "with": _("cùng với câu"),
                "is_apart": _("không cùng đề"),
            },
            choices={"bank_role": BankRole.Kind},
        )
