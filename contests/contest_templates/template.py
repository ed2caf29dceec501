"""A ready contest as it was announced, before it meets the bank and the units of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from contests.planning.outline_prizes import PrizeOutline
from contests.quotas.outline import RuleOutline

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words
else:
    Words = str
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Collective:
    """How the units of a block compare; a site may have several khối for one block, or none."""

    block: str  # a key of `blocks.BLOCKS`
    settings: Settings
    prizes: tuple[Settings, ...]


@dataclass(frozen=True, slots=True)
class TemplateAward:
    people: tuple[PrizeOutline, ...] = ()
    units: tuple[Collective, ...] = ()


NOTHING = TemplateAward()


@dataclass(frozen=True, slots=True)
class TemplateRound:
    """`questions` says how many each division is asked, in the order of the divisions."""

    title: str
    lasts: timedelta
    questions: tuple[int, ...]
    settings: Settings
    opens_after: timedelta = timedelta(0)
    award: TemplateAward = NOTHING


@dataclass(frozen=True, slots=True)
class TemplateQuota:
    block: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class ContestTemplate:
    """`rules` name blocks in place of khối. `assumed` says what the announced rules did not.

    `beyond` says what those rules asked for and a contest of ours does not do by itself."""

    key: str
    title: Words
    after: Words
    summary: Words
    settings: Settings
    divisions: tuple[Settings, ...]
    rounds: tuple[TemplateRound, ...]
    opens_at: time = time(8)
    rules: tuple[RuleOutline, ...] = ()
    details: tuple[Settings, ...] = ()
    quotas: tuple[TemplateQuota, ...] = ()
    award: TemplateAward = NOTHING
    prize_terms: Settings = field(default_factory=dict)
    assumed: tuple[Words, ...] = ()
    beyond: tuple[Words, ...] = ()
