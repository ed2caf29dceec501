"""Lists the contests for the public: open ones, upcoming ones, past ones."""

from dataclasses import dataclass, field
from datetime import datetime

from contests.models import Contest
from contests.queries import public_rounds, published_contests
from contests.schedule import Slot, slots_of


@dataclass(frozen=True, slots=True)
class ListedContest:
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
class ContestList:
    open: list[ListedContest] = field(default_factory=list)
    upcoming: list[ListedContest] = field(default_factory=list)
    past: list[ListedContest] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.open or self.upcoming or self.past)


def contest_list(*, at: datetime) -> ContestList:
    """List all published contests, in two queries whatever their number."""
    found = ContestList()
    contests = published_contests()
    rounds = public_rounds([contest.pk for contest in contests]) if contests else {}
    for contest in contests:
        listed = ListedContest(contest, slots_of(rounds[contest.pk], at=at))
        if listed.open:
            found.open.append(listed)
        elif listed.is_over:
            found.past.append(listed)
        else:
            found.upcoming.append(listed)
    found.open.sort(key=lambda listed: min(slot.round.closes_at for slot in listed.open))
    return found
