"""What the address of a link has chosen beforehand: a unit and a division.

Rosters of units would send people here by the same address, with a name in it or without."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest, Division
from quizsite.accounts.models import Unit
from quizsite.accounts.units.no_unit import NO_UNIT

UNIT, DIVISION = "don-vi", "bang"


@dataclass(frozen=True, slots=True)
class Preselected:
    unit: Unit | None = None
    division: Division | None = None
    # The address names a unit that nobody can enter for any more.
    is_unit_gone: bool = False

    def initial(self) -> dict[str, Any]:
        said = {"unit": self.unit, "division": self.division and self.division.pk}
        return {name: value for name, value in said.items() if value}

    def __bool__(self) -> bool:
        return bool(self.unit or self.division)


def preselected_in(request: HttpRequest, contest: Contest, *, at: datetime) -> Preselected:
    code, division = request.GET.get(UNIT, ""), request.GET.get(DIVISION, "")
    in_force = Unit.objects.in_force(timezone.localdate(at)).exclude(code=NO_UNIT)
    unit = in_force.filter(code=code).first() if code else None
    found = contest.divisions.filter(code=division).first() if division else None
    return Preselected(unit, found, is_unit_gone=bool(code) and unit is None)


def join_path(
    contest: Contest, *, unit: Unit | None = None, division: Division | None = None
) -> str:
    chosen = {UNIT: unit and unit.code, DIVISION: division and division.code}
    query = urlencode({name: code for name, code in chosen.items() if code})
    path = reverse("contests:register", args=[contest.slug])
    return f"{path}?{query}" if query else path
