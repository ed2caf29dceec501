"""Counts again who should have qualified, from standings in order, without the list's own SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Any

from contests.models import Admission, Entry, Qualification, QualifyScope, Round
from contests.registration.prizeless import has_changed_since
from leaderboard.qualifying.lists import sources_of
from leaderboard.standings.compute import out_at
from leaderboard.standings.ranking import failed_conditions

_GROUP: dict[str, Any] = {
    QualifyScope.DIVISION: lambda division, _kind, _unit: division,
    QualifyScope.KIND: lambda division, kind, _unit: (division, kind),
    QualifyScope.UNIT: lambda division, _kind, unit: (division, unit),
}


def list_problems(round: Round) -> Iterator[str]:
    """Compare the list with a recount; say also who started without standing on it.

    A list stays as it was written. Who was voided afterwards stays on it, and a start refuses
    them anyway. Once an earlier result has been corrected, or the list of those without prizes
    has changed, nobody can say who qualified by that of then."""
    if not round.qualify_scope:
        return
    rows = Qualification.objects.filter(round=round)
    listed = set(rows.values_list("entry", flat=True))
    started = set(round.attempts.order_by().values_list("entry", flat=True).distinct())
    yield from (f"entry {pk} started without having qualified" for pk in sorted(started - listed))
    sources = sources_of(round)
    if round.qualified_at is None or not all(_is_as_then(one, round) for one in sources):
        return
    if has_changed_since(round.contest_id, round.qualified_at):
        return
    out = _out_when_written(round)
    expected = {pk for source in sources for pk in _first_of(source, round, out)}
    for decision in Admission.objects.filter(round=round):
        pk, is_later = decision.entry_id, decision.decided_at > round.qualified_at
        if decision.is_admitted and (is_later or pk not in out):
            expected.add(pk)
        elif not decision.is_admitted:
            expected.discard(pk)
    yield from (f"entry {pk} should be on the list" for pk in sorted(expected - listed))
    yield from (f"entry {pk} should not be on the list" for pk in sorted(listed - expected))


def _is_as_then(source: Round, round: Round) -> bool:
    """The result that the list was written from still stands."""
    written_at, decided_at = round.qualified_at, source.decided_at
    if not source.result_digest or written_at is None or decided_at is None:
        return False
    return decided_at <= written_at


def _out_when_written(round: Round) -> set[int]:
    voided = Entry.objects.filter(contest=round.contest_id, voided_at__lte=round.qualified_at)
    assert round.qualified_at is not None  # noqa: S101 -- asked before
    return out_at(round.contest_id, round.qualified_at) | set(voided.values_list("pk", flat=True))


def _first_of(source: Round, round: Round, out: set[int]) -> set[int]:
    ahead: dict[Hashable, int] = defaultdict(int)
    last: dict[Hashable, str] = {}
    found = set()
    rows = source.standings.order_by("sort_key", "entry")
    columns = ("entry", "sort_key", "entry__is_prizeless", "division", "unit__kind", "unit")
    facts = rows.values_list(*columns)
    for entry, key, is_prizeless, *where in facts.iterator(chunk_size=2000):
        if entry in out or is_prizeless or failed_conditions(key, source.tie_chain):
            continue
        group = _GROUP[round.qualify_scope](*where)
        if ahead[group] < round.qualify_top or last[group] == key:
            found.add(entry)
            last[group] = key
        ahead[group] += 1
    return found
