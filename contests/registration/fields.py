"""The field that an entrant chooses once; a part of their papers is drawn from it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Attempt, Division, Entry, Section
from contests.paper_sizes import fields_in
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class NoSuchField(ContestRefusal):
    code = "no_such_field"
    message = _("Hãy chọn một lĩnh vực trong danh sách.")


class FieldIsChosen(ContestRefusal):
    code = "field_is_chosen"
    status = 409
    message = _("Bạn đã chọn lĩnh vực rồi. Lĩnh vực dùng cho cả cuộc thi nên không đổi được.")


class FieldIsUsed(ContestRefusal):
    code = "field_is_used"
    status = 409
    message = _("Người này đã có bài rút theo lĩnh vực đang ghi, nên lĩnh vực không đổi được nữa.")


class SameField(ContestRefusal):
    code = "same_field"
    status = 409
    message = _("Không có gì thay đổi. Hãy chọn lĩnh vực khác.")


def choose_field(entry: Entry, field: str, *, among: Collection[str]) -> Entry:
    """Store the choice, once: papers already drawn were drawn by it."""
    if field not in among:
        raise NoSuchField
    undecided = Entry.objects.filter(pk=entry.pk).exclude(field__in=among)
    if not undecided.update(field=field):
        raise FieldIsChosen
    entry.field = field
    return entry


def fields_of(division: Division) -> list[str]:
    """Name the fields among which people of this division choose, in whichever round."""
    return fields_in(Section.objects.filter(division=division).exclude(field=""))


@transaction.atomic
def correct_field(entry: Entry, field: str, *, by: User, at: datetime, reason: str) -> Entry:
    """Organisers correct a wrong choice, as long as no paper of the person was drawn by it."""
    if not visible(reason):
        raise ReasonMissing
    # Whoever starts a paper refers to this row, and waits until it is decided.
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    if field not in fields_of(stored.division):
        raise NoSuchField
    if field == stored.field:
        raise SameField
    if has_paper_by_field(stored):
        raise FieldIsUsed
    before, stored.field = stored.field, field
    stored.save(update_fields=["field"])
    record(
        about_entry(stored),
        kind=AuditKind.ENTRY_FIELD_CHANGED,
        by=organiser(by),
        at=at,
        before={"entry_field": before},
        after={"entry_field": field},
        reason=visible(reason),
    )
    return stored


def has_paper_by_field(entry: Entry) -> bool:
    """In whichever division: the person may have been moved since."""
    by_field = Section.objects.exclude(field="").filter(round__contest=entry.contest_id)
    return Attempt.objects.filter(entry=entry, round__in=by_field.values("round")).exists()
