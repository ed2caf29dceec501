from django.apps import AppConfig


class QuizsiteConfig(AppConfig):
    name = "quizsite"

    def ready(self) -> None:
        from quizsite import checks, lookups  # noqa: F401, PLC0415 -- register themselves
