"""The form in which an organiser decides about questions that other rounds ask or asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.planning.reuse import Reuse
from contests.rules import ReasonMissing
from quizsite.language.fields import VisibleTextField


class ReuseForm(forms.Form):
    reuse = forms.ChoiceField(
        label=_("Các câu trùng với kỳ thi khác"),
        choices=Reuse,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn bỏ ra khỏi đề hay vẫn dùng.")},
    )
    reason = VisibleTextField(
        label=_("Lý do vẫn dùng"),
        help_text=_("Chỉ cần ghi khi vẫn dùng; được lưu trong nhật ký của cuộc thi."),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": ReasonMissing.message},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self["reuse"].value() == Reuse.ACCEPT

    def decision(self) -> tuple[Reuse, str]:
        return Reuse(self.cleaned_data["reuse"]), str(self.cleaned_data["reason"])
