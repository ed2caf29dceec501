"""The 34 provinces, their wards and communes, and former names, read from our own tables."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
SINCE = date(2025, 7, 1)  # the day on which all of them came into force
_COMMITTEE = re.compile(r"^\s*(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Commune:
    """A ward, commune or special zone; `formerly` names what it took over, whole or in part."""

    code: str
    name: str
    formerly: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if self.name.startswith(f"{kind} "))


KINDS = ("Phường", "Xã", "Đặc khu")


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str
    communes: tuple[Commune, ...] = field(default=(), repr=False)


@cache
def province_names() -> dict[str, str]:
    """Map each province's code to its name, in the order of the codes."""
    return {row["code"]: row["name"] for row in _rows("provinces.csv")}


def read_province(code: str) -> Province:
    """Read one province; nothing is kept, since a site sets up one or two in its life."""
    found = [row for row in communes_of_all() if row.province == code]
    formerly: dict[str, list[str]] = {row.code: [] for row in found}
    for former in former_communes():
        for successor in former.successors:
            if successor in formerly:
                formerly[successor].append(former_name(former.name, former.district))
    communes = [
        Commune(row.code, row.name, tuple(dict.fromkeys(formerly[row.code]))) for row in found
    ]
    return Province(code, province_names()[code], tuple(communes))


class CommuneRow(NamedTuple):
    province: str
    code: str
    name: str


class FormerCommune(NamedTuple):
    """A commune until 2025, the codes of what has a part of it now, and names merged into it."""

    name: str
    district: str
    successors: tuple[str, ...]
    older: tuple[str, ...]


def communes_of_all() -> Iterator[CommuneRow]:
    for row in _rows("communes.csv"):
        yield CommuneRow(row["province"], row["code"], row["name"])


def former_communes() -> Iterator[FormerCommune]:
    older: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows("older_communes.csv"):
        older[row["became"], row["district"]].append(row["name"])
    for row in _rows("former_communes.csv"):
        name, district = row["name"], row["district"]
        successors = tuple(row["successors"].split())
        yield FormerCommune(name, district, successors, tuple(older[name, district]))


def former_name(name: str, district: str) -> str:
    """Write “Phường 5, quận Bình Thạnh”: many districts had a ward of that name."""
    return f"{name}, {district[:1].lower()}{district[1:]}" if district else name


def without_committee(name: str) -> str:
    """Leave out “UBND”, which offices write before the name or not; “tỉnh” and “phường” stay."""
    return _COMMITTEE.sub("", name)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
