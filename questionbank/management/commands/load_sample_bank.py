"""Loads the sample bank: `manage.py load_sample_bank`. Running it again adds nothing twice."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from questionbank.sample_bank import AUTHOR, REVIEWER, load_documents, load_sample_bank
from questionbank.sample_review import load_sample_review
from quizsite.accounts.models import User


class Command(BaseCommand):
    help = "Nạp ngân hàng câu hỏi mẫu (chạy lại không tạo thêm)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--documents-only",
            action="store_true",
            help="chỉ nạp danh mục văn bản, để nhập các tệp câu hỏi qua trang Nhập từ tệp",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["documents_only"]:
            self.stdout.write(f"Đã nạp {load_documents()} văn bản.")
            return
        at = timezone.now()
        loaded = load_sample_bank(at=at)
        people = User.objects.in_bulk([AUTHOR[0], REVIEWER[0]], field_name="email")
        load_sample_review(author=people[AUTHOR[0]], reviewer=people[REVIEWER[0]], at=at)
        self.stdout.write(f"Đã nạp {loaded.questions} câu hỏi, {loaded.documents} văn bản.")
