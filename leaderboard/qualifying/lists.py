"""Writes who qualified for a round, from the final results of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Rank
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Admission, Qualification, QualifyScope, Round, RoundState
from contests.subjects import about_round, organiser
from leaderboard.rules import LeaderboardRefusal
from leaderboard.standings.conditions import meeting
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

BATCH = 1000
BY_HAND = 0  # the place of who has none
_GROUPS: dict[str, tuple[str, ...]] = {
    QualifyScope.DIVISION: ("division",),
    QualifyScope.KIND: ("division", "unit__kind"),
    QualifyScope.UNIT: ("division", "unit"),
}


class RoundForEverybody(LeaderboardRefusal):
    code = "round_for_everybody"
    status = 409
    message = gettext_lazy("Kỳ thi này dành cho mọi người đã đăng ký nên không có danh sách.")


class SourcesNotFinal(LeaderboardRefusal):
    code = "sources_not_final"
    status = 409


class ListInUse(LeaderboardRefusal):
    code = "list_in_use"
    status = 409
    message = gettext_lazy(
        "Kỳ thi đã mở theo danh sách đã lập nên danh sách không lập lại được nữa."
    )


class Qualified(NamedTuple):
    entry_id: int
    source_id: int
    place: int


def sources_of(round: Round) -> list[Round]:
    numbers = round.qualify_from or ()
    return list(Round.objects.filter(contest=round.contest_id, number__in=numbers))


def corrected_since(round: Round) -> list[Round]:
    """Find earlier rounds whose result is another one than the list was written from."""
    written_at = round.qualified_at
    if written_at is None:
        return []
    return [
        one
        for one in sources_of(round)
        if not one.result_digest or (one.decided_at and one.decided_at > written_at)
    ]


def check_may_write_list(round: Round, *, at: datetime) -> None:
    """Once the round opens people start by the list, so it is written anew only before."""
    if not round.qualify_scope:
        raise RoundForEverybody
    if round.state != RoundState.PUBLISHED:
        raise SourcesNotFinal(_("Chỉ lập danh sách khi kỳ thi đã công bố và chưa chốt kết quả."))
    if round.qualified_at is not None and at >= round.opens_at:
        raise ListInUse
    waiting = [one.title for one in sources_of(round) if not one.result_digest]
    if waiting:
        raise SourcesNotFinal(
            _("Hãy chốt kết quả của %(rounds)s trước.") % {"rounds": ", ".join(waiting)}
        )


@transaction.atomic
def write_list(round: Round, *, by: User | None, at: datetime) -> int:
    """Replace the round's list by what the final results say; return how many qualified.

    What organisers decided of single entries stands beside them, whichever way the list is."""
    # Two who write at once come one after the other, and the later list stands.
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_may_write_list(round, at=at)
    found: dict[int, Qualified] = {}
    for source in sources_of(round):
        for one in first_of(source, scope=round.qualify_scope, top=round.qualify_top):
            found.setdefault(one.entry_id, one)
    for entry_id, is_admitted in admissions_of(round).items():
        if is_admitted:
            found.setdefault(entry_id, Qualified(entry_id, round.pk, BY_HAND))
        else:
            found.pop(entry_id, None)
    Qualification.objects.filter(round=round).delete()
    Qualification.objects.bulk_create(
        [
            Qualification(
                round=round, entry_id=one.entry_id, source_id=one.source_id, place=one.place
            )
            for one in found.values()
        ],
        batch_size=BATCH,
    )
    round.qualified_at = at
    round.save(update_fields=["qualified_at"])
    record(
        about_round(round),
        kind=AuditKind.QUALIFIED,
        by=organiser(by),
        at=at,
        after={"people": len(found)},
    )
    return len(found)


def admissions_of(round: Round) -> dict[int, bool]:
    """Map the entries that organisers decided on to whether they may take the round."""
    decided = Admission.objects.filter(round=round, entry__voided_at=None)
    return dict(decided.values_list("entry", "is_admitted"))


def first_of(source: Round, *, scope: str, top: int) -> Iterator[Qualified]:
    """Read the first `top` of each group, and whoever shares the last place with them.

    Who fails a condition of prizes, is listed as getting none, or was voided since, is passed
    over. The people of a division without prizes compete for its own places."""
    valid = source.standings.filter(entry__voided_at=None, entry__is_prizeless=False).order_by()
    standings = meeting(valid, source.tie_chain)
    place: Any = Window(
        Rank(), partition_by=[F(name) for name in _GROUPS[scope]], order_by=F("sort_key").asc()
    )
    ranked = standings.annotate(place=place).filter(place__lte=top).order_by("place", "entry")
    for entry_id, at_place in ranked.values_list("entry", "place").iterator(chunk_size=BATCH):
        yield Qualified(entry_id, source.pk, at_place)
