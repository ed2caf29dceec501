"""Corrects the unit or division of entries: one person's, or everybody's who chose a wrong unit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.eligibility.rules import (
    BirthDateMissing,
    CategoryMissing,
    check_age_admitted,
    check_category_admitted,
    rule_of,
    unit_admitted,
)
from contests.models import (
    Contest,
    Division,
    EntrantAge,
    Entry,
    EntryDetail,
    Round,
    RoundState,
)
from contests.registration.ages import AgeMissing, is_minor
from contests.registration.bars import is_unit_barred
from contests.registration.decision_order import begin_change_of_people
from contests.registration.entries import DivisionUnknown, check_unit_in_force
from contests.registration.marks import mark_names_anew
from contests.registration.prizeless import renew_prizeless
from contests.roster.matching import match_entries
from contests.rules import ContestRefusal, ReasonMissing
from contests.signals import entries_moved
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Deed, record, record_all
from quizsite.language.vietnamese import visible


class NothingToMove(ContestRefusal):
    code = "nothing_to_move"
    status = 409
    message = _("Không có gì thay đổi. Hãy chọn đơn vị hoặc bảng thi khác.")


class DivisionIsFinal(ContestRefusal):
    code = "division_is_final"
    status = 409


class MinorNotMoved(ContestRefusal):
    code = "minor_not_moved"
    status = 409
    message = _(
        "Người dưới 16 tuổi chỉ vào bảng này khi cha, mẹ hoặc người giám hộ đồng ý lúc đăng ký. "
        "Hãy giữ người này ở bảng đang có."
    )


class DetailsNeeded(ContestRefusal):
    code = "details_needed"
    status = 409
    message = _(
        "Bảng này xét tuổi hoặc nhóm đối tượng mà người này chưa ghi. Hãy ghi ở “Sửa thông tin đã "
        "ghi” trên trang của người đó trước."
    )


class UnitIsBarred(ContestRefusal):
    code = "unit_is_barred"
    status = 409
    message = _(
        "Đơn vị này thuộc danh sách không được dự thi nên người được chuyển sang sẽ không thi được "
        "nữa. Hãy gỡ đơn vị khỏi danh sách trước, hoặc loại đăng ký của người đó."
    )


@transaction.atomic
def move_entry(
    entry: Entry,
    *,
    unit: Unit,
    division: Division,
    by: User,
    at: datetime,
    reason: str,
    birth_year: int | None = None,
) -> Entry:
    """Count the person for another unit or in another division; papers taken stay as they are.

    A final result keeps the unit of then. So the unit may change at any time, and the division
    only before a round that the person took is final. The rules of the division hold; one that
    admits minors asks for the year of birth of whoever has not given it."""
    if not visible(reason):
        raise ReasonMissing
    at = begin_change_of_people(entry.contest_id, at=at)
    stored = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if division.contest_id != stored.contest_id:
        raise DivisionUnknown
    if (stored.unit_id, stored.division_id) == (unit.pk, division.pk):
        raise NothingToMove
    if stored.unit_id != unit.pk:
        check_unit_in_force(unit, at=at)
        _check_not_barred(unit, entry.contest)
    if stored.division_id != division.pk:
        _check_no_final_result(stored)
        _check_age_known(stored, division, birth_year, at=at)
        _check_person_admitted(stored, division)
    unit_admitted(rule_of(division), unit)
    before, after = _facts(stored), {"unit": unit.name, "division": division.name}
    left = stored.division_id
    stored.unit, stored.division = unit, division
    stored.save(update_fields=["unit", "division"])
    mark_names_anew([stored])
    renew_prizeless(stored.contest_id, entry_ids=[stored.pk])
    match_entries(stored.contest_id, [stored], at=at)
    changed = [name for name in after if before[name] != after[name]]
    record(
        about_entry(stored),
        kind=AuditKind.ENTRY_MOVED,
        by=organiser(by),
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=visible(reason),
    )
    _tell(stored.contest_id, [stored.pk], divisions={left, division.pk})
    return stored


@transaction.atomic
def move_unit(
    contest: Contest, *, source: Unit, target: Unit, by: User, at: datetime, reason: str
) -> int:
    """Count all who entered for one unit for another, and return how many; each has a line."""
    if not visible(reason):
        raise ReasonMissing
    at = begin_change_of_people(contest.pk, at=at)
    check_unit_in_force(target, at=at)
    _check_not_barred(target, contest)
    found = Entry.objects.select_for_update(no_key=True).filter(contest=contest, unit=source)
    entries = list(found.order_by("pk").select_related(None))
    if source == target or not entries:
        raise NothingToMove
    for division in Division.objects.filter(pk__in={entry.division_id for entry in entries}):
        unit_admitted(rule_of(division), target)
    ids = [entry.pk for entry in entries]
    Entry.objects.filter(pk__among=ids).update(unit=target)
    said: dict[str, Any] = {"before": {"unit": source.name}, "after": {"unit": target.name}}
    people = User.objects.in_bulk([entry.user_id for entry in entries])
    for entry in entries:
        entry.user, entry.unit = people[entry.user_id], target
    mark_names_anew(entries)
    renew_prizeless(contest.pk, entry_ids=ids)
    match_entries(contest.pk, entries, at=at)
    deeds = [Deed(about_entry(entry), **said, reason=visible(reason)) for entry in entries]
    record_all(deeds, kind=AuditKind.ENTRY_MOVED, by=organiser(by), at=at)
    counted = {"unit": target.name, "people": len(ids)}
    record(
        about_contest(contest),
        kind=AuditKind.UNIT_MOVED,
        by=organiser(by),
        at=at,
        before={"unit": source.name},
        after=counted,
        reason=visible(reason),
    )
    _tell(contest.pk, ids, divisions={entry.division_id for entry in entries})
    return len(ids)


def asks_age(entry: Entry) -> bool:
    """Whether one of the contest's divisions would ask what this person has not given."""
    admits = Division.objects.filter(contest=entry.contest_id, admits_minors=True)
    return admits.exists() and not EntrantAge.objects.filter(entry=entry).exists()


def _check_age_known(
    entry: Entry, division: Division, birth_year: int | None, *, at: datetime
) -> None:
    """Nobody comes among minors without an age, nor a minor without a guardian's consent."""
    if not division.admits_minors or EntrantAge.objects.filter(entry=entry).exists():
        return
    if birth_year is None:
        raise AgeMissing
    if is_minor(birth_year, at=at):
        raise MinorNotMoved
    EntrantAge.objects.create(entry=entry, birth_year=birth_year)


def _check_person_admitted(entry: Entry, division: Division) -> None:
    """Whoever is moved keeps to the rules of the division as whoever enters it does."""
    rule = rule_of(division)
    said = EntryDetail.objects.filter(entry=entry).first() or EntryDetail(entry=entry)
    try:
        check_age_admitted(rule, said.birth_date, at=entry.registered_at)
        check_category_admitted(rule, said.category)
    except (BirthDateMissing, CategoryMissing) as refusal:
        raise DetailsNeeded from refusal


def _check_not_barred(unit: Unit, contest: Contest) -> None:
    if is_unit_barred(unit, contest=contest):
        raise UnitIsBarred


def _facts(entry: Entry) -> dict[str, str]:
    return {"unit": entry.unit.name, "division": entry.division.name}


def _check_no_final_result(entry: Entry) -> None:
    final = Round.objects.filter(state=RoundState.FINALISED, attempts__entry=entry).first()
    if final is not None:
        raise DivisionIsFinal(
            _(
                "Kết quả “%(round)s” mà người này đã thi đã chốt nên không đổi được bảng thi. "
                "Đơn vị thì vẫn đổi được."
            )
            % {"round": final.title}
        )


def _tell(contest_id: int, entry_ids: Sequence[int], *, divisions: set[int]) -> None:
    entries_moved.send(
        Entry, contest_id=contest_id, entry_ids=entry_ids, division_ids=sorted(divisions)
    )
