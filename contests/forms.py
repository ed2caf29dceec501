"""Holds the forms that several slices use."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Được lưu trong nhật ký của cuộc thi và hiện cho người liên quan."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )
