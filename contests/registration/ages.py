"""Ages, where a division admits minors: the year of birth, and a guardian's consent under 16.

Only the year is asked. Who may still be under the age in that year counts as under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Division, EntrantAge, Entry, GuardianRelation
from contests.rules import ContestRefusal

GUARDED_UNTIL = 16
AGREES_FROM = 7
OLDEST = 120


class AgeMissing(ContestRefusal):
    code = "age_missing"
    message = _("Bảng thi này nhận người dưới 16 tuổi nên cần năm sinh.")


class GuardianMissing(ContestRefusal):
    code = "guardian_missing"
    message = _(
        "Người dự thi dưới 16 tuổi cần cha, mẹ hoặc người giám hộ đồng ý; từ 7 tuổi thì chính "
        "người dự thi cũng phải đồng ý."
    )


@dataclass(frozen=True, slots=True)
class Age:
    """What is asked; guardian and child matter only under 16."""

    birth_year: int
    guardian_name: str = ""
    guardian_relation: str = ""
    has_guardian_agreed: bool = False
    has_child_agreed: bool = False


def is_minor(birth_year: int, *, at: datetime) -> bool:
    return _years(birth_year, at=at) <= GUARDED_UNTIL


def must_agree_too(birth_year: int, *, at: datetime) -> bool:
    """From 7 the child's own consent counts beside the guardian's."""
    return _years(birth_year, at=at) >= AGREES_FROM


def _years(birth_year: int, *, at: datetime) -> int:
    return timezone.localtime(at).year - birth_year


def check_age(division: Division, age: Age | None, *, at: datetime) -> None:
    if not division.admits_minors:
        return
    if age is None:
        raise AgeMissing
    if not is_minor(age.birth_year, at=at):
        return
    is_guarded = age.has_guardian_agreed and age.guardian_name and age.guardian_relation
    if not is_guarded or (must_agree_too(age.birth_year, at=at) and not age.has_child_agreed):
        raise GuardianMissing


def is_guarded(division: Division, age: Age | None, *, at: datetime) -> bool:
    """Whether the public reads an alias whatever was agreed to."""
    return division.admits_minors and age is not None and is_minor(age.birth_year, at=at)


def store_age(entry: Entry, age: Age | None, *, at: datetime) -> None:
    """Keep the least: of adults the year alone, and nothing where no minors are admitted."""
    if age is None or not entry.division.admits_minors:
        return
    guarded = is_minor(age.birth_year, at=at)
    EntrantAge.objects.create(
        entry=entry,
        birth_year=age.birth_year,
        guardian_name=age.guardian_name if guarded else "",
        guardian_relation=GuardianRelation(age.guardian_relation) if guarded else "",
        guardian_agreed_at=at if guarded else None,
        child_agreed_at=at if guarded and age.has_child_agreed else None,
    )
