"""Forms that make invitations."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import PanelRole
from questionbank.models import BankRole
from quizsite.accounts.fields import AddressField
from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import UnitField
from quizsite.language.ordering import VietnameseOrder

DAYS = (1, 3, 7, 14)
CONTACT = "dau-moi"


class InvitationForm(forms.Form):
    note = forms.CharField(
        label=_("Gửi cho ai"),
        help_text=_("Để bạn nhớ, ví dụ: chị Lan, Phòng Nội vụ. Người nhận không thấy."),
        max_length=80,
        required=False,
    )
    email = AddressField(
        label=_("Gửi thư tới"),
        help_text=_(
            "Ghi địa chỉ thì hệ thống gửi luôn đường dẫn tới đó; bỏ trống thì bạn tự chép và gửi."
            " Địa chỉ được xóa ngay khi thư đi."
        ),
        required=False,
    )
    days = forms.TypedChoiceField(
        label=_("Dùng được trong"),
        choices=[(days, _("%(n)d ngày") % {"n": days}) for days in DAYS],
        coerce=int,
        initial=3,
    )

    def until(self, at: datetime) -> datetime:
        return at + timedelta(days=self.cleaned_data["days"])

    def role(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class StaffInvitationForm(InvitationForm):
    kind = forms.ChoiceField(
        label=_("Mời làm"),
        choices=[*BankRole.Kind.choices, (CONTACT, _("đầu mối của một đơn vị"))],
    )
    unit = UnitField(label=_("Đơn vị, nếu mời đầu mối"), required=False)
    field_order = ("kind", "unit", "note", "email", "days")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = on

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_contact = said.get("kind") == CONTACT
        if is_contact and "unit" in said and not said["unit"]:
            self.add_error("unit", _("Hãy chọn đơn vị của đầu mối."))
        elif not is_contact and said.get("unit"):
            self.add_error("unit", _("Chỉ chọn đơn vị khi mời đầu mối."))
        return said

    def role(self) -> dict[str, Any]:
        said = self.cleaned_data
        given = {"unit": said["unit"]} if said["unit"] else {"bank_kind": said["kind"]}
        return super().role() | given


class PanelInvitationForm(InvitationForm):
    panel_role = forms.ChoiceField(label=_("Mời làm"), choices=PanelRole.choices)
    field_order = ("panel_role", "note", "email", "days")

    def role(self) -> dict[str, Any]:
        return super().role() | {"panel_role": self.cleaned_data["panel_role"]}


class UnitInvitationForm(InvitationForm):
    """A contact person chooses the own unit or one below it, and sends the link by hand."""

    unit = forms.ModelChoiceField(label=_("Làm đầu mối của"), queryset=Unit.objects.none())
    field_order = ("unit", "note", "days")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]  # mail goes out in the name of organisers and staff alone
        self.units = list(unit.descendants(include_self=True).values_list("pk", flat=True))
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = Unit.objects.filter(pk__among=self.units).order_by(VietnameseOrder("name"))
        field.initial, field.empty_label = unit, None

    def role(self) -> dict[str, Any]:
        return super().role() | {"unit": self.cleaned_data["unit"]}
