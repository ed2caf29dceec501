from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "quizsite.notifications"
    label = "notifications"
    verbose_name = _("Tin gửi người dùng")

    def ready(self) -> None:
        from quizsite.accounts.personal_data.holdings import (  # noqa: PLC0415 -- needs the models
            add_holding,
        )
        from quizsite.accounts.personal_data.keepers import add_keeper  # noqa: PLC0415 -- as above
        from quizsite.accounts.personal_data.retention import add_rules  # noqa: PLC0415 -- as above
        from quizsite.notifications import personal_data  # noqa: PLC0415 -- as above
        from quizsite.notifications.outbox_figures import measure  # noqa: PLC0415 -- as above
        from quizsite.operations.process_reports import add_measure  # noqa: PLC0415 -- as above

        add_holding(personal_data.NOTICES_HOLDING)
        add_keeper(personal_data.NOTICES_KEEPER)
        add_rules(personal_data.NOTICE_RULES)
        add_measure(measure)
