"""Reads what nearly every page asks first: a contest, its rounds, the own entry and open paper.

The statements are written by hand: a signed-in person gets pages of their own, and building
these statements took most of the time of making one."""

from collections.abc import Collection

from contests.models import Attempt, Contest, Division, Entry, Round
from quizsite.accounts.models import Unit, User
from quizsite.db.fast_select import Part, Reading, whole

_CONTEST = whole(Contest, "c")
_PUBLISHED = "FROM contests_contest c WHERE c.state = 'published'"
_contest = Reading(_CONTEST, rest=_PUBLISHED + " AND c.slug = %s")
_contests = Reading(_CONTEST, rest=_PUBLISHED + " ORDER BY c.created_at DESC, c.id DESC")
_rounds = Reading(
    whole(Round, "r"),
    rest="FROM contests_round r WHERE r.state <> 'draft' AND r.contest_id {among} "
    "ORDER BY r.number",
)
_entry = Reading(
    whole(Entry, "e"),
    Part(Division, "d", ("id", "contest_id", "code", "name")),
    Part(Unit, "u", ("id", "code", "name")),
    rest="FROM contests_entry e JOIN contests_division d ON d.id = e.division_id "
    "JOIN accounts_unit u ON u.id = e.unit_id WHERE e.user_id = %s AND e.contest_id = %s",
)
_open_attempt = Reading(
    Part(Attempt, "a", ("id", "code", "entry_id", "round_id", "state", "deadline_at")),
    rest="FROM contests_attempt a WHERE a.entry_id = %s AND a.state = 'open'",
)


def published_contest(slug: str) -> Contest | None:
    found = _contest.first([slug])
    return found[0] if found else None


def published_contests() -> list[Contest]:
    """List them, the newest first."""
    return [contest for (contest,) in _contests.all([])]


def public_rounds(contest_ids: Collection[int]) -> dict[int, list[Round]]:
    """Map each contest id to its rounds that are not drafts, by number."""
    found: dict[int, list[Round]] = {pk: [] for pk in contest_ids}
    for (round,) in _rounds.among(contest_ids):
        found[round.contest_id].append(round)
    return found


def ranked_rounds(contest_id: int) -> list[Round]:
    """List the rounds that have a board, by number."""
    return [round for round in public_rounds([contest_id])[contest_id] if round.is_ranked]


def rounds_of(contest: Contest) -> list[Round]:
    rounds = public_rounds([contest.pk])[contest.pk]
    for round in rounds:
        round.contest = contest
    return rounds


def own_entry(user: User, contest: Contest) -> Entry | None:
    """Read it with its division and unit, whether it was voided or not."""
    found = _entry.first([user.pk, contest.pk])
    if found is None:
        return None
    entry: Entry
    entry, entry.division, entry.unit = found
    entry.user, entry.contest = user, contest
    return entry


def open_attempt_of(entry: Entry) -> Attempt | None:
    """Read it, whatever its round; its time may be over already."""
    found = _open_attempt.first([entry.pk])
    return found[0] if found else None
