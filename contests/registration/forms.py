"""The form that enters a contest: division, unit, consent."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Division
from contests.registration.entries import UnitNotInForce, check_unit_in_force
from quizsite.accounts import consents
from quizsite.accounts.models import Unit
from quizsite.accounts.units.fields import UnitField


class EntryForm(forms.Form):
    division = forms.ModelChoiceField(
        label=_("Bảng thi"),
        queryset=Division.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn bảng thi.")},
    )
    unit = UnitField()
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    has_agreed = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân của tôi như nội dung trên"),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý để đăng ký dự thi.")},
    )

    def __init__(self, *args: Any, contest: Contest, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.consent_text = consents.current_text()
        self.fields["consent_version"].initial = self.consent_text.version
        divisions, unit = self.fields["division"], self.fields["unit"]
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = timezone.localdate(at)
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
