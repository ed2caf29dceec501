"""`manage.py push_key` writes a new key of web push for the environment."""

from typing import Any

from django.core.management.base import BaseCommand

from quizsite.notifications.push_encryption import new_site_key


class Command(BaseCommand):
    help = "In ra một khóa mới cho PUSH_KEY (thông báo trên thiết bị)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_site_key())
