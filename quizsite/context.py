"""What every page knows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contests.models import ContestOrganiser
from questionbank.models import BankRole
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user

SITE_NAME = "Tìm hiểu cải cách hành chính"


@dataclass(frozen=True)
class Desks:
    """Where a person works besides taking part; the pages themselves ask who may.

    `units`: code and name of those the person speaks for."""

    organises: bool
    keeps_bank: bool
    units: list[tuple[str, str]]


def site(request: HttpRequest) -> dict[str, Any]:
    # Asked only where a page of a signed-in person shows it.
    return {
        "site_name": SITE_NAME,
        "desks": SimpleLazyObject(lambda: desks_of(signed_in_user(request))),
    }


def desks_of(user: User) -> Desks:
    """One query, a row for each unit spoken for."""
    own = User.objects.filter(pk=user.pk).annotate(
        organises=Exists(ContestOrganiser.objects.filter(user=OuterRef("pk"))),
        keeps_bank=Exists(BankRole.objects.filter(user=OuterRef("pk"))),
    )
    facts = ("organises", "keeps_bank", "contact_for__unit__code", "contact_for__unit__name")
    rows = list(own.order_by("contact_for__unit__search_key").values_list(*facts))
    organises, keeps_bank, _code, _name = rows[0]
    return Desks(
        organises=organises or user.is_staff,
        keeps_bank=keeps_bank,
        units=[(code, name) for _organises, _keeps, code, name in rows if code],
    )
