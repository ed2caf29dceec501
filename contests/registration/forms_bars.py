"""The forms that put people and units on a contest's list of those who may not compete."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import DeskReasonForm
from contests.models import BarredPerson, BarredUnit, Contest
from contests.registration.bars import MeetsEntries
from quizsite.accounts.fields import AddressField, PhoneField
from quizsite.accounts.units.fields import UnitField
from quizsite.language.vietnamese import tidy


class BarForm(DeskReasonForm):
    """What both lists ask; people who have entered are confirmed by a tick after a question."""

    met = 0
    accepts_entries = forms.BooleanField(
        label=_("Tôi đã biết và vẫn ghi vào danh sách"), required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared below
        unit.on = on

    def ask(self, refusal: MeetsEntries) -> None:
        self.met = refusal.people
        self.add_error("accepts_entries", str(refusal.message))


class BarPersonForm(BarForm):
    email = AddressField(required=False)
    phone = PhoneField(required=False)
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120, required=False)
    unit = UnitField(required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["full_name"] = tidy(said.get("full_name", ""))
        is_named = said["full_name"] and said.get("unit")
        if not self.errors and not (said["email"] or said["phone"] or is_named):
            self.add_error(
                None,
                _("Hãy ghi thư điện tử hoặc số điện thoại; không có thì ghi họ tên và đơn vị."),
            )
        return said

    def barred_in(self, contest: Contest) -> BarredPerson:
        said = self.cleaned_data
        return BarredPerson(
            contest=contest,
            email=said["email"] or None,
            phone=said["phone"] or None,
            full_name=said["full_name"],
            unit=said["unit"],
            reason=said["reason"],
        )


class BarUnitForm(BarForm):
    unit = UnitField()

    def barred_in(self, contest: Contest) -> BarredUnit:
        said = self.cleaned_data
        return BarredUnit(contest=contest, unit=said["unit"], reason=said["reason"])


class EnterAnewForm(DeskReasonForm):
    reached = forms.CharField(
        label=_("Thư điện tử hoặc số điện thoại"),
        max_length=254,
        error_messages={"required": _("Hãy ghi địa chỉ hoặc số mà người đó đăng ký.")},
    )
    field_order = ("reached", "reason")
