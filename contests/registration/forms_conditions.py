"""Forms of what a contest asks at entry: for its organisers to set, and for people to fill in."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, EntryCode
from contests.registration.conditions import (
    CONDITION_FIELDS,
    Brought,
    PledgeMissing,
    code_as_kept,
    pledge_version,
)
from contests.rules import ContestRefusal


class ConditionsForm(forms.ModelForm):  # type: ignore[type-arg]  # of Contest
    class Meta:
        model = Contest
        fields: ClassVar = list(CONDITION_FIELDS)
        widgets: ClassVar = {"pledge": forms.Textarea({"rows": 5})}
        help_texts: ClassVar = {
            "pledge": _("Người đăng ký phải đánh dấu dưới lời này. Để trống thì không hỏi."),
            "entry_code": _("Hai người ghi cùng một mã thì hiện ở “Có thể trùng người”."),
            "entry_code_digits": _("Từ 4 đến 8; chỉ dùng khi hỏi số định danh cá nhân."),
            "entry_code_label": _("Để trống thì trang tự ghi."),
        }


class ConditionFields(forms.Form):
    """Fields of the form of entry, as far as the contest asks for them."""

    pledge_version = forms.CharField(widget=forms.HiddenInput, max_length=64)
    has_pledged = forms.BooleanField(
        label=_("Tôi đã đọc và cam kết như trên"),
        error_messages={"required": PledgeMissing.message},
    )
    entry_code = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )

    def ask_conditions(self, contest: Contest) -> None:
        self.contest = contest
        if contest.pledge:
            self.fields["pledge_version"].initial = pledge_version(contest)
        else:
            del self.fields["pledge_version"], self.fields["has_pledged"]
        if contest.entry_code == EntryCode.NONE:
            del self.fields["entry_code"]
            return
        code = self.fields["entry_code"]
        code.label, code.required = contest.code_label, contest.is_entry_code_required
        code.error_messages["required"] = _("Hãy ghi mã này.")
        code.help_text = _(
            "Chỉ để tìm người đăng ký hai lần: trang lưu dấu của mã, không lưu mã, và không ai xem "
            "được."
        )
        if contest.entry_code == EntryCode.IDENTITY:
            code.widget.attrs["inputmode"] = "numeric"

    def clean_pledge_version(self) -> str:
        version: str = self.cleaned_data["pledge_version"]
        if version != pledge_version(self.contest):
            raise ValidationError(
                _("Lời cam kết vừa có bản mới. Hãy đọc lại rồi đánh dấu lần nữa.")
            )
        return version

    def clean_entry_code(self) -> str:
        try:
            return code_as_kept(self.contest, self.cleaned_data["entry_code"])
        except ContestRefusal as refusal:
            raise ValidationError(str(refusal.message)) from refusal

    def brought(self, *, device: str, network: str) -> Brought:
        said: dict[str, Any] = self.cleaned_data
        return Brought(
            has_pledged=said.get("has_pledged", False),
            code=said.get("entry_code", ""),
            device=device,
            network=network,
        )
