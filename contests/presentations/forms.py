"""Forms of finals: how one is made, and who witnesses the draw."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import moment_field
from contests.judging.forms import PointsField
from contests.models import WorkFinal
from contests.presentations.making import SETTINGS, Occasion
from quizsite.language.fields import VisibleTextField


class FinalForm(forms.ModelForm[WorkFinal]):
    title = VisibleTextField(label=_("Tên vòng"), max_length=120)
    starts_at = moment_field(_("Bắt đầu trình bày lúc"))
    threshold = PointsField(
        label=_("Điểm sơ khảo từ"),
        required=False,
        help_text=_("Bài dưới mức này không vào chung khảo. Bỏ trống nếu không có mức."),
    )
    keeps_members = forms.BooleanField(
        label=_("Giữ nguyên thành viên của ban sơ khảo"), required=False, initial=True
    )
    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    class Meta:
        model = WorkFinal
        fields = SETTINGS
        help_texts: ClassVar[dict[str, Any]] = {
            "source_percent": _(
                "0 là chỉ tính điểm chung khảo; 30 là sơ khảo 30 %, chung khảo 70 %. Nhiều nhất 90."
            ),
            "is_by_block": _("Khối là khối của đơn vị mà tác giả dự thi."),
            "are_names_known": _("Người trình bày đứng trước giám khảo nên thường là có."),
        }

    field_order = ("title", "starts_at", "threshold", *(n for n in SETTINGS if n != "threshold"))

    def clean_threshold(self) -> int:
        return int(self.cleaned_data["threshold"] or 0)

    def occasion(self) -> Occasion:
        said = self.cleaned_data
        return Occasion(said["title"], said["starts_at"], keeps_members=said["keeps_members"])

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "seen"]


class WitnessForm(forms.Form):
    witness = VisibleTextField(
        label=_("Người chứng kiến"),
        max_length=120,
        help_text=_("Họ tên và đơn vị, ví dụ đại diện các tác giả. Ghi vào lịch trình bày."),
        error_messages={"required": _("Hãy ghi ai chứng kiến việc bốc thăm.")},
    )
