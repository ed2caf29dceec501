"""`manage.py move_to URL` moves the whole site to another database, SQLite or PostgreSQL."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.models import Round
from leaderboard.finals.verification import verify_stored_rows
from quizsite.audit.verify import verify_trail
from quizsite.language import moments
from quizsite.moving.move import Steps, move
from quizsite.moving.source import check_may_be_left
from quizsite.moving.target import MoveRefused, connect

DONE = """
Đã chuyển {rows} dòng, hai nơi giống nhau từng dòng; đã kiểm tra {rounds} kỳ thi. Còn lại:
  1. Ghi DATABASE_URL của nơi mới vào tệp environment, cho mọi tiến trình. SECRET_KEY giữ nguyên.
  2. Bật lại trang, rồi xem /san-sang trả lời ok và đăng nhập thử.
  3. Cất cơ sở dữ liệu cũ làm bản sao lưu. Đừng bật trang trên nó nữa: hai nơi sẽ khác nhau."""


class Command(BaseCommand):
    help = "Chuyển toàn bộ dữ liệu sang cơ sở dữ liệu khác (SQLite ↔ PostgreSQL), so từng dòng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            help="như DATABASE_URL của nơi mới; ghi - để đọc từ bàn phím, tránh lộ mật khẩu",
        )
        parser.add_argument(
            "--only-verify", action="store_true", help="chỉ kiểm tra các kỳ thi ở đây, không chuyển"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["only_verify"]:
            self.stdout.write("\n".join(differences_here()))
            return
        if not options["url"]:
            raise CommandError("Hãy ghi địa chỉ của nơi mới, như postgres://thi@localhost/thi")
        url = sys.stdin.readline().strip() if options["url"] == "-" else options["url"]
        try:
            connect(url)
            check_may_be_left()
            steps = Steps(
                migrate=lambda: _print_nothing(run_there(url, "migrate", "--verbosity=0")),
                differences=lambda: differences_between(url),
            )
            rows = move(steps, self._say)
        except MoveRefused as refused:
            raise CommandError(str(refused)) from refused
        rounds = Round.objects.public().count()
        self._say(DONE.format(rows=moments.number(rows), rounds=rounds))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def differences_here() -> list[str]:
    """What the checks of the trail and of every announced round find, in this database."""
    found = list(verify_trail().problems)
    at = timezone.now()
    for round in Round.objects.public().select_related("contest").order_by("pk"):
        if not round.is_being_finalised:
            said = verify_stored_rows(round, at=at).differences
            found += [f"{round.contest.slug}/{round.number}: {line}" for line in said]
    return found


def differences_between(url: str) -> list[str]:
    """What only one of the two says; what was wrong before is wrong there too, and no news."""
    there = set(run_there(url, "move_to", "--only-verify").split("\n")) - {""}
    return sorted(there ^ set(differences_here()))


def run_there(url: str, *arguments: str) -> str:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    env = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    if done.returncode:
        raise MoveRefused(f"{arguments[0]} ở nơi mới: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return done.stdout


def _print_nothing(said: str) -> None:
    del said
