"""What the poster of a unit says: the contest, its dates, and a code with the unit chosen."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contests.models import Contest, Round
from quizsite.accounts.models import Unit
from quizsite.documents.poster import Poster
from quizsite.language.moments import day, until

MOST_DATES = 4  # more are not read from afar


def unit_poster(contest: Contest, unit: Unit, *, rounds: Sequence[Round], address: str) -> Poster:
    return Poster(
        organiser=contest.organiser_name,
        title=contest.title,
        unit=unit.name,
        lines=_dates(rounds),
        call=_("Quét mã để vào thi"),
        address=address,
    )


def _dates(rounds: Sequence[Round]) -> list[str]:
    if len(rounds) <= MOST_DATES:
        return [_window(one, title=one.title) for one in rounds]
    first, last = rounds[0], rounds[-1]
    words = {"n": len(rounds), "first": day(first.opens_at), "last": until(last.closes_at)}
    return [_("%(n)d kỳ, từ %(first)s %(last)s") % words]


def _window(round: Round, *, title: str) -> str:
    words = {"title": title, "first": day(round.opens_at), "last": until(round.closes_at)}
    return _("%(title)s: từ %(first)s %(last)s") % words
