"""Digests of final results: the newest found again from its rows, each one held to the trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from contests.models import CorrectionState, ResultCorrection, Round
from leaderboard.models import SealedName, SealedUnit, Standing
from leaderboard.recount.findings import finding, place_of
from leaderboard.recount.stage import Stage
from quizsite.models import AuditLine


def wrong_versions(stage: Stage) -> Iterator[str]:
    for round in stage.final:
        found = _digest(round)
        if round.result_digest != found:
            where = place_of(round)
            yield finding(where, "mã kiểm chứng", stored=round.result_digest, found=found)
        yield from _against_trail(round)


def _digest(round: Round) -> str:
    """A round that was final before names were sealed has a digest without names."""
    names = SealedName.objects.filter(round=round)
    has_names = names.exists()
    digest = hashlib.sha256()
    if has_names:
        units = SealedUnit.objects.filter(round=round).order_by("unit_id")
        for row in units.values_list("unit_id", "name", "path").iterator(chunk_size=2000):
            digest.update(f"{json.dumps(list(row), ensure_ascii=False)}\n".encode())
    columns = ["division_id", "entry_id", "sort_key"]
    rows = Standing.objects.filter(contest=round.contest_id, round=round)
    if has_names:
        own = names.filter(entry=OuterRef("entry")).values("commitment")[:1]
        rows, columns = rows.annotate(name=Subquery(own)), [*columns, "unit_id", "name"]
    ordered = rows.order_by("division_id", "sort_key", "entry_id").values_list(*columns)
    for row in ordered.iterator(chunk_size=2000):
        digest.update(f"{' '.join(str(value) for value in row)}\n".encode())
    return digest.hexdigest()


def _against_trail(round: Round) -> Iterator[str]:
    """The trail has a line for each version; what is kept of the older ones is in corrections."""
    lines = AuditLine.objects.filter(
        about_kind="round", about_id=round.pk, kind__in=("finalised", "corrected")
    ).order_by("at", "pk")
    told = [line.after for line in lines if line.after.get("digest")]
    if not told and not round.correction:
        return  # final before the trail kept digests
    confirmed = ResultCorrection.objects.filter(round=round, state=CorrectionState.CONFIRMED)
    before = list(confirmed.order_by("number").values_list("digest_before", flat=True))
    kept, said = [*before, round.result_digest], [after["digest"] for after in told]
    if kept != said:
        what = "mã kiểm chứng của các bản so với nhật ký"
        yield finding(place_of(round), what, stored=kept, found=said)
    values = told[-1].get("true_predictions", {}) if told else {}
    if values != round.true_predictions:
        what = "đáp số của câu dự đoán so với nhật ký"
        yield finding(place_of(round), what, stored=round.true_predictions, found=values)
