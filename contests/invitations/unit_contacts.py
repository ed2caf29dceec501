"""Contact persons of a unit and of the units below, and whose role one of them may take back."""

from __future__ import annotations

from django.db.models import Min, Q, QuerySet

from quizsite.accounts.models import Unit, UnitContact, User
from quizsite.language.ordering import VietnameseOrder


def contacts_of(unit: Unit) -> QuerySet[UnitContact]:
    below = unit.descendants(include_self=True).values("pk")
    held = UnitContact.objects.filter(unit__in=below).select_related("user", "unit")
    return held.order_by(VietnameseOrder("unit__name"), "since", "pk")


def deputies_of(unit: Unit, user: User) -> QuerySet[UnitContact]:
    """Those of units below one that the person keeps, and those who came later to the same unit.

    So a deputy takes nobody's role who was there before."""
    own = user.contact_for.filter(unit__in=unit.ancestors(include_self=True).values("pk"))
    later = Q()
    for kept, first in own.values_list("unit").annotate(first=Min("pk")):
        later |= Q(unit=kept, pk__gt=first)
    is_below = ~Q(unit__in=list(own.values_list("unit", flat=True)))
    return contacts_of(unit).filter(is_below | later).exclude(user=user)
