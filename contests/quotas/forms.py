"""The form that adds a quota for several blocks at once."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import Quota
from quizsite.accounts.models import UnitKind
from quizsite.accounts.units.no_unit import NO_UNIT


class QuotaForm(forms.ModelForm):  # type: ignore[type-arg]  # of Quota
    kinds = forms.ModelMultipleChoiceField(
        label=_("Mỗi đơn vị thuộc khối"),
        queryset=UnitKind.objects.exclude(code=NO_UNIT),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một khối.")},
    )
    field_order = ("kinds", "category", "percent", "at_least", "is_compulsory")

    class Meta:
        model = Quota
        fields: ClassVar = ["category", "percent", "at_least", "is_compulsory"]
        help_texts: ClassVar = {
            "percent": _("Tính trên số người của nhóm trong đơn vị, làm tròn lên."),
            "at_least": _("Ghi cả hai ô thì lấy số lớn hơn, nhưng không quá số người của nhóm."),
            "is_compulsory": _("Không đánh dấu thì chỉ là khuyến khích."),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wrong = {"percent", "at_least"} & set(self.errors)
        if not wrong and said.get("percent") is None and said.get("at_least") is None:
            self.add_error("percent", _("Hãy ghi tỷ lệ hoặc số người."))
        return said

    def validate_constraints(self) -> None:
        """The field above says what the table's constraint would say again."""
