from typing import Any

from allauth.account.signals import email_confirmed
from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "quizsite.accounts"
    label = "accounts"
    verbose_name = "Người dùng và đơn vị"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- as above

        from quizsite.accounts.consents import publish_texts  # noqa: PLC0415 -- needs the models
        from quizsite.accounts.models import HeadcountCategory  # noqa: PLC0415 -- as above
        from quizsite.accounts.personal_data.account_holdings import (  # noqa: PLC0415 -- as above
            ACCOUNT_HOLDINGS,
        )
        from quizsite.accounts.personal_data.account_rules import (  # noqa: PLC0415 -- as above
            ACCOUNT_RULES,
        )
        from quizsite.accounts.personal_data.holdings import (  # noqa: PLC0415 -- as above
            add_holding,
        )
        from quizsite.accounts.personal_data.models import RequestKind  # noqa: PLC0415 -- as above
        from quizsite.accounts.personal_data.retention import add_rules  # noqa: PLC0415 -- as above
        from quizsite.accounts.signing_in import changes, events  # noqa: PLC0415 -- the same
        from quizsite.accounts.signing_in.confirmations import (  # noqa: PLC0415 -- as above
            address_confirmed,
        )
        from quizsite.accounts.signing_in.second_factor import (  # noqa: PLC0415 -- as above
            factor_added,
        )
        from quizsite.accounts.units.list_preview import LISTS  # noqa: PLC0415 -- the same
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- the same

        add_rules([*ACCOUNT_RULES, LISTS])
        for holding in ACCOUNT_HOLDINGS:
            add_holding(holding)
        events.listen()
        changes.listen()
        add_words(
            labels={
                "unit": _("đơn vị"),
                "factor": _("cách xác thực"),
                "units_changed": _("số đơn vị thêm hoặc sửa"),
                "headcounts_changed": _("số liệu cán bộ thêm hoặc sửa"),
                "aliases_added": _("số tên cũ thêm"),
                "parent": _("đơn vị cấp trên"),
                "units_moved": _("đơn vị trực thuộc chuyển theo"),
                "headcount_category": _("nhóm"),
                "as_of": _("tính đến ngày"),
                "source": _("nguồn số liệu"),
                "data_request": _("yêu cầu"),
                "outcome": _("kết quả"),
                "retention": _("đã xóa"),
                "page": _("trang"),
                "people": _("số người"),
            },
            choices={"data_request": RequestKind, "headcount_category": HeadcountCategory},
        )
        email_confirmed.connect(address_confirmed)
        post_save.connect(factor_added, sender=Authenticator)
        post_migrate.connect(publish_texts, sender=self)
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(sender: Any, *, using: str, **kwargs: Any) -> None:
    """Create the table in which several processes share the sign-in limits."""
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", database=using, verbosity=0)
