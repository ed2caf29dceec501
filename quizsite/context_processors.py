"""Gives every template the site's name and the desks of the signed-in person."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contests.models import ColumnKeeper, ContestOrganiser, CouncilMember, PanelMember
from questionbank.models import BankRole
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.db.fast_select import FastSelect


@dataclass(frozen=True)
class Desks:
    """The desks to which every page links a person; each desk itself checks its rules.

    `units` holds code and name of each unit whose contact the person is."""

    organises: bool
    judges: bool
    keeps_bank: bool
    keeps_column: bool
    in_council: bool
    units: list[tuple[str, str]]


def site(request: HttpRequest) -> dict[str, Any]:
    # Lazy: the query runs only if a page of a signed-in person shows the desks.
    return {
        "site_name": settings.SITE_NAME,
        "offline_shell": settings.OFFLINE_SHELL,
        "desks": SimpleLazyObject(lambda: desks_of(signed_in_user(request))),
    }


@FastSelect
def _desks(user_id: int) -> QuerySet[User, tuple[Any, ...]]:
    of_user = {"user": OuterRef("pk")}
    return (
        User.objects.filter(pk=user_id)
        .annotate(
            organises=Exists(ContestOrganiser.objects.filter(**of_user)),
            keeps_bank=Exists(BankRole.objects.filter(**of_user)),
            keeps_column=Exists(ColumnKeeper.objects.filter(**of_user)),
            in_council=Exists(CouncilMember.objects.filter(**of_user)),
            judges=Exists(PanelMember.objects.current().filter(**of_user)),
        )
        .order_by("contact_for__unit__search_key")
        .values_list(
            *("organises", "keeps_bank", "keeps_column", "in_council", "judges"),
            *("contact_for__unit__code", "contact_for__unit__name"),
        )
    )


def desks_of(user: User) -> Desks:
    """Ask for all desks in one query, with a row for each unit whose contact the person is."""
    rows = _desks.all(user.pk)
    organises, keeps_bank, keeps_column, in_council, judges, *_unit = rows[0]
    return Desks(
        organises=organises or user.is_staff,
        keeps_bank=keeps_bank,
        keeps_column=keeps_column,
        in_council=in_council,
        judges=judges,
        units=[(row[-2], row[-1]) for row in rows if row[-2] and row[-1]],
    )
