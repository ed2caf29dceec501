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
        from quizsite.accounts.signing_in import events, second_factors  # noqa: PLC0415 -- the same
        from quizsite.accounts.signing_in.confirmations import (  # noqa: PLC0415 -- as above
            address_confirmed,
        )
        from quizsite.accounts.signing_in.second_factor import (  # noqa: PLC0415 -- as above
            factor_added,
        )
        from quizsite.audit.words import add_words  # noqa: PLC0415 -- the same

        events.listen()
        second_factors.listen()
        add_words(
            labels={
                "unit": _("đơn vị"),
                "factor": _("cách xác thực"),
                "units_changed": _("số đơn vị thêm hoặc sửa"),
                "headcounts_changed": _("số liệu cán bộ thêm hoặc sửa"),
            }
        )
        email_confirmed.connect(address_confirmed)
        post_save.connect(factor_added, sender=Authenticator)
        post_migrate.connect(publish_texts, sender=self)
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(sender: Any, *, using: str, **kwargs: Any) -> None:
    """Create the table in which several processes share the sign-in limits."""
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", database=using, verbosity=0)
