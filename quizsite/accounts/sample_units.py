"""Loads units, aliases and headcounts from our own tables; loading twice changes nothing."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.dateparse import parse_date

from quizsite.accounts.models import Headcount, Unit, UnitAlias, UnitKind

SAMPLE = Path(__file__).parent / "sample"


@transaction.atomic
def load_units(folder: Path = SAMPLE) -> dict[str, int]:
    """Load kinds, units (each after its parent), aliases and headcounts.

    It updates existing rows to what the tables say, and deletes none."""
    for position, row in enumerate(_rows(folder / "kinds.csv")):
        UnitKind.objects.update_or_create(
            code=row["code"], defaults={"name": row["name"], "position": position}
        )
    units = _load_units(folder)
    for row in _rows(folder / "aliases.csv"):
        UnitAlias.objects.get_or_create(unit=units[row["unit"]], name=row["name"])
    for row in _rows(folder / "headcounts.csv"):
        Headcount.objects.update_or_create(
            unit=units[row["unit"]],
            category=row["category"],
            as_of=date.fromisoformat(row["as_of"]),
            defaults={
                "people": int(row["people"]),
                "is_sample": bool(row["is_sample"]),
                "source": row["source"],
            },
        )
    return {
        model.__name__: model.objects.count() for model in (UnitKind, Unit, UnitAlias, Headcount)
    }


def _load_units(folder: Path) -> dict[str, Unit]:
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    units: dict[str, Unit] = {}
    rows = list(_rows(folder / "units.csv"))
    for row in rows:
        units[row["code"]], _ = Unit.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "kind": kinds[row["kind"]],
                "parent": units[row["parent"]] if row["parent"] else None,
                "in_force_from": parse_date(row["in_force_from"]),
                "in_force_until": parse_date(row["in_force_until"]),
                "is_sample": bool(row["is_sample"]),
            },
        )
    for row in rows:  # only now, since a successor may stand further down
        if row["successor"]:
            successor = units[row["successor"]]
            Unit.objects.filter(code=row["code"]).update(successor=successor)
    return units


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
