"""`manage.py follow_paper PAPER [--log FILE]` tells what happened to one paper."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contests.models import Attempt
from contests.monitoring.paper_evidence import note_followed, positions_behind
from contests.monitoring.paper_log import moments_in_log
from contests.monitoring.paper_story import Moment, question_in_words, story_of
from quizsite.accounts.people import find_account
from quizsite.audit.trail import OPERATOR
from quizsite.language.moments import exact_moment

_LARGEST = 2**63 - 1
_LONGEST = 600


class Command(BaseCommand):
    help = "Theo một bài thi qua cơ sở dữ liệu và nhật ký: câu nào tới lúc nào, vì sao không."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paper",
            help="mã bài (trên địa chỉ trang bài thi), số của bài, hoặc người thi: thư điện tử,"
            " số điện thoại, #số của tài khoản",
        )
        parser.add_argument(
            "--log",
            action="append",
            default=[],
            help="tệp nhật ký máy chủ, hoặc - để đọc từ journalctl; có thể lặp lại",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        attempt = self._find(options["paper"])
        with transaction.atomic():
            note_followed(attempt, by=OPERATOR, at=timezone.now())
        story = story_of(attempt)
        entry = attempt.entry
        self.stdout.write(
            f"Bài {attempt.code} (số {attempt.pk}): {attempt.round.title}, lượt {attempt.number},"
            f" {entry.user.full_name}, {entry.unit.name}"
        )
        for said in (*story.summary, *story.advice[:-1]):
            self.stdout.write(f"- {said}")
        newest: dict[int, int] = {}
        found = [*story.moments, *self._in_logs(options["log"], attempt, newest)]
        if behind := positions_behind(attempt, newest):
            self.stdout.write(
                "- CHÚ Ý: nhật ký ghi đã nhận lần chọn mới hơn lần đang giữ hoặc đang chờ ở"
                f" {', '.join(map(question_in_words, behind))}. Sau khi khôi phục: máy người thi"
                " chưa gửi lại đủ, hoặc chỉ gửi lại một phần."
            )
        for one in sorted(found, key=lambda moment: moment.at):
            source = f"tiến trình {one.source}" if one.source else "cơ sở dữ liệu"
            self.stdout.write(
                f"{timezone.localtime(one.at):%d/%m %H:%M:%S.%f}  {_one_line(one.said)} [{source}]"
            )
        if not options["log"]:
            since = f"{timezone.localtime(attempt.started_at):%F %H:%M}"
            self.stdout.write(
                "Chưa đọc nhật ký máy chủ. Để biết cửa sổ, thiết bị và sự cố lúc đó:\n"
                f"  journalctl -u 'thi*' -o cat --since '{since}'"
                f" | .venv/bin/python manage.py follow_paper {attempt.code} --log -"
            )

    def _find(self, said: str) -> Attempt:
        papers = Attempt.objects.select_related("round__contest", "entry__user", "entry__unit")
        found = list(_papers_of(said, papers).order_by("-started_at")[:20])
        if not found:
            raise CommandError(f"Không có bài thi nào của “{said}”.")
        if len(found) > 1:
            self.stdout.write("Người này có nhiều bài; dưới đây là bài mới nhất. Các bài khác:")
            for one in found[1:]:
                started = exact_moment(one.started_at)
                self.stdout.write(f"  {one.code}  {one.round.title}, lượt {one.number}, {started}")
        return found[0]

    def _in_logs(
        self, names: list[str], attempt: Attempt, newest: dict[int, int]
    ) -> Iterator[Moment]:
        for name in names:
            if name == "-":
                yield from moments_in_log(sys.stdin, attempt, newest=newest)
                continue
            try:
                with Path(name).open(encoding="utf-8", errors="replace") as lines:
                    yield from moments_in_log(lines, attempt, newest=newest)
            except OSError as error:
                raise CommandError(f"Không đọc được nhật ký {name}: {error.strerror}") from error


def _one_line(said: str) -> str:
    """Whoever asks for an address chooses its letters: a line break would tell a moment that never
    was, and a terminal obeys others."""
    return "".join(letter if letter.isprintable() else "�" for letter in said[:_LONGEST])


def _papers_of(said: str, papers: QuerySet[Attempt]) -> QuerySet[Attempt]:
    said = said.strip()
    if said.isascii() and said.isdigit() and not said.startswith("0"):
        return papers.filter(pk=int(said)) if int(said) <= _LARGEST else papers.none()
    try:
        return papers.filter(code=UUID(said))
    except ValueError:
        user = find_account(said)
        return papers.filter(entry__user=user) if user else papers.none()
