"""`manage.py verify_round ROUND` checks the invariants of a round on its stored rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.monitoring.invariants import verify_round
from leaderboard.aggregates.tallies import compare_tallies
from leaderboard.boards.writer import keys_of
from leaderboard.finals.final_ranking import result_digest
from leaderboard.management.rounds import find_round
from leaderboard.standings.store import compare_standings


class Command(BaseCommand):
    help = "Kiểm tra các bất biến của một kỳ thi; mã thoát khác 0 nếu có sai lệch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="mã số kỳ thi, hoặc <cuộc thi>/<thứ tự kỳ>")

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        lines = [
            f"bất biến {found.invariant}: {found.text}"
            for found in verify_round(round, at=timezone.now())
        ]
        lines += [f"bất biến 7: {difference}" for difference in compare_standings(round)]
        for key in keys_of(round):
            lines += [f"bất biến 7: {one}" for one in compare_tallies(key)]
        if round.result_digest and result_digest(round) != round.result_digest:
            lines.append("bất biến 7: kết quả đã chốt không còn khớp với mã kiểm chứng")
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError(f"{round.title}: {len(lines)} sai lệch")
        closed = round.attempts.closed().count()
        self.stdout.write(f"{round.title}: {closed} bài đã đóng, không có sai lệch")
