"""Further screens for a hall: the first three of each division, and the race of units."""

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leaderboard.boards.board import newest_board
from leaderboard.boards.selection import BoardChoice, find_board
from leaderboard.participation.figures import UnitFigures
from leaderboard.participation.told import figures_of
from leaderboard.rules import withheld_figures
from quizsite.language.ordering import order_key
from quizsite.web.page_cache import reads, same_for_visitors

MEDALS = 3
RACERS = 10


@require_safe
@same_for_visitors
@reads("ky")
def podium(request: HttpRequest, slug: str) -> HttpResponse:
    """Show those among the first three whom their board shows; a frozen one shows none yet."""
    choice, at = _choice(request, slug), timezone.now()
    podiums = []
    for division in choice.divisions:
        board = BoardChoice(choice.contest, choice.rounds, choice.divisions, choice.round, division)
        limits = board.limits(at=at)
        snapshot = newest_board(board.key, limits=limits, at=at).snapshot
        is_waiting = snapshot["is_hidden"] or (limits.is_frozen and not snapshot.get("revealed"))
        rows = [] if is_waiting else [one for one in snapshot["rows"] if one["place"] <= MEDALS]
        podiums.append({"division": division, "rows": rows, "is_waiting": is_waiting})
    return render(request, "leaderboard/podium.html", {"choice": choice, "podiums": podiums})


@require_safe
@same_for_visitors
@reads("ky")
def unit_race(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ten units with the highest rates, or with most people where none has a rate."""
    choice, at = _choice(request, slug), timezone.now()
    rounds = [choice.round] if choice.round else list(choice.rounds)
    is_withheld = "people" in withheld_figures(rounds, at=at)
    racers = [] if is_withheld else _racers(choice)
    most = max((_length(one) for one in racers), default=Decimal(1)) or Decimal(1)
    lines = [(one, f"{100 * _length(one) / most:.2f}") for one in racers]
    context = {"choice": choice, "lines": lines, "is_withheld": is_withheld}
    return render(request, "leaderboard/unit_race.html", context)


def _racers(choice: BoardChoice) -> list[UnitFigures]:
    """Units right below the top of the tree: offices of a province, not the province."""
    found = figures_of(choice.contest, choice.round, category=None)
    topmost = found.below(None)
    units = found.below(topmost[0].unit.pk) if len(topmost) == 1 else topmost
    racing = [one for one in units or topmost if one.counted.people or one.residents.people]
    has_rates = any(one.rate is not None for one in racing)
    if has_rates:
        racing = [one for one in racing if one.rate is not None]
    return sorted(racing, key=lambda one: (-_length(one), order_key(one.unit.name)))[:RACERS]


def _length(one: UnitFigures) -> Decimal:
    return one.rate if one.rate is not None else Decimal(one.counted.people + one.residents.people)


def _choice(request: HttpRequest, slug: str) -> BoardChoice:
    choice = find_board(slug, number=request.GET.get("ky", ""), code="")
    if choice is None:
        raise Http404
    return choice
