"""The form of a step with many questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.bulk.plans import BulkStep, Wanted
from questionbank.fields import TidyField
from questionbank.models import Axis
from questionbank.rules import NotAuthor, allowed_to_write
from quizsite.accounts.models import User


class BulkForm(forms.Form):
    step = forms.ChoiceField(label=_("Việc cần làm"), choices=BulkStep.choices)
    axis = forms.ModelChoiceField(
        Axis.objects.offered(),
        label=_("Trục mới"),
        required=False,
        empty_label=_("Chọn trục"),
        help_text=_("Khi chuyển trục."),
    )
    tag = TidyField(
        label=_("Nhãn"), required=False, max_length=40, help_text=_("Khi gắn hoặc bỏ nhãn.")
    )
    note = TidyField(
        label=_("Lý do"), required=False, max_length=500, help_text=_("Khi ngừng dùng.")
    )

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        self.by = by

    def clean_step(self) -> str:
        step: str = self.cleaned_data["step"]
        if step != BulkStep.RETIRE and not allowed_to_write(self.by):
            raise forms.ValidationError(str(NotAuthor.message))
        return step

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        needs = {
            BulkStep.AXIS: ("axis", _("Hãy chọn trục mới.")),
            BulkStep.TAG: ("tag", _("Hãy ghi nhãn.")),
            BulkStep.UNTAG: ("tag", _("Hãy ghi nhãn cần bỏ.")),
            BulkStep.RETIRE: ("note", _("Hãy ghi lý do: lý do được lưu trong nhật ký.")),
        }
        if step := said.get("step"):
            name, advice = needs[BulkStep(step)]
            if not said.get(name) and name not in self.errors:
                self.add_error(name, advice)
        return said

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(BulkStep(said["step"]), said["axis"], said["tag"], said["note"])
