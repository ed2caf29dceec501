"""`manage.py verify_round ROUND` checks the invariants of a round on its stored rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.returns.missing import missing
from leaderboard.finals.verification import verify_stored_rows
from leaderboard.management.rounds import find_round
from quizsite.epochs.heads import read_heads
from quizsite.management.commands.after_restore import files_among, tell


class Command(BaseCommand):
    help = "Kiểm tra các bất biến của một kỳ thi; mã thoát khác 0 nếu có sai lệch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="mã số kỳ thi, hoặc <cuộc thi>/<thứ tự kỳ>")

        parser.add_argument(
            "--against",
            nargs="+",
            type=Path,
            metavar="TỆP",
            help="sổ ngoài cơ sở dữ liệu (heads-*) hoặc thư mục có chúng: tìm câu đã nhận mà thiếu",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        found = verify_stored_rows(round, at=timezone.now())
        for line in found.differences:
            self.stdout.write(line)
        lost = self._missing(round.pk, options["against"])
        if found.emptied_names:
            self.stdout.write(f"Họ tên đã xoá theo yêu cầu: {found.emptied_names} người dự thi")
        if found.differences:
            raise CommandError(f"{round.title}: {len(found.differences)} sai lệch")
        if lost:
            raise CommandError(f"{round.title}: {lost} bài thiếu câu đã được nhận")
        self.stdout.write(f"{round.title}: {found.closed_papers} bài đã đóng, không có sai lệch")

    def _missing(self, round: int, against: list[Path] | None) -> int:
        """Invariant 1: what was acknowledged is stored; only notes outside the database know it."""
        if against is None:
            return 0
        found = list(missing(read_heads(files_among(against)), round=round))
        tell(found, write=lambda line: self.stdout.write(f"bất biến 1:{line[2:]}"))
        return len(found)
