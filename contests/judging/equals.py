"""Works that are equal after every mark, which the chair puts in order and signs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.judging.gaps import Standing
from contests.judging.locks import locked_panel
from contests.judging.rubric_tree import tree_of
from contests.judging.rules import PanelMoved, check_is_chair
from contests.judging.subjects import about_panel, lead_of
from contests.judging.totals import WorkTotal, totals_of
from contests.models import ChairOrder, Panel, PanelState, TieCriterion
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

ORDERING = frozenset({PanelState.MARKING, PanelState.PROPOSED})


class OrderIncomplete(ContestRefusal):
    code = "order_incomplete"
    message = _(
        "Trong mỗi nhóm bằng điểm, hãy cho mỗi bài một thứ tự riêng: 1, 2, 3… không trùng, không"
        " bỏ số."
    )


class NothingEqual(ContestRefusal):
    code = "nothing_equal"
    status = 409
    message = _("Không có bài nào bằng điểm nhau nên không có gì để xếp.")


@dataclass(frozen=True, slots=True)
class Group:
    """Works with the same total, and the same marks of the main criterion where that counts."""

    total: int
    main: int | None
    works: Sequence[WorkTotal]


def main_criterion(panel: Panel) -> int | None:
    """Ties go by the rubric's first criterion."""
    tree = tree_of(panel.rubric_items.all())
    return tree[0].item.pk if tree else None


def counts_main(panel: Panel) -> bool:
    """Tell whether the round asks for the main criterion before it asks the chair."""
    if panel.round is None:
        return False
    chain = list(panel.round.tie_chain)
    if TieCriterion.CHAIR in chain:
        chain = chain[: chain.index(TieCriterion.CHAIR)]
    return TieCriterion.MAIN_POINTS in chain


def equals_in(panel: Panel, totals: Iterable[WorkTotal] | None = None) -> list[Group]:
    """Groups of at least two settled works that no criterion before the chair tells apart."""
    main = main_criterion(panel) if counts_main(panel) else None
    found: dict[tuple[int, int], list[WorkTotal]] = defaultdict(list)
    for one in totals_of(panel) if totals is None else totals:
        if one.standing is Standing.SETTLED and one.total is not None and not one.is_knocked_out:
            found[-one.total, -one.marks.get(main, 0) if main else 0].append(one)
    return [
        Group(-total, -by_main if main else None, works)
        for (total, by_main), works in sorted(found.items())
        if len(works) > 1
    ]


def signed_places(panel: Panel, groups: Iterable[Group] | None = None) -> dict[int, int]:
    """What the chair signed, as far as it orders all of a group that is still one."""
    order = ChairOrder.objects.filter(panel=panel).first()
    if order is None:
        return {}
    stored = {int(pk): int(place) for pk, place in order.places.items()}
    places: dict[int, int] = {}
    for group in equals_in(panel) if groups is None else groups:
        own = {one.work: stored.get(one.work, 0) for one in group.works}
        if 0 not in own.values() and len(set(own.values())) == len(own):
            left = sorted(own, key=own.__getitem__)  # some may have left the group
            places |= {work: n for n, work in enumerate(left, start=1)}
    return places


def _is_order(places: Collection[int]) -> bool:
    return sorted(places) == list(range(1, len(places) + 1))


@transaction.atomic
def sign_order(
    panel: Panel, *, places: Mapping[int, int], by: User, at: datetime, reason: str
) -> ChairOrder:
    """The chair orders all groups; until the totals are agreed, a later order replaces it."""
    stored = locked_panel(panel.pk)
    if stored.state not in ORDERING:
        raise PanelMoved
    check_is_chair(by, stored)
    groups = equals_in(stored)
    if not groups:
        raise NothingEqual
    given = {one.work: places.get(one.work, 0) for group in groups for one in group.works}
    for group in groups:
        if not _is_order([given[one.work] for one in group.works]):
            raise OrderIncomplete
    before = ChairOrder.objects.filter(panel=stored).first()
    order, _made = ChairOrder.objects.update_or_create(
        panel=stored,
        defaults={
            "places": {str(pk): place for pk, place in given.items()},
            "reason": reason,
            "signed_by": by,
            "signed_at": at,
        },
    )
    codes = {one.work: one.code for group in groups for one in group.works}
    record(
        about_panel(stored),
        kind=AuditKind.EQUALS_ORDERED,
        by=lead_of(stored, by),
        at=at,
        before={"chair_order": _said(before.places, codes)} if before else None,
        after={"chair_order": _said(order.places, codes)},
        reason=reason,
    )
    return order


def _said(places: Mapping[str, int], codes: Mapping[int, str]) -> list[str]:
    """Codes with their places, as the trail keeps them; a code names nobody."""
    named = [(place, codes[int(pk)]) for pk, place in places.items() if int(pk) in codes]
    return [f"{code}: {place}" for place, code in sorted(named)]
