"""What participation may be compared with: rounds, and whole contests, that the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from contests.models import Contest, ContestState, Round
from contests.queries import public_rounds
from leaderboard.participation.bands import round_before
from quizsite.accounts.models import User

MOST_CONTESTS = 40  # the newest; more are no list to choose from
_OF_ROUND = "~"


@dataclass(frozen=True, slots=True)
class Side:
    """A round, or a whole contest with all its rounds."""

    contest: Contest
    rounds: Sequence[Round]
    round: Round | None = None

    @property
    def name(self) -> str:
        """As an address has it."""
        number = f"{_OF_ROUND}{self.round.number}" if self.round else ""
        return f"{self.contest.slug}{number}"

    @property
    def label(self) -> str:
        return self.round.title if self.round else _("Cả cuộc thi")

    @property
    def full_label(self) -> str:
        title = self.contest.title
        return f"{title}, {self.round.title}" if self.round else title

    @property
    def counted_rounds(self) -> Sequence[Round]:
        return [self.round] if self.round else self.rounds


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared now, and all that it may be compared with, by contest."""

    now: Side
    then: Side | None
    is_unknown: bool  # somebody asked for a side that is not there
    groups: Sequence[tuple[Contest, Sequence[Side]]] = field(default_factory=list)


def choose(now: Side, *, asked: str, user: User | None = None) -> Choice:
    """Find what was asked for; by default the round before, if a round is looked at.

    A person who organises contests may choose among those too, before they are published."""
    groups = [
        (contest, [side for side in sides if side.name != now.name])
        for contest, sides in _sides_of(now.contest, user=user)
    ]
    groups = [(contest, sides) for contest, sides in groups if sides]
    by_name = {side.name: side for _contest, sides in groups for side in sides}
    then = by_name.get(asked)
    if not asked and (before := round_before(now.rounds, now.round)) is not None:
        then = Side(now.contest, now.rounds, before)
    return Choice(now, then, bool(asked) and then is None, groups)


def _sides_of(own: Contest, *, user: User | None) -> list[tuple[Contest, list[Side]]]:
    """The contest itself stands first, then others, the newest first."""
    may_see = Q(state=ContestState.PUBLISHED)
    if user is not None:
        may_see |= Q(organisers=user)
    others = Contest.objects.filter(may_see, is_rehearsal=False).exclude(pk=own.pk).distinct()
    contests = [own, *others.order_by("-created_at", "-pk")[:MOST_CONTESTS]]
    rounds = public_rounds([one.pk for one in contests])
    found = []
    for contest in contests:
        ranked = [one for one in rounds[contest.pk] if one.is_ranked]
        sides = [Side(contest, ranked, one) for one in ranked]
        if len(ranked) > 1:
            found.append((contest, [Side(contest, ranked), *sides]))
        elif ranked and contest != own:  # its only round is the whole of it
            found.append((contest, [Side(contest, ranked)]))
    return found
