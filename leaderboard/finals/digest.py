"""The digest of a finalised round: any later change of its result shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from django.db.models import QuerySet

from contests.models import Round
from leaderboard.models import Standing
from leaderboard.standings.sealed_names import are_names_sealed, sealed_units, with_sealed_names


def result_digest(round: Round) -> str:
    """SHA-256 over units, then division, entry, sort key, unit and name of everybody, in order.

    Names stand in it by their commitments. A round finalised before names were sealed keeps the
    digest that it was given, which covers division, entry and sort key."""
    digest = hashlib.sha256()
    for line in _sealed_lines(round) if are_names_sealed(round) else _bare_lines(round):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _sealed_lines(round: Round) -> Iterator[str]:
    for unit_id, named in sorted(sealed_units(round).items()):
        yield json.dumps([unit_id, *named], ensure_ascii=False)
    ranked = with_sealed_names(_ranked(round), round)
    rows = ranked.values_list("division", "entry", "sort_key", "unit_id", "sealed__commitment")
    for row in rows.iterator(chunk_size=2000):
        yield " ".join(map(str, row))


def _bare_lines(round: Round) -> Iterator[str]:
    rows = _ranked(round).values_list("division", "entry", "sort_key")
    for row in rows.iterator(chunk_size=2000):
        yield " ".join(map(str, row))


def _ranked(round: Round) -> QuerySet[Standing]:
    standings = Standing.objects.filter(contest=round.contest_id, round=round)
    return standings.order_by("division", "sort_key", "entry")
