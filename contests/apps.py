from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        from contests.attempts.sign_out import disabled, signed_out  # noqa: PLC0415 -- needs models
        from quizsite.accounts.models import User  # noqa: PLC0415 -- as above

        user_logged_out.connect(signed_out)
        post_save.connect(disabled, sender=User)
