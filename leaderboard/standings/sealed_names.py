"""Names as they were when a round was finalised: of its people, and of their units.

The round's digest seals a salted commitment in place of a person's name. So the name can be
emptied, and the digest still holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Entry, Round
from leaderboard.models import SealedName, SealedUnit, Standing
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.emptied import ERASED_NAME
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.accounts.units.heirs import heirs_of
from quizsite.accounts.units.paths import NamedUnit, named_heirs
from quizsite.audit.digests import commitment, new_salt
from quizsite.audit.verify import forgotten_people


def seal_names(round: Round, entry_ids: Collection[int]) -> None:
    """Store the present names of those of these entries that are ranked in the round.

    A corrected result keeps the names that it sealed before, and loses those ranked no more. The
    caller holds the round's final ranking, so no two processes seal the same unit."""
    ranked = Standing.objects.filter(round=round, entry__among=entry_ids).order_by("entry")
    rows = list(ranked.values_list("entry_id", "unit_id", "entry__user__full_name"))
    stored = SealedName.objects.filter(round=round, entry__among=entry_ids)
    stored.exclude(entry__among=[entry_id for entry_id, *_ in rows]).delete()
    kept = set(stored.values_list("entry_id", flat=True))
    SealedName.objects.bulk_create(
        _sealed(round, entry_id, full_name)
        for entry_id, _unit_id, full_name in rows
        if entry_id not in kept
    )
    _seal_units(round, {unit_id for _entry, unit_id, _name in rows})


def _sealed(round: Round, entry_id: int, full_name: str) -> SealedName:
    salt = new_salt()
    return SealedName(
        round=round,
        entry_id=entry_id,
        full_name=full_name,
        salt=salt,
        commitment=commitment(full_name, salt=salt),
    )


def _seal_units(round: Round, unit_ids: set[int]) -> None:
    """A unit merged before the finalising is sealed under the name of its heir, as figures are."""
    new = unit_ids - sealed_units(round).keys()
    moment = round.finalised_at
    assert moment is not None  # noqa: S101 -- only a final round is sealed
    named = named_heirs(new, on=timezone.localtime(moment).date())
    SealedUnit.objects.bulk_create(
        SealedUnit(round=round, unit_id=pk, name=one.name, path=one.path)
        for pk, one in sorted(named.items())
    )


def sealed_units(round: Round) -> dict[int, NamedUnit]:
    sealed = SealedUnit.objects.filter(round=round).values_list("unit_id", "name", "path")
    return {unit_id: NamedUnit(name, path) for unit_id, name, path in sealed}


def sealed_unit_name(*, is_total: bool) -> Subquery:
    """The name of a standing's unit when the board became final; null before.

    The board of a whole contest is final with its last round."""
    sealed = SealedUnit.objects.filter(unit=OuterRef("unit"))
    if is_total:
        unfinished = Round.objects.ranked().filter(
            contest=OuterRef("round__contest"), result_digest=""
        )
        sealed = sealed.filter(~Exists(unfinished), round__contest=OuterRef("contest"))
        sealed = sealed.order_by("-round__finalised_at", "-pk")
    else:
        sealed = sealed.filter(round=OuterRef("round"))
    return Subquery(sealed.values("name")[:1])


def name_by_heirs(standings: Iterable[Standing], *, on: date) -> None:
    """Where no name is sealed, let a merged unit go by the name of the one that goes on for it.

    They come with `unit`, and with `unit_name` from `sealed_unit_name`."""
    named = [one for one in standings if not getattr(one, "unit_name", None)]
    heirs = heirs_of((one.unit for one in named), on=on)
    for one in named:
        if one.unit_id in heirs:
            setattr(one, "unit_name", heirs[one.unit_id].name)  # noqa: B010 -- no field of the model


def are_names_sealed(round: Round) -> bool:
    """Rounds finalised before names were sealed have none, and their digests cover none."""
    return SealedName.objects.filter(round=round).exists()


def with_sealed_names(standings: QuerySet[Standing], round: Round) -> QuerySet[Any]:
    """Join each standing of the round with its sealed name, as `sealed`, if there is one."""
    of_round = Q(entry__sealed_names__round=round)
    return standings.annotate(sealed=FilteredRelation("entry__sealed_names", condition=of_round))


def empty_sealed_names(entry_ids: Iterable[int], *, at: datetime) -> int:
    """Empty the names of these entries in all results, with their salts; return how many.

    The caller also empties the person's names in the audit trail (`quizsite.audit.names`). The
    line which that leaves tells a verifier that nobody emptied these by stealth."""
    names = SealedName.objects.filter(entry__in=set(entry_ids), emptied_at=None)
    return names.update(full_name="", salt="", emptied_at=at)


def _erase(user: User, at: datetime) -> None:
    entries = Entry.objects.of(user).values_list("pk", flat=True)
    empty_sealed_names(entries, at=at)


KEEPER = Keeper(erase=_erase)


def _own(user: User, at: datetime) -> Iterable[Row]:
    sealed = SealedName.objects.filter(entry__user=user, emptied_at=None).order_by("pk")
    for one in sealed.select_related("round__contest"):
        yield {
            _("Cuộc thi"): one.round.contest.title,
            _("Kỳ thi"): one.round.title,
            _("Họ và tên lúc chốt"): one.full_name,
        }


SEALED_HOLDING = Holding(
    "sealed_names",
    gettext_lazy("Họ tên trong kết quả đã chốt"),
    gettext_lazy("để kết quả đã chốt kiểm tra được"),
    gettext_lazy("đến khi bạn xóa dữ liệu"),
    _own,
)


def _late(before: datetime) -> QuerySet[SealedName]:
    late = SealedName.objects.filter(entry__user__erased_at__lte=before, emptied_at=None)
    return late.exclude(full_name=ERASED_NAME)


def _empty_late(late: QuerySet[SealedName], at: datetime) -> None:
    late.update(full_name="", salt="", emptied_at=at)


LATE_NAMES = RetentionRule(
    "late_sealed_names",
    gettext_lazy("Tên niêm phong đúng lúc người đó xoá dữ liệu"),
    lambda: timedelta(0),
    gettext_lazy("việc chốt đã đọc tên trước khi xóa và ghi sau đó"),
    _late,
    _empty_late,
)


@dataclass
class NamesVerdict:
    emptied: int = 0
    problems: list[str] = field(default_factory=list)


def verify_sealed_names(round: Round) -> NamesVerdict:
    """Hold each clear name against its commitment; an emptied one needs its line in the trail."""
    verdict, forgotten = NamesVerdict(), forgotten_people()
    names = SealedName.objects.filter(round=round).order_by("entry")
    rows = names.values_list(
        *("entry_id", "entry__user_id", "full_name", "salt", "commitment", "emptied_at")
    )
    for entry_id, user_id, name, salt, committed, emptied_at in rows.iterator(chunk_size=2000):
        if emptied_at and not name and user_id in forgotten:
            verdict.emptied += 1
        elif emptied_at and not name:
            told = "đã xoá mà không có dòng nhật ký nào ghi việc đó"
            verdict.problems.append(f"entry {entry_id}: họ tên {told}")
        elif commitment(name, salt=salt) != committed:
            verdict.problems.append(f"entry {entry_id}: họ tên lúc chốt đã bị sửa")
    return verdict
