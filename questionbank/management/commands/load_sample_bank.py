"""Loads the sample bank: `manage.py load_sample_bank`. Running it again adds nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from questionbank.sample_bank import load_sample_bank


class Command(BaseCommand):
    help = "Nạp ngân hàng câu hỏi mẫu (chạy lại không tạo thêm)."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_sample_bank(at=timezone.now())
        self.stdout.write(f"Đã nạp {loaded.questions} câu hỏi, {loaded.documents} văn bản.")
