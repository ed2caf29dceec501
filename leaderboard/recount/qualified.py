"""Who qualified for a later round, found again from the boards of the earlier ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from contests.models import Admission, Division, Qualification, Round
from leaderboard.recount.findings import finding, person, place_of
from leaderboard.recount.merits import Paper, may_win
from leaderboard.recount.order import chain_of, ranked
from leaderboard.recount.prizeless import prizeless_entries
from leaderboard.recount.stage import Stage, out_at
from quizsite.models import AuditLine

Place = tuple[int, int]  # number of a round, place in it
BY_HAND: Place = (0, 0)


def wrong_lists(stage: Stage) -> Iterator[str]:
    for round in stage.rounds:
        sources = [one for one in stage.rounds if one.number in (round.qualify_from or ())]
        if round.qualify_scope and round.qualified_at and _are_as_then(round, sources):
            yield from _of_round(stage, round, sources)


def _are_as_then(round: Round, sources: list[Round]) -> bool:
    """A list stays as it was written when an earlier result is corrected afterwards, or when
    somebody is listed as getting no prize."""
    written_at = round.qualified_at
    listed = AuditLine.objects.filter(
        contest=round.contest_id, kind__startswith="prizeless_", at__gt=written_at
    )
    return not listed.exists() and all(
        one.result_digest
        and (not one.corrected_at or not written_at or one.corrected_at < written_at)
        for one in sources
    )


def _of_round(stage: Stage, round: Round, sources: list[Round]) -> Iterator[str]:
    out = out_at(stage.contest, round.qualified_at)
    passed_over = out | prizeless_entries(stage)
    found = dict[int, Place]()
    for source in sources:
        for division in stage.divisions:
            for entry, place in _first_of(stage, round, source, division, passed_over):
                found.setdefault(entry, (source.number, place))
    decided = _decided_by_hand(round, out)
    for entry, is_admitted in decided.items():
        found.pop(entry, None)
        if is_admitted:
            found[entry] = BY_HAND
    numbers = {one.pk: one.number for one in stage.rounds}
    rows = Qualification.objects.filter(round=round).values_list("entry_id", "source_id", "place")
    stored = {
        entry: BY_HAND if decided.get(entry) or source == round.pk else (numbers[source], place)
        for entry, source, place in rows
    }
    for entry in sorted(stored.keys() | found.keys()):
        if stored.get(entry) != found.get(entry):
            where = f"{place_of(round)}, {person(entry)}"
            kept, expected = _said(stored.get(entry)), _said(found.get(entry))
            yield finding(where, "được vào kỳ thi", stored=kept, found=expected)


def _decided_by_hand(round: Round, out: frozenset[int]) -> dict[int, bool]:
    """Whoever was out as the list was written stood on none, unless admitted since."""
    rows = Admission.objects.filter(round=round)
    return {
        entry: is_admitted
        for entry, is_admitted, at in rows.values_list("entry_id", "is_admitted", "decided_at")
        if not is_admitted or entry not in out or (round.qualified_at and at > round.qualified_at)
    }


def _first_of(
    stage: Stage, round: Round, source: Round, division: Division, out: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Go down the board; equal people of a group share its last place."""
    ahead: Counter[Hashable] = Counter()
    last: dict[Hashable, tuple[str, int]] = {}
    for key, one in ranked(stage, source, division):
        if one.entry in out or not may_win(one, chain_of(stage, source)):
            continue
        group = _group(stage, round, one)
        ahead[group] += 1
        if group not in last or last[group][0] != key:
            last[group] = key, ahead[group]
        if last[group][1] <= round.qualify_top:
            yield one.entry, last[group][1]


def _group(stage: Stage, round: Round, one: Paper) -> Hashable:
    if round.qualify_scope == "unit":
        return one.unit
    return stage.units[one.unit].kind if round.qualify_scope == "kind" else None


def _said(place: Place | None) -> str:
    if place == BY_HAND:
        return "do ban tổ chức thêm"
    return f"hạng {place[1]} của kỳ {place[0]}" if place else ""
