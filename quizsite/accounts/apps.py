from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "quizsite.accounts"
    label = "accounts"
    verbose_name = "Người dùng và đơn vị"

    def ready(self) -> None:
        from quizsite.accounts.consents import publish_texts  # noqa: PLC0415 -- needs the models

        post_migrate.connect(publish_texts, sender=self)
