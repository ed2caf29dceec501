"""How a round is named on the command line."""

from django.core.management.base import CommandError

from contests.models import Round
from leaderboard.rules import BeingFinalised


def find_round(name: str) -> Round:
    """A round by its id ("12") or by contest and number ("cuoc-thi-2026/2").

    While its last ranking is being written there is nothing to compare."""
    slug, _, number = name.rpartition("/")
    rounds = Round.objects.select_related("contest")
    if not number.isdecimal():
        raise CommandError("Hãy ghi mã số kỳ thi (12) hoặc cuộc thi/thứ tự kỳ (cuoc-thi-2026/2).")
    wanted = {"contest__slug": slug, "number": number} if slug else {"pk": number}
    round = rounds.filter(**wanted).first()
    if round is None:
        raise CommandError(f"Không có kỳ thi {name}.")
    if round.is_being_finalised:
        raise CommandError(str(BeingFinalised.message))
    return round
