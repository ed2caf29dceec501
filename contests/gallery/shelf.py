"""The gallery page by page: works and ideas, the newest first, from where a reader stopped.

Each page goes on from the last thing of the one before, by an index; no row is counted off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from contests.gallery.shown import named_authors, shown_ideas, shown_works, tells_authors
from contests.models import (
    Contest,
    Initiative,
    RoundState,
    Work,
    WorkAuthor,
    WorkVersion,
)
from questionbank.models import Axis
from quizsite.accounts.models import Unit

PER_PAGE = 20
WORK, IDEA = "bai", "y-tuong"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(rf"(\d{{1,16}})-({WORK}|{IDEA})-(\d{{1,18}})")
_BEGINNING = 240


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows the gallery down; nothing of it must be said."""

    words: str = ""
    kind: str = ""
    contest: Contest | None = None
    axis: Axis | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page ended: a moment, and a kind and a key for those of one moment."""

    at: datetime
    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.kind}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the gallery, in the facts that its line shows."""

    place: Place
    title: str
    beginning: str
    of: str
    axis: str
    unit: str
    authors: tuple[str, ...]
    is_sample: bool
    is_voted_on: bool = False

    @property
    def pk(self) -> int:
        return self.place.pk

    @property
    def is_work(self) -> bool:
        return self.place.kind == WORK


@dataclass(frozen=True, slots=True)
class Shelf:
    items: tuple[Item, ...]
    next: str


def place_of(said: str) -> Place | None:
    """What no page gave is the beginning."""
    found = _PLACE.fullmatch(said)
    if found is None:
        return None
    at = _EPOCH + timedelta(microseconds=int(found[1]))
    return Place(at, found[2], int(found[3]))


def shelf(asked: Asked, *, after: Place | None, at: datetime, per_page: int = PER_PAGE) -> Shelf:
    """Six queries at most, however much there is."""
    most = per_page + 1
    items = [*_works(asked, after, most, at=at), *_ideas(asked, after, most)]
    items.sort(key=lambda one: (one.place.at, one.place.kind, one.place.pk), reverse=True)
    here = tuple(items[:per_page])
    return Shelf(here, str(here[-1].place) if len(items) > per_page else "")


def _works(asked: Asked, after: Place | None, most: int, *, at: datetime) -> list[Item]:
    if asked.kind == IDEA:
        return []
    found = shown_works(at=at)
    if asked.words:
        found = found.filter(search_key__words=asked.words)
    if asked.contest is not None:
        found = found.filter(round__contest=asked.contest)
    if asked.axis is not None:
        found = found.filter(axis=asked.axis)
    if asked.unit is not None:
        # A unit would tell whose a work is while people vote.
        found = found.filter(entry__unit__in=_below(asked.unit), round__state=RoundState.FINALISED)
    found = _after(found, "handed_in_at", WORK, after).order_by("-handed_in_at", "-pk")
    # The page of 20 is found first, by keys: texts are read of these alone.
    return _work_items(list(found.values_list("pk", flat=True)[:most]))


def _work_items(keys: Sequence[int]) -> list[Item]:
    authors = WorkAuthor.objects.select_related("entry__user")
    rows = Work.objects.filter(pk__in=keys).defer("search_key")
    rows = rows.select_related("round__contest", "axis", "entry__unit")
    versions = WorkVersion.objects.filter(work__in=keys).order_by("number")
    newest = {one.work_id: one for one in versions}
    return [
        Item(
            place=Place(one.handed_in_at, WORK, one.pk),
            title=one.title,
            beginning=beginning(list(newest[one.pk].texts.values()) if one.pk in newest else []),
            of=one.round.contest.title,
            axis=one.axis.name if one.axis else "",
            unit=one.entry.unit.name if one.entry and tells_authors(one) else "",
            authors=tuple(named_authors(one)),
            is_sample=one.round.contest.is_sample,
            is_voted_on=not tells_authors(one),
        )
        for one in rows.prefetch_related(Prefetch("authors", authors))
        if one.handed_in_at is not None
    ]


def _ideas(asked: Asked, after: Place | None, most: int) -> list[Item]:
    if asked.kind == WORK or asked.contest is not None:
        return []
    found = shown_ideas()
    if asked.words:
        found = found.filter(search_key__words=asked.words)
    if asked.axis is not None:
        found = found.filter(axis=asked.axis)
    if asked.unit is not None:
        found = found.filter(unit__in=_below(asked.unit))
    found = _after(found, "published_at", IDEA, after).order_by("-published_at", "-pk")
    keys = list(found.values_list("pk", flat=True)[:most])
    rows = Initiative.objects.filter(pk__in=keys).defer("search_key")
    return [
        Item(
            place=Place(one.published_at, IDEA, one.pk),
            title=one.title,
            beginning=beginning([one.solution]),
            of=str(one.get_state_display()),
            axis=one.axis.name if one.axis else "",
            unit=one.unit.name if one.unit else "",
            authors=(one.public_name,) if one.public_name else (),
            is_sample=one.is_sample,
        )
        for one in rows.select_related("axis", "unit")
        if one.published_at is not None
    ]


def _below(unit: Unit) -> Any:
    return unit.descendants(include_self=True).values("pk")


def _after(found: Any, moment: str, kind: str, after: Place | None) -> QuerySet[Any]:
    """`kind` and key part what has one moment, in the same order for both kinds."""
    if after is None:
        return found  # type: ignore[no-any-return]  # of either kind
    later = Q(**{f"{moment}__lt": after.at})
    if kind < after.kind:
        later |= Q(**{moment: after.at})
    elif kind == after.kind:
        later |= Q(**{moment: after.at, "pk__lt": after.pk})
    # Said once more without an "or", so that both databases begin in the index there.
    return found.filter(later, **{f"{moment}__lte": after.at})  # type: ignore[no-any-return]  # the same


def beginning(texts: Sequence[str]) -> str:
    said = " ".join(" ".join(text.split()) for text in texts if text)
    if len(said) <= _BEGINNING:
        return said
    return said[:_BEGINNING].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
