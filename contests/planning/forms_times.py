"""Forms that move the times of a published round, and that confirm what is seldom meant."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.forms import ReasonForm
from contests.models import Round
from contests.planning.forms_round import MOMENT, YEARS


def _field(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        error_messages={"required": _("Hãy chọn ngày giờ.")},
    )


class TimesForm(ReasonForm):
    opens_at = _field(_("Mở lúc"))
    closes_at = _field(_("Đóng lúc"))
    field_order = ("opens_at", "closes_at", "reason")

    def __init__(self, data: Any, *, round: Round, is_open: bool) -> None:
        """An open round keeps its opening."""
        names = ("opens_at", "closes_at")
        super().__init__(
            data, initial={name: timezone.localtime(getattr(round, name)) for name in names}
        )
        self.fields["opens_at"].disabled = is_open

    def clean_closes_at(self) -> datetime:
        closes_at: datetime = self.cleaned_data["closes_at"]
        if closes_at.year not in YEARS:
            raise forms.ValidationError(_("Hãy kiểm tra lại năm."))
        return closes_at


class DoubtsForm(forms.Form):
    is_meant = forms.BooleanField(
        label=_("Tôi đã xem các điều trên và vẫn công bố"),
        error_messages={"required": _("Hãy đánh dấu nếu các điều trên là đúng ý bạn.")},
    )
