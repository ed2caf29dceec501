"""Boards: standings in order, a page at a time, and the snapshot every viewer sees."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Contest, Entry, Round, RoundState, TieCriterion
from contests.points import points_words, question_points_words
from contests.queries import are_more_planned, ranked_rounds
from contests.schedule import ResultState, StatedResult, joint_state, result_state
from leaderboard.aggregates.places import find_entries, place_of
from leaderboard.aggregates.tallies import count_board, tally_rows
from leaderboard.models import Board, BoardKey, Reveal, Standing
from leaderboard.rules import Limits, freezes_at, is_frozen, limits_of
from leaderboard.standings.compute import StandingFacts, result_of
from leaderboard.standings.ranking import (
    Reason,
    Result,
    deciding_criterion,
    failed_conditions,
    is_by_points,
)
from leaderboard.standings.reasons import words
from leaderboard.standings.sealed_names import name_by_heirs, sealed_unit_name
from quizsite.db.fast_select import FastSelect
from quizsite.language.moments import stop_watch

TOP = 50


@dataclass(frozen=True)
class BoardRow:
    """One row of a board. `why` says what puts it above the next row."""

    entry_id: int
    place: int
    name: str
    unit: str
    correct: int
    questions: int
    time_used_ms: int
    gap: int | None
    why: str
    is_below: bool  # fails a condition of the tie chain, so it gets no prize
    scale: int | None = None  # of points, if the round shows any
    points: tuple[int, int] | None = None  # hundredths, of how many; where the chain ranks by them
    mark: int | None = None  # of the sub-question's words, which then stands for the gap
    is_prizeless: bool = False  # listed as taking part without a prize


class BoardRules(NamedTuple):
    """What a board's rows are read by: the tie chain, the scale of points if there is one, and
    whether a sub-question's words got marks."""

    chain: Sequence[str] = ()
    scale: int | None = None
    asks_words: bool = False

    @classmethod
    def of(cls, round: Round) -> BoardRules:
        return cls(round.tie_chain, round.points_scale, round.asks_words)


_NO_RULES = BoardRules()


class _Ranked(NamedTuple):
    sort_key: str
    result: Result


@dataclass(frozen=True)
class Totals:
    people: int
    attempts: int
    perfect: int


def page_of(
    key: BoardKey, *, offset: int, limit: int, as_of: datetime | None = None
) -> list[BoardRow]:
    """Read rows offset + 1 … offset + limit; equal keys share a place."""
    # One more, to say why the last is above it.
    entries = find_entries(key, offset=offset, limit=limit + 1, as_of=as_of)
    found = _named_lines(key, entries)
    if not found:
        return []
    rules = _rules(key, found)
    # Whoever came above since the entries were found would give two lines one place.
    place = min(place_of(key, found[0].sort_key, as_of=as_of), offset + 1) if offset else 1
    ranked = [_Ranked(one.sort_key, result_of(one, one.entry)) for one in found]
    whys = [*(_why(above, below, rules) for above, below in pairwise(ranked)), ""]
    rows = []
    for n, standing in enumerate(found[:limit]):
        if n and standing.sort_key != found[n - 1].sort_key:
            place = offset + n + 1
        rows.append(_row(standing, place=place, why=whys[n], rules=rules))
    return rows


@FastSelect
def _lines(round: int | None, division: int, entry_ids: Collection[int]) -> QuerySet[Standing]:
    """Read the standings of entries that were found before.

    One statement for both lets PostgreSQL join and sort the whole board while its statistics are of
    an emptier table: 100 ms of 25,000 rows, every second at the opening."""
    standings = Standing.objects.filter(round=round, division=division, entry__among=entry_ids)
    named = standings.annotate(unit_name=sealed_unit_name(is_total=round is None))
    shown = named.select_related("entry", "unit").only(
        *("round", "entry", *StandingFacts._fields),
        *("entry__display_name", "entry__registered_at", "entry__is_prizeless"),
        *("unit__name", "unit__in_force_until"),
    )
    return shown.order_by("sort_key", "entry_id")


def _named_lines(key: BoardKey, entry_ids: Collection[int]) -> list[Standing]:
    found = _lines.all(key.round, key.division, entry_ids)
    name_by_heirs(found, on=timezone.localdate())
    return found


def own_row(
    entry: Entry, *, round_id: int | None, rules: BoardRules = _NO_RULES
) -> BoardRow | None:
    """Read an entry's row, wherever it stands; its board's rules tell its points and which
    conditions it fails."""
    key = BoardKey(entry.contest_id, round_id, entry.division_id)
    for own in _named_lines(key, [entry.pk]):
        return _row(own, place=place_of(key, own.sort_key), why="", rules=rules)
    return None


def totals(key: BoardKey) -> Totals:
    people = attempts = perfect = 0
    for one in tally_rows(key.contest, round=key.round, division=key.division):
        people += one.people
        attempts += one.attempts
        perfect += one.perfect
    return Totals(people, attempts, perfect)


def _rules(key: BoardKey, lines: Sequence[Standing]) -> BoardRules:
    """Read the board's rules, and give each standing its round."""
    if key.round is None:
        return BoardRules(Contest.objects.values_list("tie_chain", flat=True).get(pk=key.contest))
    read = Round.objects.only("tie_chain", "true_predictions", "points_scale", "prediction_target")
    round = read.get(pk=key.round)
    for standing in lines:
        standing.round = round
    return BoardRules.of(round)


def _why(above: _Ranked, below: _Ranked, rules: BoardRules) -> str:
    chain = rules.chain
    criterion = deciding_criterion(above.sort_key, below.sort_key, chain)
    if criterion is None:
        return ""
    failed = failed_conditions(above.sort_key, chain)
    ahead = above.result._replace(is_complete=TieCriterion.COMPLETE not in failed)
    reason = Reason(criterion, ahead, below.result, is_by_points(chain))
    return words(reason, asks_words=rules.asks_words)


def _row(standing: Standing, *, place: int, why: str, rules: BoardRules) -> BoardRow:
    points: tuple[int, int] | None = None
    if is_by_points(rules.chain) and standing.points is not None:
        points = standing.points, standing.most_points or 0
    return BoardRow(
        entry_id=standing.entry_id,
        place=place,
        name=standing.entry.display_name,
        unit=getattr(standing, "unit_name", None) or standing.unit.name,
        correct=standing.correct_count,
        questions=standing.question_count,
        time_used_ms=standing.time_used_ms,
        gap=None if rules.asks_words else standing.prediction_gap,
        mark=_mark(standing) if rules.asks_words else None,
        why=why,
        is_below=bool(failed_conditions(standing.sort_key, rules.chain)),
        scale=rules.scale,
        points=points,
        is_prizeless=standing.entry.is_prizeless,
    )


def _mark(standing: Standing) -> int | None:
    """Until marks rank people a paper's words have none."""
    return standing.prediction if standing.prediction_gap is not None else None


def row_as_json(row: BoardRow, *, withheld: Collection[str] = ()) -> dict[str, Any]:
    """Without scores, times and reasons while nobody may count who had everything right."""
    if "perfect" in withheld:
        row = replace(row, why="", gap=None, is_below=False)
    with_score = "perfect" not in withheld
    return {
        "id": row.entry_id,
        "place": row.place,
        "name": row.name,
        "unit": row.unit,
        "score": _score(row) if with_score else "",
        "time": stop_watch(row.time_used_ms) if with_score else "",
        "gap": row.gap,
        "why": row.why,
        "is_below": row.is_below,
        "is_prizeless": row.is_prizeless,
    }


def _score(row: BoardRow) -> str:
    if row.points:
        said = question_points_words(*row.points)
    elif row.scale:
        said = points_words(row.correct, row.questions, scale=row.scale)
    else:
        said = f"{row.correct}/{row.questions}"
    return said if row.mark is None else _("%(score)s, phụ %(n)d") % {"score": said, "n": row.mark}


def build_snapshot(key: BoardKey, *, at: datetime, as_of: datetime | None = None) -> dict[str, Any]:
    """Collect the top rows and totals; what is withheld yet is left out.

    Fewer rows than a page would tell how many people there are, so they wait as well."""
    rounds = _rounds_on(key)
    is_hidden, withheld, _is_frozen = limits_of(rounds, at=at)
    counted = totals(key)
    is_counted_by_rows = "people" in withheld and counted.people <= TOP
    is_empty = is_hidden or is_counted_by_rows
    rows = [] if is_empty else page_of(key, offset=0, limit=TOP, as_of=as_of)
    figures = {
        "people": counted.people,
        "attempts": counted.attempts,
        "perfect": 0 if is_hidden else counted.perfect,
    }
    return {
        "is_hidden": is_hidden,
        "rows": [row_as_json(row, withheld=withheld) for row in rows],
        "totals": {name: None if name in withheld else n for name, n in figures.items()},
        "withheld": sorted(withheld),
        "result": _said_of(result_on(key, rounds, at=at)),
    }


def _said_of(result: StatedResult | None) -> dict[str, Any] | None:
    return {"state": result.state.value, "n": result.correction} if result else None


def board_limits(key: BoardKey, *, at: datetime) -> Limits:
    return limits_of(_rounds_on(key), at=at)


def _rounds_on(key: BoardKey) -> list[Round]:
    return [round for round in ranked_rounds(key.contest) if key.round in {None, round.pk}]


def result_on(key: BoardKey, rounds: Sequence[Round], *, at: datetime) -> StatedResult | None:
    """Tell what the board shows. A whole contest is not final while a round is being prepared."""
    result = joint_state(rounds, at=at) if key.round is None else result_state(rounds[0], at=at)
    if key.round is None and result and result.is_final and are_more_planned(key.contest):
        return StatedResult(ResultState.PROVISIONAL)
    return result


def frozen_snapshot(key: BoardKey, last: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Keep the last snapshot from before the freeze, or show what was revealed since.

    Names follow the people: one withdrawn or erased leaves a frozen board as well."""
    if not last:
        last = build_snapshot(key, at=at, as_of=_frozen_since(key, at=at))
    last = {**last, "result": _said_of(result_on(key, _rounds_on(key), at=at))}
    reveal = Reveal.objects.filter(round=key.round, division=key.division, shown__gt=0).first()
    if reveal is None:
        return {**last, "rows": _renamed(last["rows"]), "is_frozen": True, "revealed": 0}
    rows = page_of(key, offset=reveal.top - reveal.shown, limit=reveal.shown)
    shown = {"rows": [row_as_json(row) for row in rows], "is_hidden": False}
    return {**last, **shown, "is_frozen": True, "revealed": reveal.shown}


def _frozen_since(key: BoardKey, *, at: datetime) -> datetime:
    rounds = [one for one in ranked_rounds(key.contest) if key.round in {None, one.pk}]
    return min(freezes_at(one) for one in rounds if is_frozen(one, at=at))


def _renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    people = Entry.objects.filter(pk__in=[row["id"] for row in rows])
    names = dict(people.values_list("pk", "display_name"))
    return [{**row, "name": names[row["id"]]} for row in rows if row["id"] in names]


class Advance(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    LOST = "lost"


def advance_board(key: BoardKey, *, at: datetime) -> tuple[Advance, Board]:
    """Store the present state as the next version, if it differs from the newest.

    Versions have no gaps and one author each: the update succeeds only while the version read is
    the newest. A process that lost must call again, because the winner may have read earlier."""
    count_board(key)
    stored = Board.objects.filter(contest=key.contest, round=key.round, division=key.division)
    board, _ = stored.get_or_create(
        defaults={
            "contest_id": key.contest,
            "round_id": key.round,
            "division_id": key.division,
        }
    )
    if board_limits(key, at=at).is_frozen:
        snapshot = frozen_snapshot(key, board.snapshot, at=at)
    else:
        snapshot = build_snapshot(key, at=at)
    if board.version and snapshot == board.snapshot:
        return Advance.UNCHANGED, board
    expected = board.version
    board.version, board.snapshot, board.snapshot_at = expected + 1, snapshot, at
    won = Board.objects.filter(pk=board.pk, version=expected).update(
        version=board.version, snapshot=snapshot, snapshot_at=at
    )
    return Advance.MADE if won else Advance.LOST, board


def boards_in_motion(*, at: datetime) -> list[BoardKey]:
    """Find boards that results may still reach: of rounds open now or ended within a day."""
    opened = Round.objects.filter(state=RoundState.PUBLISHED, opens_at__lte=at)
    moving = opened.ending_after(at - timedelta(days=1))
    of_contests = Q(round=None, contest__in=moving.values("contest"))
    stored = Board.objects.filter(of_contests | Q(round__in=moving))
    return [BoardKey(*ids) for ids in stored.values_list("contest", "round", "division")]


def current_board(key: BoardKey, *, at: datetime) -> Board:
    """Read the newest snapshot; make it if there is none, or if figures were released since."""
    return newest_board(key, limits=board_limits(key, at=at), at=at)


@FastSelect
def _stored_board(contest: int, round: int | None, division: int) -> QuerySet[Board]:
    return Board.objects.filter(version__gt=0, contest=contest, round=round, division=division)


def newest_board(key: BoardKey, *, limits: Limits, at: datetime) -> Board:
    """As `current_board`, for a caller that knows what is withheld."""
    stored = _stored_board.first(*key)
    if stored is not None and _is_within(stored.snapshot, limits):
        return stored
    return advance_board(key, at=at)[1]


def _is_within(snapshot: dict[str, Any], limits: Limits) -> bool:
    """Tell whether a snapshot still stands. One of an earlier version withheld no figures.

    A frozen one stands as it is, whatever else may be told meanwhile."""
    if limits.is_frozen or snapshot.get("is_frozen"):
        return limits.is_frozen and snapshot.get("is_frozen", False)
    return (snapshot["is_hidden"], frozenset(snapshot.get("withheld", ()))) == limits[:2]


def frame_of(board: Board) -> str:
    """Build the socket's frame: the snapshot without its reasons, which pages ask for."""
    rows = [{**row, "why": bool(row["why"])} for row in board.snapshot["rows"]]
    return _as_text({**snapshot_as_json(board), "rows": rows})


def snapshot_as_json(board: Board) -> dict[str, Any]:
    at = board.snapshot_at.isoformat() if board.snapshot_at else ""
    return {"version": board.version, "at": at, **board.snapshot}


def _as_text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
