"""Gives templates what they write of winners, and the contest's page its announced lists."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format

from contests.awards import Award
from contests.models import Attempt, Contest, RoundState
from contests.regulation import prizes
from leaderboard.models import Winner
from leaderboard.prizes.collective import announced_rounds
from leaderboard.prizes.lines import public_lines, unit_of
from quizsite.language.moments import listed, stop_watch

register = template.Library()
SHOWN = 12


@register.filter
def exact_time(milliseconds: int) -> str:
    return stop_watch(milliseconds, is_exact=True)


register.filter("unit_then", unit_of)


@register.filter
def two_decimals(figure: str) -> str:
    """A figure of the sheet as people write it: 66,67; – where there is none."""
    return number_format(Decimal(figure), 2) if figure else "–"


for asked in (prizes.uses_points, prizes.uses_attempts, prizes.uses_prize_points):
    register.filter(asked.__name__, asked)


@register.simple_tag
def winner_url(award: Award, entry_id: int) -> str:
    return reverse("leaderboard:winner", args=[*_address(award), entry_id])


@register.simple_tag
def winners_url(award: Award) -> str:
    return reverse("leaderboard:winners", args=_address(award))


def _address(award: Award) -> list[Any]:
    return [award.contest.slug, *([award.round.number] if award.round else [])]


@register.simple_tag
def own_prizes(attempt: Attempt) -> str:
    """What the person of this paper won in its round, as announced; "" asks nothing before."""
    if attempt.round.state != RoundState.FINALISED:
        return ""
    won = Winner.objects.filter(round=attempt.round, entry=attempt.entry_id)
    names = [prizes.prize_name(one.prize) for one in won.select_related("prize")]
    return listed(names) if names else ""


@register.inclusion_tag("leaderboard/_announced.html")
def announced_winners(contest: Contest) -> dict[str, Any]:
    """The newest announced list, as far as a section of a page has room for it."""
    rounds = announced_rounds(contest)
    award = Award(contest, rounds[-1]) if rounds else None
    lines = public_lines(award) if award else []
    return {
        "contest": contest,
        "award": award,
        "lines": lines[:SHOWN],
        "is_more": len(lines) > SHOWN or len(rounds) > 1,
    }
