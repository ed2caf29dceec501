from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the audit trail calls the facts that its lines hold.
_LABELS: dict[str, str | Promise] = {
    "winner_state": _("xác nhận người đạt giải"),
    "award": _("giải của"),
    "winners": _("số người đạt giải"),
    "given_to": _("đơn vị"),
    "points": _("điểm"),
    "note": _("ghi chú"),
    "collective": _("bảng xét tập thể"),
    "units_won": _("đơn vị đạt giải"),
    "again": _("công bố lại"),
    "is_official": _("kết quả chính thức"),
    "document": _("văn bản"),
    "document_number": _("số văn bản"),
    "document_day": _("ngày văn bản"),
    "changed_fields": _("mục đã sửa"),
    "certificates": _("loại giấy chứng nhận"),
    "certificate_count": _("số giấy"),
    "event_kind": _("hình thức"),
    "event_title": _("nội dung"),
    "event_held_on": _("ngày"),
    "event_planned": _("kế hoạch"),
    "event_done": _("đã thực hiện"),
    "event_people": _("số lượt người tham dự"),
    "event_cost_vnd": _("kinh phí (đồng)"),
    "event_link": _("đường dẫn"),
    "windows": _("thời gian tính số liệu"),
}


class LeaderboardConfig(AppConfig):
    name = "leaderboard"

    def ready(self) -> None:
        from leaderboard import receivers  # noqa: F401, PLC0415 -- connects when models are ready
        from leaderboard.certificates.personal_data import (  # noqa: PLC0415 -- needs the models
            CERTIFICATES_HOLDING,
            CERTIFICATES_KEEPER,
        )
        from leaderboard.models import WinnerState  # noqa: PLC0415 -- is one
        from leaderboard.own_results.personal_data import (  # noqa: PLC0415 -- needs the models
            WISHES_HOLDING,
            WISHES_KEEPER,
        )
        from leaderboard.prizes.personal_data import (  # noqa: PLC0415 -- needs the models
            PRIZES_HOLDING,
            PRIZES_KEEPER,
        )
        from leaderboard.propaganda_models import EventKind  # noqa: PLC0415 -- is one
        from leaderboard.sharing.personal_data import (  # noqa: PLC0415 -- needs the models
            SHARED_HOLDING,
            SHARED_KEEPER,
        )
        from leaderboard.sharing.shares import (  # noqa: PLC0415 -- needs the models
            publication_decided as sharing_decided,
        )
        from leaderboard.standings.sealed_names import (  # noqa: PLC0415 -- needs the models
            KEEPER,
            LATE_NAMES,
            SEALED_HOLDING,
        )
        from quizsite.accounts.personal_data.holdings import add_holding  # noqa: PLC0415 -- as above
        from quizsite.accounts.personal_data.keepers import add_keeper  # noqa: PLC0415 -- as above
        from quizsite.accounts.personal_data.retention import add_rules  # noqa: PLC0415 -- the same
        from quizsite.accounts.signals import publication_decided  # noqa: PLC0415 -- the same
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

        add_words(labels=_LABELS, choices={"winner_state": WinnerState, "event_kind": EventKind})
        publication_decided.connect(sharing_decided)
        add_holding(SHARED_HOLDING)
        add_keeper(SHARED_KEEPER)
        add_holding(WISHES_HOLDING)
        add_keeper(WISHES_KEEPER)
        add_holding(PRIZES_HOLDING)
        add_keeper(PRIZES_KEEPER)
        add_holding(CERTIFICATES_HOLDING)
        add_keeper(CERTIFICATES_KEEPER)
        add_keeper(KEEPER)
        add_rules([LATE_NAMES])
        add_holding(SEALED_HOLDING)
