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
            },
            choices={"bank_role": BankRole.Kind},
        )
