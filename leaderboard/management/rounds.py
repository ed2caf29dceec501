"""How a round is named on the command line."""

from django.core.management.base import CommandError

from contests.models import Round


def find_round(name: str) -> Round:
    """A round by its id ("12") or by contest and number ("cuoc-thi-2026/2")."""
    slug, _, number = name.rpartition("/")
    rounds = Round.objects.select_related("contest")
    if not number.isdecimal():
        raise CommandError("Hãy ghi mã số kỳ thi (12) hoặc cuộc thi/thứ tự kỳ (cuoc-thi-2026/2).")
    wanted = {"contest__slug": slug, "number": number} if slug else {"pk": number}
    round = rounds.filter(**wanted).first()
    if round is None:
        raise CommandError(f"Không có kỳ thi {name}.")
    return round
