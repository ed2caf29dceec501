from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionBankConfig(AppConfig):
    name = "questionbank"

    def ready(self) -> None:
        from questionbank.authoring.known_kinds import declare_kinds  # noqa: PLC0415 -- the same
        from questionbank.importing.retention import INTAKES, PREVIEWS  # noqa: PLC0415 -- the same
        from questionbank.models import BankRole  # noqa: PLC0415 -- needs the models
        from questionbank.pictures.retention import PICTURES  # noqa: PLC0415 -- the same
        from questionbank.rules import roles_in_words  # noqa: PLC0415 -- the same
        from quizsite.accounts.personal_data.keepers import (  # noqa: PLC0415 -- the same
            Keeper,
            add_keeper,
        )
        from quizsite.accounts.personal_data.retention import add_rules  # noqa: PLC0415 -- the same
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

        declare_kinds()
        add_keeper(Keeper(roles=roles_in_words))
        add_rules([PREVIEWS, INTAKES, PICTURES])
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
                "axes": _("thứ tự trục"),
                "is_retired": _("ngừng dùng"),
                "is_apart": _("không cùng đề"),
                "solve_counts": _("lời giải được tính"),
                "asks_blind_solve": _("ban hành cần một lời giải độc lập"),
                "intake_id": _("tệp số"),
                "ticked": _("số mục đã đánh dấu"),
                "tag": _("nhãn"),
                "tagged": _("số câu gắn nhãn"),
                "untagged": _("số câu bỏ nhãn"),
            },
            choices={"bank_role": BankRole.Kind},
        )
