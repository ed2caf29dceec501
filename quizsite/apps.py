from django.apps import AppConfig


class QuizsiteConfig(AppConfig):
    name = "quizsite"

    def ready(self) -> None:
        from quizsite import checks  # noqa: F401, PLC0415 -- register themselves
