"""Entering a contest: division, unit, consent."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.entries import UnitNotInForce, check_unit_in_force
from contests.models import Contest, Division
from quizsite.accounts import consents
from quizsite.accounts.models import Unit
from quizsite.accounts.text import search_key


class UnitByNameField(forms.CharField):
    """A unit by its full name, in whatever spelling of accents."""

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        found = Unit.objects.filter(search_key=search_key(written)).select_related("successor")
        unit = found.first()
        if unit is None:
            raise ValidationError(_("Không tìm thấy đơn vị này. Hãy viết đủ tên đơn vị."))
        return unit


class EntryForm(forms.Form):
    division = forms.ModelChoiceField(
        label=_("Bảng thi"),
        queryset=Division.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn bảng thi.")},
    )
    unit = UnitByNameField(label=_("Đơn vị"))
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    has_agreed = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân của tôi như nội dung trên."),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý để đăng ký dự thi.")},
    )

    def __init__(self, *args: Any, contest: Contest, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.consent_text = consents.current_text()
        self.fields["consent_version"].initial = self.consent_text.version
        divisions = self.fields["division"]
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 -- declared above
        divisions.queryset = contest.divisions.all()

    def clean_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["unit"]
        try:
            check_unit_in_force(unit, at=self.at)
        except UnitNotInForce as refusal:
            raise ValidationError(str(refusal)) from refusal
        return unit

    def clean_consent_version(self) -> int:
        version: int = self.cleaned_data["consent_version"]
        if version != self.consent_text.version:
            raise ValidationError(
                _("Nội dung đồng ý vừa có bản mới. Hãy đọc lại rồi đánh dấu lần nữa.")
            )
        return version
