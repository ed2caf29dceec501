"""Verifying the trail: each line is as it was sealed, each name the one committed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from quizsite.audit.digests import FIRST, commitment, line_digest
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine, AuditName, AuditSeal

BATCH = 1000


@dataclass(slots=True)
class TrailVerdict:
    """What was found; the trail is whole if there are no problems."""

    sealed: int = 0
    unsealed: int = 0
    emptied: list[int] = field(default_factory=list)  # lines with a name that was emptied
    problems: list[str] = field(default_factory=list)
    last: int = 0
    head: str = FIRST


def verify_trail(*, known: dict[int, str] | None = None) -> TrailVerdict:
    """Go through the whole chain; `known` maps numbers of seals to digests noted elsewhere."""
    verdict = TrailVerdict()
    forgotten = forgotten_people()
    for seals in _batches():
        lines = AuditLine.objects.prefetch_related("clear_names").in_bulk(
            [seal.line_id for seal in seals]
        )
        for seal in seals:
            missing = range(verdict.last + 1, seal.number)
            verdict.problems += [f"Thiếu niêm phong số {number}." for number in missing]
            _verify_line(verdict, seal, lines.get(seal.line_id), forgotten=forgotten)
            verdict.sealed += 1
            verdict.last, verdict.head = seal.number, seal.digest
    verdict.unsealed = AuditLine.objects.filter(seal=None).count()
    found = dict(AuditSeal.objects.filter(number__in=known or {}).values_list("number", "digest"))
    verdict.problems += [
        f"Niêm phong số {number} không còn là {digest}."
        for number, digest in (known or {}).items()
        if found.get(number) != digest
    ]
    return verdict


def forgotten_people() -> set[int]:
    """Find whose names were emptied, as the trail tells."""
    told = AuditLine.objects.filter(kind=AuditKind.NAMES_EMPTIED)
    return {person for person in told.values_list("about_id", flat=True) if person}


def _batches() -> Iterator[list[AuditSeal]]:
    seals = AuditSeal.objects.order_by("number").iterator(chunk_size=BATCH)
    while batch := list(islice(seals, BATCH)):
        yield batch


def _verify_line(
    verdict: TrailVerdict, seal: AuditSeal, line: AuditLine | None, *, forgotten: set[int]
) -> None:
    where = f"Dòng {seal.line_id} (niêm phong số {seal.number})"
    if line is None:
        verdict.problems.append(f"{where} đã bị xóa.")
        return
    if line_digest(line, before=verdict.head) != seal.digest:
        verdict.problems.append(f"{where} đã bị sửa.")
    clear = {name.slot: name for name in line.clear_names.all()}
    for slot, committed in line.names.items():
        name: AuditName | None = clear.get(slot)
        if name is not None and name.emptied_at and not name.text:
            verdict.emptied.append(line.pk)
            if name.person not in forgotten:
                told = "đã xoá mà không có dòng nào ghi việc đó"
                verdict.problems.append(f"{where}: tên ở chỗ “{slot}” {told}.")
        elif name is None or commitment(name.text, salt=name.salt) != committed:
            verdict.problems.append(f"{where}: tên ở chỗ “{slot}” đã bị sửa hoặc bị bỏ.")
