"""The form of how certificates look."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.document_models import CertificateStyle
from quizsite.files.pictures import UnreadablePicture, clean_picture


class StyleForm(forms.ModelForm):  # type: ignore[type-arg]  # of CertificateStyle
    picture = forms.FileField(
        label=_("Nền riêng (A4 ngang)"),
        required=False,
        help_text=_("Ảnh PNG hoặc JPEG, tỷ lệ 297 × 210. Nền riêng thay cho mẫu."),
    )
    removes_background = forms.BooleanField(label=_("Bỏ nền riêng"), required=False)

    class Meta:
        model = CertificateStyle
        fields: ClassVar = ["design", "heading", "day"]
        widgets: ClassVar = {
            "design": forms.RadioSelect,
            "day": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_picture(self) -> bytes | None:
        """The pixels written anew in the limited child; nothing else of the file is kept."""
        sent = self.cleaned_data["picture"]
        if not sent:
            return None
        try:
            return clean_picture(sent.read()).large
        except UnreadablePicture as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        style = super().save(commit=False)
        if self.cleaned_data["removes_background"]:
            style.background = b""
        if self.cleaned_data["picture"] is not None:
            style.background = self.cleaned_data["picture"]
        return style
