from typing import Any

from django.core.management.base import BaseCommand

from quizsite.accounts.sample_units import load_units


class Command(BaseCommand):
    help = "Nạp đơn vị mẫu: Hà Nội, các sở, 126 phường và xã, một số phòng và trường."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in load_units().items():
            self.stdout.write(f"{name}: {count}")
