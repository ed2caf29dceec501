"""What a contest's page says of steps that take two people and that one took alone."""

from collections.abc import Iterable

from django.db.models import F

from contests.models import Contest, QuestionRuling, Round
from questionbank.models import Revision


def questions_published_alone(rounds: Iterable[Round]) -> int:
    """Count what published rounds ask and its author published; the caller prefetches sections."""
    asked = {pk for round in rounds for section in round.sections.all() for pk in section.pool}
    return Revision.objects.filter(pk__among=asked, author=F("reviewer")).count()


def questions_ruled_on_alone(contest: Contest) -> int:
    """Count wrong questions on which one organiser decided what the same had proposed."""
    confirmed = QuestionRuling.objects.confirmed().filter(round__contest=contest)
    alone = confirmed.filter(proposed_by=F("decided_by"))
    return alone.order_by().values("round", "revision").distinct().count()
