from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leaderboard.broadcasts import keys_of, publish_now
from leaderboard.management.rounds import find_round
from leaderboard.rules import RoundFinalised
from leaderboard.standings import compare_standings, rebuild_standings


class Command(BaseCommand):
    help = "Recompute all standings of a round from its closed attempts, or only compare them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", metavar="ROUND", help="id, or contest slug/number")
        parser.add_argument("--check", action="store_true", help="write nothing, list differences")

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        if not options["check"]:
            try:
                count = rebuild_standings(round)
            except RoundFinalised as refusal:
                raise CommandError(f"{refusal.message} (--check)") from refusal
            divisions = round.contest.divisions.values_list("pk", flat=True)
            publish_now(keys_of(round, divisions), at=timezone.now())
            self.stdout.write(f"{round.contest.slug}/{round.number}: {count} entries recomputed")
        differences = compare_standings(round)
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{len(differences)} differences")
        self.stdout.write("standings agree with the attempts")
