"""Verifies the audit trail: `manage.py verify_audit [--head NUMBER:DIGEST …]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizsite.audit.verify import TrailVerdict, verify_trail


class Command(BaseCommand):
    help = "Kiểm tra nhật ký: dòng bị xóa hay bị sửa thì nói ra và kết thúc bằng lỗi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="SỐ:MÃ",
            help="một niêm phong đã ghi lại trước đây, phải còn nguyên",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_trail(known=dict(map(_head, options["head"])))
        self._tell(verdict)
        if verdict.problems:
            raise CommandError(f"Nhật ký không còn nguyên vẹn: {len(verdict.problems)} chỗ.")
        self.stdout.write("Nhật ký nguyên vẹn.")

    def _tell(self, verdict: TrailVerdict) -> None:
        for problem in verdict.problems:
            self.stderr.write(problem)
        for line in verdict.emptied:
            self.stdout.write(f"Dòng {line}: một tên đã xoá theo quy định về dữ liệu cá nhân.")
        self.stdout.write(
            f"Đã niêm phong: {verdict.sealed} dòng. Chờ niêm phong: {verdict.unsealed} dòng."
        )
        if verdict.sealed:
            self.stdout.write(f"Niêm phong cuối: {verdict.last}:{verdict.head}")


def _head(said: str) -> tuple[int, str]:
    number, _, digest = said.partition(":")
    if not number.isdecimal():
        raise CommandError(f"Không đọc được “{said}”. Hãy ghi SỐ:MÃ.")
    return int(number), digest
