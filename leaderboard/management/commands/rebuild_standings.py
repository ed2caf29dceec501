from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leaderboard.aggregates.tallies import recount_board
from leaderboard.boards.writer import keys_of, publish_now
from leaderboard.management.rounds import find_round
from leaderboard.rules import RoundFinalised
from leaderboard.standings.store import compare_standings, rebuild_standings


class Command(BaseCommand):
    help = "Tính lại thứ hạng của một kỳ từ các bài đã đóng, hoặc chỉ đối chiếu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "round", metavar="ROUND", help="mã số kỳ thi, hoặc <cuộc thi>/<thứ tự kỳ>"
        )
        parser.add_argument("--check", action="store_true", help="không ghi gì, chỉ nêu sai lệch")

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        if not options["check"]:
            try:
                count = rebuild_standings(round)
            except RoundFinalised as refusal:
                raise CommandError(f"{refusal.message} (--check)") from refusal
            keys = keys_of(round)
            for key in keys:
                recount_board(key)
            publish_now(keys, at=timezone.now())
            self.stdout.write(f"{round.contest.slug}/{round.number}: đã tính lại {count} người")
        differences = compare_standings(round)
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} sai lệch")
        self.stdout.write("Thứ hạng khớp với các bài đã đóng.")
