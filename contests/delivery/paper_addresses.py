"""Gives the addresses of one paper, without looking each up for each start."""

from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from contests.models import Attempt

# Stands in the addresses that are looked up once; no paper has this code.
_NO_PAPER = UUID(int=0)


class PaperAddresses(NamedTuple):
    paper: str
    plain_paper: str
    take: str
    submit: str
    result: str


@cache
def _once() -> PaperAddresses:
    found = [reverse(f"contests:{name}", args=[_NO_PAPER]) for name in PaperAddresses._fields]
    return PaperAddresses(*found)


def addresses_of(attempt: Attempt) -> PaperAddresses:
    """Eight look-ups a start took a quarter of its time (benchmarks/README.md)."""
    code = str(attempt.code)
    return PaperAddresses(*(one.replace(str(_NO_PAPER), code) for one in _once()))


@cache
def return_address() -> str:
    """Where devices bring back what a restore lost: one address for all papers."""
    return reverse("contests:return_saves")
