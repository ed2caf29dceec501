"""Finds the desk of a unit in a contest that the person who asks may open; others are not found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contests.access import check_method
from contests.models import Contest, ContestState, RosterPerson
from contests.roster.places import Places
from contests.rules import check_may_organise
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor


@dataclass(frozen=True)
class RosterDesk:
    contest: Contest
    unit: Unit
    actor: Actor
    at: datetime

    @cached_property
    def places(self) -> Places:
        return Places.on(timezone.localdate(self.at))

    @cached_property
    def units(self) -> list[int]:
        """Whose people stand on it: the unit's, and those of all units below it."""
        return self.places.within(self.unit.pk)

    @property
    def is_organiser(self) -> bool:
        return self.actor.role == Role.ORGANISER

    def line(self, pk: int) -> RosterPerson:
        lines = RosterPerson.objects.filter(contest=self.contest, unit__among=self.units)
        found: RosterPerson = get_object_or_404(lines.select_related("contest", "unit"), pk=pk)
        return found


def roster_desk(request: HttpRequest, code: str, slug: str) -> RosterDesk:
    """For the contest's organisers, and for contact persons of the unit or of one above it."""
    user, at = signed_in_user(request), timezone.now()
    unit = Unit.objects.select_related("kind").filter(code=code).first()
    contest = Contest.objects.filter(slug=slug, is_rehearsal=False).first()
    if unit is None or contest is None:
        raise Http404
    if contest.organisers.filter(pk=user.pk).exists():
        check_may_organise(user, contest)
        check_method(request, contest)
        return RosterDesk(contest, unit, Actor(user, Role.ORGANISER), at)
    desk = RosterDesk(contest, unit, Actor(user, Role.CONTACT), at)
    is_contact = user.contact_for.filter(unit__among=desk.places.line_up(unit.pk)).exists()
    if contest.state != ContestState.PUBLISHED or not is_contact:
        raise Http404
    return desk
