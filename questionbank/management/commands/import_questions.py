"""Imports questions: `manage.py import_questions FILE [--dry-run] [--by EMAIL]`.

It reads, checks and stores as the import page does; it lists all problems and then stops."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from questionbank.authoring.revisions import send_all_to_review
from questionbank.importing.columns import QUESTIONS
from questionbank.importing.plan import Action, Plan, check_file
from questionbank.importing.store import store_plan
from questionbank.models import BankRole
from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.refusals import Refusal
from quizsite.tables.reader import endings_in_words, read_table


class Command(BaseCommand):
    help = f"Nhập câu hỏi từ tệp {endings_in_words()}; có chỗ sai thì không nhập câu nào."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu")
        parser.add_argument("--by", metavar="EMAIL", help="người soạn đứng tên")
        parser.add_argument("--review", action="store_true", help="gửi duyệt ngay")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"Không có tệp {options['file']}.")
        try:
            raw = read_table(options["file"], QUESTIONS)
            for note in raw.notes_in_words():
                self.stdout.write(note)
            plan = check_file(raw)
            self._tell(plan)
            if not options["dry_run"]:
                self._store(plan, by=_author(options["by"]), review=options["review"])
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal

    def _tell(self, plan: Plan) -> None:
        for problem in plan.problems:
            self.stderr.write(str(problem))
        if plan.problems:
            raise CommandError(f"Có {len(plan.problems)} chỗ cần sửa. Chưa nhập câu nào.")
        counts = {action: len(plan.having(action)) for action in Action}
        self.stdout.write(
            f"Câu mới: {counts[Action.NEW]}. Câu sửa: {counts[Action.CHANGED]}. "
            f"Không đổi: {counts[Action.UNCHANGED]}."
        )

    def _store(self, plan: Plan, *, by: User, review: bool) -> None:
        at = timezone.now()
        stored = store_plan(plan, by=by, at=at)
        if review:
            send_all_to_review(stored.revision_ids, by=by, at=at)
        self.stdout.write("Đã nhập.")


def _author(email: str | None) -> User:
    """Return the author named, else the bank's only author."""
    authors = User.objects.filter(bank_roles__kind=BankRole.Kind.AUTHOR)
    found = list(authors.filter(email=to_address(email)) if email else authors[:2])
    if len(found) != 1:
        raise CommandError(
            "Hãy cho biết người soạn bằng --by EMAIL; "
            "giao vai bằng lệnh: manage.py bank_role EMAIL author."
        )
    return found[0]
