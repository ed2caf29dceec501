"""Checks works, marks, codes and votes of a written round, by code of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q

from contests.judging.recount import differences, recounted_totals
from contests.models import (
    Ballot,
    Candidate,
    JudgedWork,
    Panel,
    PanelState,
    Round,
    RoundKind,
    SealedCode,
    Vote,
    Work,
    WorkResult,
)

# Withdrawn or never handed in: what no result may come from.
_NOT_IN_PLAY = ("draft", "withdrawn", "handed_in", "returned")


def wrong_works(round: Round) -> Iterator[str]:
    """Nothing of a quiz; of a written round each thing that is not as it was agreed."""
    if round.kind != RoundKind.WRITTEN:
        return
    panels = list(Panel.objects.filter(round=round).order_by("pk"))
    yield from _codes_one_to_one(round)
    totals: dict[tuple[int, str], int] = {}
    for panel in panels:
        for said in differences(panel):
            yield f"panel {panel.pk}: {said}"
        for code, total in recounted_totals(panel).items():
            totals[panel.pk, code] = total
    yield from _results_as_agreed(round, panels, totals)
    for ballot in Ballot.objects.filter(round=round):
        yield from wrong_votes(ballot)


def _codes_one_to_one(round: Round) -> Iterator[str]:
    """A work has one code and a code one work; only one of an erased author has lost it."""
    codes = SealedCode.objects.filter(Q(work__round=round) | Q(judged__panel__round=round))
    for pk, n in codes.order_by().values_list("work").annotate(n=Count("pk")):
        if n > 1:
            yield f"work {pk} has {n} codes"
    elsewhere = codes.exclude(judged__panel__round=F("work__round"))
    for pk in elsewhere.values_list("work", flat=True):
        yield f"work {pk} has the code of a panel of another round"
    known = codes.values("judged")
    whole = JudgedWork.objects.filter(panel__round=round).exclude(parts=[], files=[])
    for code in whole.exclude(pk__in=known).values_list("code", flat=True):
        yield f"code {code} leads to no work"


def _results_as_agreed(
    round: Round, panels: list[Panel], totals: dict[tuple[int, str], int]
) -> Iterator[str]:
    results = {one.work_id: one for one in WorkResult.objects.filter(round=round)}
    if round.marked_at is None:
        for pk in results:
            yield f"work {pk} has points before the key was opened"
        return
    for panel in panels:
        if panel.state != PanelState.AGREED:
            yield f"panel {panel.pk} has not agreed, and the key is open"
    added = _added_by_the_public(round)
    out = JudgedWork.objects.filter(panel__round=round, is_knocked_out=True)
    out_codes = set(out.values_list("panel", "code"))
    coded = SealedCode.objects.filter(work__round=round)
    rows = coded.values_list("work", "judged__panel", "judged__code")
    of_work = {pk: (panel, code) for pk, panel, code in rows}
    works = Work.objects.filter(round=round).order_by("pk")
    for pk, state, entry in works.values_list("pk", "state", "entry"):
        result, key = results.get(pk), of_work.get(pk)
        if result is None:
            if state == "accepted" and entry is not None:
                yield f"work {pk} was accepted and has no result"
            continue
        if state in _NOT_IN_PLAY:
            yield f"work {pk} has points and is {state}"
        if key is None:
            yield f"work {pk} has points and no jury had it"
            continue
        panel_id, code = key
        jury = totals.get((panel_id, code))
        expected = 0 if (panel_id, code) in out_codes else (jury or 0) + added.get(pk, 0)
        if jury is None or result.points != expected or result.points > result.most_points:
            yield f"work {pk}: stored points {result.points}, counted {expected}"


def _added_by_the_public(round: Round) -> dict[int, int]:
    """Hundredths for each work, as the share says, by figures of its own."""
    ballot = Ballot.objects.filter(round=round, public_percent__gt=0).first()
    panel = Panel.objects.filter(round=round).first()
    if ballot is None or panel is None:
        return {}
    counts = dict(ballot.candidates.exclude(work=None).values_list("work", "vote_count"))
    highest = max((n or 0 for n in counts.values()), default=0)
    share = Decimal(ballot.public_percent)
    most = _tenth(Decimal(panel.full_mark) * share / (100 - share))
    return {pk: _tenth(Decimal(most) * (n or 0) / highest) if n else 0 for pk, n in counts.items()}


def _tenth(hundredths: Decimal) -> int:
    return int((hundredths / 10).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * 10


def wrong_votes(ballot: Ballot) -> Iterator[str]:
    """One vote a person, in time, for a candidate of this ballot and not for an own work."""
    votes = Vote.objects.filter(ballot=ballot)
    for voter, n in votes.exclude(voter=None).values_list("voter").annotate(n=Count("pk")):
        if n > 1:
            yield f"ballot {ballot.pk}: person {voter} has {n} votes"
    stray = votes.exclude(candidate__ballot=F("ballot"))
    late = votes.exclude(cast_at__gte=ballot.opens_at, cast_at__lt=ballot.closes_at)
    own = votes.filter(
        Q(candidate__work__entry__user=F("voter"))
        | Q(candidate__work__authors__entry__user=F("voter"))
    ).distinct()
    for found, what in (
        (stray, "for a candidate of another ballot"),
        (late, "outside the window"),
        (own, "for the own work"),
    ):
        for pk in found.order_by("pk").values_list("pk", flat=True):
            yield f"ballot {ballot.pk}: vote {pk} is {what}"
    if ballot.settled_at is None:
        return
    stored = dict(Candidate.objects.filter(ballot=ballot).values_list("pk", "vote_count"))
    counted = Counter(votes.filter(annulment=None).values_list("candidate", flat=True))
    is_forgotten = not votes.exists()  # who voted is forgotten in time, how many is kept
    for pk, n in stored.items():
        if n is None or (not is_forgotten and n != counted[pk]):
            yield f"candidate {pk}: stored {n} votes, counted {counted[pk]}"
