"""Gives every template the site's name and the desks of the signed-in person."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contests.models import ContestOrganiser
from questionbank.models import BankRole
from quizsite.accounts.models import Unit, UnitContact, User
from quizsite.accounts.rules import signed_in_user

SITE_NAME = "Tìm hiểu cải cách hành chính"


@dataclass(frozen=True)
class Desks:
    """The desks to which every page links a person; each desk itself checks its rules.

    `units` holds code and name of each unit whose contact the person is."""

    organises: bool
    keeps_bank: bool
    units: list[tuple[str, str]]


def site(request: HttpRequest) -> dict[str, Any]:
    # Lazy: the query runs only if a page of a signed-in person shows the desks.
    return {
        "site_name": SITE_NAME,
        "desks": SimpleLazyObject(lambda: desks_of(signed_in_user(request))),
    }


# Every page of a signed-in person asks this; the ORM took most of the time to build the statement.
_DESKS = f"""
SELECT
    EXISTS (SELECT 1 FROM {ContestOrganiser._meta.db_table} WHERE user_id = u.id),
    EXISTS (SELECT 1 FROM {BankRole._meta.db_table} WHERE user_id = u.id),
    unit.code, unit.name
FROM {User._meta.db_table} u
LEFT JOIN {UnitContact._meta.db_table} c ON c.user_id = u.id
LEFT JOIN {Unit._meta.db_table} unit ON unit.id = c.unit_id
WHERE u.id = %s
ORDER BY unit.search_key
"""  # noqa: S608, SLF001 -- constant text; Django documents it


def desks_of(user: User) -> Desks:
    """Ask for all desks in one query, with a row for each unit whose contact the person is."""
    with connection.cursor() as cursor:
        cursor.execute(_DESKS, [user.pk])
        rows = cursor.fetchall()
    organises, keeps_bank, *_unit = rows[0]
    return Desks(
        organises=bool(organises) or user.is_staff,
        keeps_bank=bool(keeps_bank),
        units=[(code, name) for _organises, _keeps, code, name in rows if code],
    )
