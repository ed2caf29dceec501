"""The form of who issues a unit's reports."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.document_models import ReportOffice
from leaderboard.official_documents.forms import OfficeForm
from leaderboard.reports.letterheads import BLANK, LINES


class ReportOfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # of ReportOffice
    class Meta:
        model = ReportOffice
        fields: ClassVar = list(LINES)
        help_texts: ClassVar = {
            **{name: OfficeForm.Meta.help_texts[name] for name in LINES},
            "agency": _("Ví dụ: Sở Nội vụ thành phố Hà Nội."),
            "symbol": _("Sau số và loại văn bản: 05/BC-SNV. Để trống thì chừa chỗ để ghi tay."),
        }
        widgets: ClassVar = {
            name: OfficeForm.Meta.widgets[name] for name in ("signer_authority", "recipients")
        }

    def __init__(self, data: Any = None, *, instance: ReportOffice, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        if self.initial.get("agency") == BLANK:
            self.initial["agency"] = ""
