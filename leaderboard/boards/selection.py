"""Which board a person opens, and that person's entry on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contests.models import Contest, Division, Entry, Round
from contests.queries import published_contest, ranked_rounds
from leaderboard.models import BoardKey
from leaderboard.rules import may_show_rows
from quizsite.accounts.models import User
from quizsite.db.fast_select import Part, Reading


@dataclass(frozen=True)
class BoardChoice:
    """The board that was asked for, and the contest's other boards."""

    contest: Contest
    rounds: Sequence[Round]
    divisions: Sequence[Division]
    round: Round | None
    division: Division

    @property
    def key(self) -> BoardKey:
        return BoardKey(self.contest.pk, self.round.pk if self.round else None, self.division.pk)

    @property
    def _counted(self) -> Sequence[Round]:
        return [self.round] if self.round else self.rounds

    @property
    def is_being_finalised(self) -> bool:
        return any(round.is_being_finalised for round in self._counted)

    def are_rows_public(self, *, at: datetime) -> bool:
        return may_show_rows(self._counted, at=at)


_divisions = Reading(
    Part(Division, "d", ("id", "contest_id", "code", "name")),
    rest="FROM contests_division d WHERE d.contest_id {among} ORDER BY d.position, d.id",
)
_own_valid_entry = Reading(
    Part(Entry, "e", ("id", "contest_id", "user_id", "division_id", "unit_id")),
    Part(Division, "d", ("id", "code")),
    rest="FROM contests_entry e JOIN contests_contest c ON c.id = e.contest_id "
    "JOIN contests_division d ON d.id = e.division_id "
    "WHERE e.user_id = %s AND c.slug = %s AND e.voided_at IS NULL",
)


def find_board(slug: str, *, number: str, code: str) -> BoardChoice | None:
    """Find by path and query; no number means the whole contest, no code the first division."""
    contest = published_contest(slug)
    if contest is None:
        return None
    rounds = ranked_rounds(contest.pk)
    divisions = [division for (division,) in _divisions.among([contest.pk])]
    round = next((one for one in rounds if str(one.number) == number), None)
    division = next((one for one in divisions if code in {"", one.code}), None)
    if division is None or (number and round is None):
        return None
    return BoardChoice(contest, rounds, divisions, round, division)


def own_valid_entry(user: User, slug: str) -> Entry | None:
    """Find the user's entry with its division, unless an organiser voided it."""
    found = _own_valid_entry.first([user.pk, slug])
    if found is None:
        return None
    entry: Entry
    entry, entry.division = found
    return entry
