"""Who on a panel may not mark a work: its authors, people of an author's unit or next to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from contests.models import Entry, Panel, PanelMember, Work
from quizsite.accounts.models import Unit, UnitContact

# Of each unit: itself, the one above it, and those right below it.
Near = Mapping[int, frozenset[int]]


def barred_from(works: Sequence[Work], panel: Panel) -> dict[int, frozenset[int]]:
    """Map each work to the members who may not mark it; ties that jurors know they declare."""
    members = list(PanelMember.objects.marking().filter(panel=panel).values_list("user", flat=True))
    units = units_of(members)
    near = _near({unit for found in units.values() for unit in found})
    return {one.pk: _barred(one, members, units, near) for one in works}


def _barred(
    work: Work, members: Iterable[int], units: Mapping[int, set[int]], near: Near
) -> frozenset[int]:
    authors, theirs = _authors(work)
    return frozenset(
        person
        for person in members
        if person in authors or any(near.get(unit, frozenset()) & theirs for unit in units[person])
    )


def _authors(work: Work) -> tuple[set[int], set[int]]:
    """Return the people who wrote it, as far as they have entries, and their units."""
    people, units = set(), set()
    for entry in (work.entry, *(one.entry for one in work.authors.all())):
        if entry is not None:
            people.add(entry.user_id)
            units.add(entry.unit_id)
    units.update(one.unit_id for one in work.authors.all() if one.unit_id is not None)
    return people, units


def units_of(people: Sequence[int]) -> dict[int, set[int]]:
    """Where people work, as they once entered a contest with, and whose contacts they are."""
    found: dict[int, set[int]] = defaultdict(set)
    entered = Entry.objects.filter(user__in=people).values_list("user", "unit")
    contacts = UnitContact.objects.filter(user__in=people).values_list("user", "unit")
    for person, unit in (*entered, *contacts):
        found[person].add(unit)
    return found


def _near(units: set[int]) -> dict[int, frozenset[int]]:
    above = dict(Unit.objects.filter(pk__in=units).values_list("pk", "parent"))
    below: dict[int, set[int]] = defaultdict(set)
    for pk, parent in Unit.objects.filter(parent__in=units).values_list("pk", "parent"):
        below[parent].add(pk)
    return {
        pk: frozenset({pk, *below[pk], *([parent] if parent is not None else [])})
        for pk, parent in above.items()
    }
