"""Printed forms are typed in twice, by two people; what they typed differently is settled.

Until then the row names the batch, the form's number and both people. Settling deletes it, and the
answer is stored like any other one: under a new random key, with the batch's day alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import (
    PrintedBatch,
    PrintedForm,
    ResponseChannel,
    Survey,
    SurveyPlace,
)
from contests.rules import ContestRefusal
from contests.subjects import about_survey, survey_runner
from contests.surveys.responding import FilledForm, store_form
from contests.surveys.rules import check_takes_printed_forms
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class BatchNamed(ContestRefusal):
    code = "batch_named"
    status = 409
    message = _("Đã có lô mang tên này. Hãy đặt tên khác.")


class FormDone(ContestRefusal):
    code = "printed_form_done"
    status = 409
    message = _("Phiếu này đã nhập xong hai lần, hoặc lô không có số phiếu này.")


class FormDiffers(ContestRefusal):
    code = "printed_form_differs"
    status = 409
    message = _("Hai người đã nhập phiếu này và có chỗ khác nhau. Hãy đối chiếu với tờ phiếu.")


class FormMoved(ContestRefusal):
    code = "printed_form_moved"
    status = 409
    message = _("Phiếu này vừa thay đổi. Hãy tải lại trang để xem.")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the form that two people filled in differently."""

    name: str
    first: Any
    second: Any


@transaction.atomic
def open_batch(
    survey: Survey,
    *,
    name: str,
    place: SurveyPlace | None,
    day: date,
    size: int,
    by: User,
    at: datetime,
) -> PrintedBatch:
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_takes_printed_forms(locked)
    if locked.batches.filter(name=name).exists():
        raise BatchNamed
    facts = {"name": name, "place": place, "day": day, "size": size}
    batch = PrintedBatch.objects.create(survey=locked, **facts)
    after, who = {"batch": name, "batch_forms": size}, survey_runner(survey, by)
    kind = AuditKind.SURVEY_BATCH_OPENED
    record(about_survey(survey), kind=kind, by=who, at=at, after=after)
    return batch


@transaction.atomic
def type_form(
    batch: PrintedBatch, *, number: int, filled: FilledForm, by: User, at: datetime
) -> PrintedForm | None:
    """Keep what one person typed; typed alike by a second one it is settled, and None returned."""
    locked = _locked(batch, number)
    said = as_kept(filled)
    form = locked.typed.filter(number=number).first()
    if form is None:
        return PrintedForm.objects.create(batch=locked, number=number, first=said, first_by=by)
    if form.second is not None:
        raise FormDiffers
    if form.first_by_id == by.pk:  # nobody has typed it again, so the first may still mend it
        form.first = said
        form.save(update_fields=["first"])
        return form
    form.second, form.second_by = said, by
    if form.first != form.second:
        form.save(update_fields=["second", "second_by"])
        return form
    _settle(locked, form, said, differences=0, by=by, at=at)
    return None


@transaction.atomic
def settle_form(form: PrintedForm, *, second_for: set[str], by: User, at: datetime) -> None:
    """Take of each difference what the first typed, or the second where `second_for` names it."""
    locked = _locked(form.batch, form.number)
    current = locked.typed.filter(pk=form.pk).first()
    if current is None or (current.first, current.second) != (form.first, form.second):
        raise FormMoved
    found = differences(current)
    said = _fields_of(current.first)
    for one in found:
        said[one.name] = one.second if one.name in second_for else one.first
    _settle(locked, current, _whole(said), differences=len(found), by=by, at=at)


def differences(form: PrintedForm) -> list[Difference]:
    first, second = _fields_of(form.first), _fields_of(form.second or {})
    return [
        Difference(name, first.get(name), second.get(name))
        for name in sorted(first.keys() | second.keys(), key=_place_on_form)
        if first.get(name) != second.get(name)
    ]


def as_kept(filled: FilledForm) -> dict[str, Any]:
    return {
        "out": filled.is_screened_out,
        "values": dict(filled.values),
        "remarks": {str(question): text for question, text in filled.remarks.items()},
    }


def _settle(
    batch: PrintedBatch,
    form: PrintedForm,
    said: Mapping[str, Any],
    *,
    differences: int,
    by: User,
    at: datetime,
) -> None:
    filled = FilledForm(
        batch.place,
        is_screened_out=said["out"],
        values=said["values"],
        remarks={int(question): text for question, text in said["remarks"].items()},
    )
    channel = ResponseChannel.PRINTED
    store_form(batch.survey, filled, form_id=uuid4(), day=batch.day, channel=channel)
    form.delete()
    batch.done = sorted({*batch.done, form.number})
    batch.differences += differences
    batch.save(update_fields=["done", "differences"])
    if len(batch.done) == batch.size:
        after = {"batch": batch.name, "batch_forms": batch.size}
        after["batch_differences"] = batch.differences
        who, kind = survey_runner(batch.survey, by), AuditKind.SURVEY_BATCH_DONE
        record(about_survey(batch.survey), kind=kind, by=who, at=at, after=after)


def _locked(batch: PrintedBatch, number: int) -> PrintedBatch:
    """The locks let two people type a form one after the other, and none while one publishes."""
    found = PrintedBatch.objects.select_related("survey", "place__unit")
    locked = found.select_for_update(of=("self", "survey"), no_key=True).get(pk=batch.pk)
    check_takes_printed_forms(locked.survey)
    if not 1 <= number <= locked.size or number in locked.done:
        raise FormDone
    return locked


def _fields_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Each question by itself, and each item of a grid."""
    remarks = {f"r{question}": text for question, text in said.get("remarks", {}).items()}
    return {"out": said.get("out", False), **said.get("values", {}), **remarks}


def _whole(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Put fields together again; what was left out is none of it."""
    kept = {name: value for name, value in fields.items() if value not in (None, "")}
    is_out = bool(kept.pop("out", False))
    remarks = {name[1:]: kept.pop(name) for name in list(kept) if name.startswith("r")}
    if is_out:
        return {"out": True, "values": {}, "remarks": {}}
    return {"out": False, "values": kept, "remarks": remarks}


def _place_on_form(name: str) -> tuple[int, int]:
    digits = name.lstrip("r")
    return (1, int(digits)) if digits.isdigit() else (0, 0)
