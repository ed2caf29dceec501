"""Two people edit one thing: who saves second sees both versions, and loses no typed word."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Model
from django.forms import BoundField, Form, ModelForm
from django.utils.translation import gettext_lazy as _

from questionbank.rules import BankRefusal
from quizsite.audit.trail import snapshot


class ChangedMeanwhile(BankRefusal):
    code = "changed_meanwhile"
    status = 409
    message = _(
        "Người khác đã lưu thay đổi trong lúc bạn sửa. Chữ bạn gõ còn nguyên ở dưới; hãy so hai bản"
        " rồi bấm lưu lần nữa nếu bản của bạn đúng."
    )


def fingerprint(row: Model, fields: Iterable[str]) -> str:
    """A version for tables without a number of their own: equal values, equal version."""
    said = repr(sorted(snapshot(row, fields).items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def check_unchanged(row: Model, fields: Iterable[str], *, version: str) -> None:
    """The caller has locked the row; "" comes from a page that named no version."""
    if version and version != fingerprint(row, fields):
        raise ChangedMeanwhile


class Difference(NamedTuple):
    label: str
    theirs: str
    yours: str


def differences(form: Form | ModelForm[Any], stored: Mapping[str, Any]) -> list[Difference]:
    """Compare what was typed with what is stored now, field by field, in words."""
    return [
        Difference(str(form[name].label), theirs, yours)
        for name, value in stored.items()
        if name in form.fields
        and (theirs := _words(form[name], value))
        != (yours := _words(form[name], form[name].value()))
    ]


def _words(field: BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("có")) if value else str(_("không"))
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        names = {str(key): str(label) for key, label in choices}
        key = getattr(value, "pk", value)
        return names.get(str(key if key is not None else ""), "")
    return "" if value is None else " ".join(str(value).split())


def comparison(
    form: Any, stored: Mapping[str, Any], *, version: str, by: str = ""
) -> dict[str, Any]:
    """What the page shows of both versions; the next save knows what is stored now."""
    said = {"said": ChangedMeanwhile.message, "differences": differences(form, stored), "by": by}
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = version
    return said
