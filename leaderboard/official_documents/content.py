"""What the documents of a result tell, as plain data that is stored and read again; no names.

People stand in it by their entries, so that a person who is forgotten is forgotten here too."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round that counts; `digest` is that of its final result, "" before."""

    title: str
    window: str
    digest: str


@dataclass(frozen=True, slots=True)
class WonPrize:
    entry: int
    prize: str
    is_praise: bool
    value_vnd: int
    value_text: str
    division: str
    place: int
    unit: str
    score: str
    time: str
    prediction: int | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class UnitWin:
    """A unit that won by a collective rule."""

    rule: str
    unit: str
    prize: str
    is_praise: bool
    value_vnd: int
    value_text: str
    place: int
    people: int
    headcount: int | None
    rate: str
    mean: str


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A khối: how many units it has, of how many somebody took part, and how many people."""

    name: str
    units: int
    active: int
    people: int
    headcount: int | None
    rate: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    code: str
    name: str
    people: int
    headcount: int | None
    rate: str
    residents: int = 0


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """A jury whose totals count; `digest` is over all its sheets, "" before they are agreed."""

    title: str
    works: int
    digest: str


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What became of the works, where works were handed in or presented; hundredths of a point."""

    received: int
    refused: int
    marked: int
    best: int
    mean: int
    most: int
    panels: tuple[PanelFacts, ...]


@dataclass(frozen=True, slots=True)
class Content:
    contest: str
    award: str
    legal_basis: str
    rounds: tuple[RoundFacts, ...]
    people: int
    attempts: int
    perfect: int
    divisions: tuple[tuple[str, int], ...]
    bands: tuple[tuple[str, int], ...]
    kinds: tuple[KindFacts, ...]
    units: tuple[UnitFacts, ...]
    winners: tuple[WonPrize, ...]
    unit_wins: tuple[UnitWin, ...]
    is_official: bool
    works: WorkFacts | None = None

    @property
    def money(self) -> int:
        """The sum of all prizes, people's and units'."""
        people = sum(one.value_vnd for one in self.winners)
        return people + sum(one.value_vnd for one in self.unit_wins)

    @property
    def active_units(self) -> int:
        """A unit below another one is part of it, and counted with it."""
        return sum(bool(one.people or one.residents) for one in self.units)

    @property
    def listed_units(self) -> int:
        return len(self.units)


def as_stored(content: Content) -> dict[str, Any]:
    """As JSON gives it back, so that a digest of what was read is the digest of what was stored."""
    stored: dict[str, Any] = json.loads(json.dumps(asdict(content), ensure_ascii=False))
    if content.works is None:  # results of quizzes keep the digest that they always had
        del stored["works"]
    return stored


def restored(stored: dict[str, Any]) -> Content:
    return Content(
        **{
            **stored,
            "rounds": tuple(RoundFacts(**one) for one in stored["rounds"]),
            "divisions": tuple((name, people) for name, people in stored["divisions"]),
            "bands": tuple((name, people) for name, people in stored["bands"]),
            "kinds": tuple(KindFacts(**one) for one in stored["kinds"]),
            "units": tuple(UnitFacts(**one) for one in stored["units"]),
            "winners": tuple(WonPrize(**one) for one in stored["winners"]),
            "unit_wins": tuple(UnitWin(**one) for one in stored["unit_wins"]),
            "works": _works(stored.get("works")),
        }
    )


def _works(stored: dict[str, Any] | None) -> WorkFacts | None:
    if stored is None:
        return None
    panels = tuple(PanelFacts(**one) for one in stored["panels"])
    return WorkFacts(**stored | {"panels": panels})


def digest_of(stored: dict[str, Any]) -> str:
    said = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
