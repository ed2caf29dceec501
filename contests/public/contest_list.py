"""What the public sees of the contests: what is open, what comes, what is over."""

from dataclasses import dataclass, field
from datetime import datetime

from contests.models import Contest
from contests.queries import public_rounds, published_contests
from contests.schedule import Slot, slots_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A contest and its announced rounds."""

    contest: Contest
    slots: list[Slot]

    @property
    def open(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.is_open]

    @property
    def next(self) -> Slot | None:
        upcoming = [slot for slot in self.slots if slot.is_upcoming]
        return min(upcoming, key=lambda slot: slot.round.opens_at, default=None)

    @property
    def is_over(self) -> bool:
        return bool(self.slots) and not self.open and self.next is None


@dataclass(frozen=True, slots=True)
class Programme:
    open: list[Listed] = field(default_factory=list)
    upcoming: list[Listed] = field(default_factory=list)
    past: list[Listed] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.open or self.upcoming or self.past)


def programme(*, at: datetime) -> Programme:
    """All published contests, two queries whatever their number."""
    found = Programme()
    contests = published_contests()
    rounds = public_rounds([contest.pk for contest in contests]) if contests else {}
    for contest in contests:
        listed = Listed(contest, slots_of(rounds[contest.pk], at=at))
        if listed.open:
            found.open.append(listed)
        elif listed.is_over:
            found.past.append(listed)
        else:
            found.upcoming.append(listed)
    found.open.sort(key=lambda listed: min(slot.round.closes_at for slot in listed.open))
    return found
