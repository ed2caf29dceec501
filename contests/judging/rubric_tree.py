"""A rubric as a tree of two levels, and what is wrong with it before marking begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.models.judged import RubricItem


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with its parts; without parts it is marked itself."""

    item: RubricItem
    parts: tuple[RubricItem, ...]

    @property
    def leaves(self) -> tuple[RubricItem, ...]:
        return self.parts or (self.item,)


def tree_of(items: Iterable[RubricItem]) -> list[Criterion]:
    """Rows come in their order."""
    rows = list(items)
    return [
        Criterion(one, tuple(part for part in rows if part.parent_id == one.pk))
        for one in rows
        if one.parent_id is None
    ]


def full_mark(tree: Iterable[Criterion]) -> int:
    return sum(one.item.most for one in tree)


def by_criterion(tree: Iterable[Criterion], marks: Mapping[int, int]) -> dict[int, int]:
    """Add the marks of parts up to their criteria."""
    return {one.item.pk: sum(marks[leaf.pk] for leaf in one.leaves) for one in tree}


Fault = tuple[str | Promise, dict[str, str]]


def faults_of(tree: list[Criterion], *, is_keyed: bool, full: int) -> Iterator[Fault]:
    """Say what keeps the panel from marking; sums are checked to the hundredth."""
    if not tree:
        yield _("Thang điểm chưa có tiêu chí nào."), {}
        return
    for one in tree:
        said = {"title": one.item.title}
        if one.parts and sum(part.most for part in one.parts) != one.item.most:
            yield _("“%(title)s”: tổng điểm các ý không bằng điểm tối đa của tiêu chí."), said
        if is_keyed and not one.parts:
            yield _("“%(title)s”: chấm theo đáp án thì tiêu chí phải có các ý."), said
        for leaf in one.leaves:
            if leaf.most % leaf.step:
                named = {"title": leaf.title}
                yield _("“%(title)s”: điểm tối đa không chia hết cho bước điểm."), named
        limits = [one.item, *one.parts]
        if any((row.knock_out_below or 0) > row.most for row in limits):
            yield _("“%(title)s”: mức loại bài cao hơn điểm tối đa."), said
    if full_mark(tree) != full:
        yield _("Tổng điểm các tiêu chí chưa bằng tổng điểm của bài."), {}
