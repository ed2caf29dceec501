"""Finds the points and places of a run again, from stored rows, with code of its own.

It shares nothing with `state.py` and `fold.py`: exact fractions instead of decimals, plain JSON
instead of dataclasses. Where both agree, one fault would have to have been made twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

Row = tuple[int, str, Mapping[str, Any]]  # sequence, kind, payload
NAUGHT = Fraction(0)


@dataclass(frozen=True)
class Plan:
    """The programme as rows say it: part id → its columns, question id → package and points."""

    parts: Mapping[int, Mapping[str, Any]]
    teams: Sequence[int]
    questions: Mapping[int, Mapping[str, Any]]
    tie_chain: Sequence[str]


@dataclass
class Recounted:
    parts: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    totals: dict[int, Fraction] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    standing: dict[int, set[int]] = field(default_factory=dict)


def recount(plan: Plan, rows: Sequence[Row]) -> Recounted:
    walk = _Walk(plan)
    for sequence, kind, payload in kept(rows):
        walk.sequence = sequence
        step = getattr(walk, f"on_{kind}", None)
        if step is not None:
            step(payload)
    found = Recounted(standing=walk.standing)
    for team in plan.teams:
        for part in plan.parts:
            found.parts[team, part] = walk.part_points(team, part)
        found.totals[team] = walk.total(team)
    keys = {team: _key(plan, walk, found, team) for team in plan.teams}
    for team, key in keys.items():
        found.places[team] = 1 + len([one for one in keys.values() if one > key])
    return found


def kept(rows: Sequence[Row]) -> list[Row]:
    """Rows that nobody took back. A later undoing may itself have been taken back."""
    live = {sequence: True for sequence, _kind, _payload in rows}
    for sequence, kind, payload in sorted(rows, key=lambda row: -row[0]):
        if kind == "undone" and live[sequence]:
            live[payload["sequence"]] = False
    return [row for row in sorted(rows, key=lambda row: row[0]) if live[row[0]]]


def _key(plan: Plan, walk: _Walk, found: Recounted, team: int) -> list[Fraction]:
    key = [found.totals[team]]
    for link in plan.tie_chain:
        if link == "lots":
            drawn = walk.drawn
            key.append(Fraction(len(drawn) - drawn.index(team) if team in drawn else 0))
        else:
            same = [one for one, part in plan.parts.items() if part["kind"] == link]
            key.append(sum((found.parts[team, one] for one in same), NAUGHT))
    return key


def _hundredths(number: Fraction) -> Fraction:
    return Fraction(floor(number * 100 + Fraction(1, 2)), 100)


class _Walk:
    """Goes through the rows once and keeps what was earned, lost, marked and who stands."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sequence = 0
        self.part = 0
        self.team: int | None = None
        self.earned: dict[tuple[int, int], Fraction] = {}
        self.settled: dict[tuple[int, int], Fraction] = {}
        self.marks: dict[tuple[int, int], dict[int, Fraction]] = {}
        self.asked_again: set[tuple[int, int, int]] = set()
        self.jury: list[int] = []
        self.taken: dict[int, int] = {}
        self.drawn: list[int] = []
        self.standing: dict[int, set[int]] = {}
        self.fell: dict[int, dict[int, int]] = {}
        self.bell_asked: dict[int, int] = {}
        self._forget_question()

    def _forget_question(self) -> None:
        self.worth = Fraction(self._rule("right", "10"))
        self.owner: int | None = None
        self.tries: list[list[Any]] = []  # team, was it a steal, verdict
        self.steals = False
        self.starred: set[int] = set()
        self.star_cost: set[int] = set()

    def _rule(self, name: str, usual: Any) -> Any:
        part = self.plan.parts.get(self.part)
        if part is None or part["kind"] in ("speed", "bell"):
            return usual
        value = part["rules"].get(name, usual)
        return value if value is None or isinstance(value, str) else str(value)

    # What the host did.

    def on_jury_set(self, payload: Mapping[str, Any]) -> None:
        self.jury = list(payload["jurors"])

    def on_part_opened(self, payload: Mapping[str, Any]) -> None:
        self.part, self.team = payload["part"], None
        self._forget_question()
        part = self.plan.parts[self.part]
        if part["kind"] == "bell" and self.part not in self.standing:
            self.standing[self.part] = set(range(1, part["rules"].get("seats", 100) + 1))
            self.fell[self.part] = {}
            self.bell_asked[self.part] = 0

    def on_team_called(self, payload: Mapping[str, Any]) -> None:
        self.team = payload["team"]
        self._forget_question()

    def on_package_taken(self, payload: Mapping[str, Any]) -> None:
        self.taken[payload["package"]] = payload["team"]

    def on_star_set(self, payload: Mapping[str, Any]) -> None:
        self.starred.add(payload["team"])

    def on_question_shown(self, payload: Mapping[str, Any]) -> None:
        stars = self.starred
        self._forget_question()
        self.starred, self.owner = stars, self.team
        row = self.plan.questions.get(payload["question"])
        if row is None:
            return
        self.owner = self.taken.get(row["package"], self.team)
        if row["points"] is not None:
            self.worth = Fraction(row["points"])

    def on_buzz_accepted(self, payload: Mapping[str, Any]) -> None:
        self.tries.append([payload["team"], self.steals, None])

    def on_steal_opened(self, _payload: Mapping[str, Any]) -> None:
        self.steals = True

    def on_buzz_ruled(self, payload: Mapping[str, Any]) -> None:
        held = next(one for one in self.tries if one[2] is None)
        held[2] = payload["right"]
        team, is_steal, right = held
        if not is_steal:
            self._answered(team, right=right)
        elif right:
            owner = self.owner
            if owner is not None and owner != team and owner not in self.star_cost:
                self._lose(owner, self.worth)
            self._earn(team, self.worth)
        else:
            self._lose(team, self.worth * Fraction(self._rule("steal_wrong_share", "0.5")))

    def on_answers_ruled(self, payload: Mapping[str, Any]) -> None:
        if self.plan.parts[self.part]["kind"] != "speed":
            for one in payload["answers"]:
                self._answered(one["team"], right=one["right"])
            return
        scale = self.plan.parts[self.part]["rules"].get("points") or [40, 30, 20, 10]
        right = sorted(one.get("ms", 0) for one in payload["answers"] if one["right"])
        for one in payload["answers"]:
            if one["right"] and (place := right.index(one.get("ms", 0))) < len(scale):
                self._earn(one["team"], Fraction(str(scale[place])))

    def _answered(self, team: int, *, right: bool) -> None:
        has_star = team in self.starred
        if right:
            self._earn(team, self.worth * (2 if has_star else 1))
        else:
            cost = abs(Fraction(self._rule("wrong", "0")))
            if self._lose(team, max(cost, self.worth) if has_star else cost) and has_star:
                self.star_cost.add(team)
        self.starred.discard(team)

    def _earn(self, team: int, points: Fraction) -> None:
        place = team, self.part
        self.earned[place] = self.earned.get(place, NAUGHT) + points

    def _lose(self, team: int, points: Fraction) -> Fraction:
        least = self._rule("floor", "0")
        if least is not None:
            whole = self._rule("floor_of", "part") == "total"
            held = self.total(team) if whole else self.part_points(team, self.part)
            points = max(NAUGHT, min(points, held - Fraction(least)))
        self._earn(team, -points)
        return points

    # What desks and jurors wrote.

    def on_points_given(self, payload: Mapping[str, Any]) -> None:
        place = payload["team"], payload["part"]
        self.earned[place] = self.earned.get(place, NAUGHT) + Fraction(payload["points"])

    def on_penalty(self, payload: Mapping[str, Any]) -> None:
        place = payload["team"], payload["part"]
        self.settled[place] = self.settled.get(place, NAUGHT) + Fraction(payload["points"])

    on_correction = on_penalty

    def on_mark_sent(self, payload: Mapping[str, Any]) -> None:
        team, part, juror = payload["team"], payload["part"], payload["juror"]
        self.marks.setdefault((team, part), {})[juror] = Fraction(payload["points"])
        self.asked_again.discard((team, part, juror))

    def on_marks_reopened(self, payload: Mapping[str, Any]) -> None:
        self.asked_again.add((payload["team"], payload["part"], payload["juror"]))

    def on_draw_held(self, payload: Mapping[str, Any]) -> None:
        new = list(payload["winners"])
        self.drawn = [one for one in self.drawn if one not in new] + new

    # The bell.

    def on_seat_out(self, payload: Mapping[str, Any]) -> None:
        self._fall(payload["seats"])

    def on_bell_question_closed(self, payload: Mapping[str, Any]) -> None:
        self.bell_asked[self.part] += 1
        stays = self.plan.parts[self.part]["rules"].get("all_wrong_stays") is True
        if not (stays and self.standing[self.part] <= set(payload["wrong"])):
            self._fall(payload["wrong"])

    def _fall(self, seats: Sequence[int]) -> None:
        for seat in seats:
            if seat in self.standing[self.part]:
                self.standing[self.part].remove(seat)
                self.fell[self.part][seat] = self.bell_asked[self.part]

    def on_seats_rescued(self, payload: Mapping[str, Any]) -> None:
        rules = self.plan.parts[self.part]["rules"]
        since = rules.get("rescue_since", 10) if payload["trigger"] == "all_since" else 0
        for seat in payload["seats"]:
            if self.fell[self.part].get(seat, -1) >= since:
                del self.fell[self.part][seat]
                self.standing[self.part].add(seat)

    # What it comes to.

    def part_points(self, team: int, part: int) -> Fraction:
        row = self.plan.parts[part]
        points = self.earned.get((team, part), NAUGHT) + self._jury(team, part)
        if row["maximum"] is not None and row["aggregate"] != "sum":
            points = min(points, Fraction(row["maximum"]))
        points += self.settled.get((team, part), NAUGHT)
        rules = {} if row["kind"] in ("speed", "bell") else row["rules"]
        least = rules.get("floor", 0)
        if least is None or rules.get("floor_of", "part") == "total":
            return points
        return max(points, Fraction(str(least)))

    def _jury(self, team: int, part: int) -> Fraction:
        how, marks = self.plan.parts[part]["aggregate"], self.marks.get((team, part), {})
        waits = any((one[0], one[1]) == (team, part) for one in self.asked_again)
        if how == "none" or waits or not self.jury or not set(self.jury) <= set(marks):
            return NAUGHT
        counted = sorted(marks.values())
        if how == "sum":
            return sum(counted, NAUGHT)
        if how == "trimmed" and len(counted) > 4:
            del counted[0], counted[-1]
        return _hundredths(sum(counted, NAUGHT) / len(counted))

    def total(self, team: int) -> Fraction:
        points = sum((self.part_points(team, part) for part in self.plan.parts), NAUGHT)
        questions = [
            one for one in self.plan.parts.values() if one["kind"] not in ("speed", "bell")
        ]
        is_free = any(one["rules"].get("floor", 0) is None for one in questions)
        return points if is_free else max(NAUGHT, points)
