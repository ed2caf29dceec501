"""Forms of a roster: a file, one person, the cut-off, and what is signed."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import moment_field
from contests.models import RosterPerson
from quizsite.accounts.fields import AddressField
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.accounts.phones import as_spoken, to_e164
from quizsite.language.fields import NameField
from quizsite.language.ordering import VietnameseOrder
from quizsite.language.vietnamese import tidy
from quizsite.tables.formats import ALL_ENDINGS

_MOST_PEOPLE = 10_000_000


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_("Tệp .xlsx, .csv hoặc .ods, mỗi người một dòng."),
        widget=forms.FileInput({"accept": ",".join(ALL_ENDINGS)}),
        error_messages={"required": _("Hãy chọn tệp.")},
    )


class RosterLineForm(forms.ModelForm):  # type: ignore[type-arg]  # none at run time
    full_name = NameField(
        label=_("Họ và tên"), error_messages={"required": _("Hãy ghi họ và tên.")}
    )
    email = AddressField(required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=24, required=False)

    class Meta:
        model = RosterPerson
        fields: ClassVar = [
            "full_name",
            "birth_date",
            "staff_code",
            "email",
            "phone",
            "category",
            "is_compulsory",
            "unit",
        ]
        widgets: ClassVar = {"birth_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {"is_compulsory": _("Không đánh dấu thì chỉ là khuyến khích.")}

    def __init__(self, *args: Any, units: list[int], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101 -- it is a foreign key
        unit.queryset = Unit.objects.filter(pk__in=units).order_by(VietnameseOrder("name"))
        unit.empty_label = None
        if self.instance.pk and self.instance.phone:
            self.initial["phone"] = as_spoken(self.instance.phone)

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and not date(1900, 1, 1) <= born <= self.on:
            raise forms.ValidationError(_("Ngày sinh chưa đúng. Hãy xem lại năm."))
        return born

    def clean_staff_code(self) -> str:
        return tidy(self.cleaned_data["staff_code"]).upper()

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"] or None

    def clean_phone(self) -> str | None:
        written = self.cleaned_data["phone"]
        number = to_e164(written) if written else None
        if written and number is None:
            raise forms.ValidationError(_("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."))
        return number

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        told = ("birth_date", "staff_code", "email", "phone")
        if not self.errors and not any(said.get(name) for name in told):
            self.add_error(None, _("Hãy ghi ngày sinh, mã cán bộ, thư điện tử hoặc số điện thoại."))
        return said

    def validate_constraints(self) -> None:
        """The use case says it in words, without telling of other units' lines."""


class DoubtForm(forms.Form):
    line = forms.IntegerField()
    entry = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("mot-nguoi", ""), ("hai-nguoi", "")])


class RosterTermForm(forms.Form):
    closes_at = moment_field(_("Hạn chốt danh sách"))


class SignForm(forms.Form):
    category = forms.ChoiceField(label=_("Của nhóm"), choices=HeadcountCategory.choices)
    people = forms.IntegerField(
        label=_("Số người"),
        help_text=_("Tính cả đơn vị trực thuộc."),
        min_value=0,
        max_value=_MOST_PEOPLE,
        error_messages={"required": _("Hãy ghi số người.")},
    )
    as_of = forms.DateField(
        label=_("Tính đến ngày"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày.")},
    )
    source = forms.CharField(
        label=_("Nguồn số liệu"),
        help_text=_("Ví dụ: Danh sách trả lương tháng 11/2026."),
        max_length=200,
        error_messages={"required": _("Hãy ghi nguồn của số này.")},
    )
    is_sure = forms.BooleanField(
        label=_("Tôi xác nhận số này đúng và chịu trách nhiệm về số này"),
        error_messages={"required": _("Hãy đánh dấu để ký xác nhận.")},
    )
