"""The form that makes a contest of a template."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.planning.forms_copies import NamedContestForm

YEARS = range(2000, 2100)  # others are typing mistakes


class TemplateForm(NamedContestForm):
    organiser_name = forms.CharField(
        label=_("Đơn vị tổ chức"),
        max_length=200,
        error_messages={"required": _("Hãy ghi đơn vị tổ chức.")},
    )
    first_day = forms.DateField(
        label=_("Ngày mở kỳ thi đầu tiên"),
        help_text=_("Các kỳ sau cách kỳ đầu như mẫu. Mẫu theo tuần nên mở vào thứ Hai."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Hãy chọn ngày mở kỳ thi đầu tiên."),
            "invalid": _("Hãy ghi ngày như 30/11/2026."),
        },
    )

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("Hãy kiểm tra lại năm."))
        return day

    def ask_only_the_day(self) -> None:
        """A preview needs neither a name nor an organiser."""
        for name in [*self.errors]:
            if name != "first_day":
                del self.errors[name]

    def shown(self) -> dict[str, Any]:
        """What the preview uses: values that are right, else those the page offered first."""
        self.is_valid()  # a preview is asked for before anything else looks at the form
        said = getattr(self, "cleaned_data", {})
        return {
            "first_day": said.get("first_day") or self.initial["first_day"],
            "organiser_name": said.get("organiser_name") or _("(đơn vị tổ chức)"),
        }
