"""Forms of the sieve: a decision, a likeness, a sample essay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import SieveReason
from quizsite.language.fields import VisibleTextField


class DecisionForm(forms.Form):
    """`seen` is the version on the page, so that nobody decides about another one."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    reason = forms.ChoiceField(
        label=_("Lý do"),
        required=False,
        choices=[("", _("– chọn khi trả lại hoặc không nhận –")), *SieveReason.choices],
        error_messages={"invalid_choice": _("Hãy chọn lý do trong danh sách.")},
    )
    words = VisibleTextField(
        label=_("Lời cho tác giả"),
        required=False,
        max_length=1000,
        help_text=_("Chỗ nào cần sửa, hoặc vì sao không nhận. Tác giả đọc nguyên văn."),
        widget=forms.Textarea({"rows": 4}),
    )


class LikenessForm(forms.Form):
    reason = VisibleTextField(
        label=_("Căn cứ"),
        max_length=1000,
        help_text=_("Chỉ ban tổ chức thấy, trong nhật ký."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi căn cứ.")},
    )


class SampleForm(forms.Form):
    title = VisibleTextField(
        label=_("Tên bài mẫu"),
        max_length=200,
        help_text=_("Ghi cả nơi lấy, ví dụ tên trang web."),
        error_messages={"required": _("Hãy đặt tên cho bài mẫu.")},
    )
    file = forms.FileField(
        label=_("Tệp"),
        required=False,
        help_text=_("Word (.docx), PDF có chữ, hoặc tệp chữ .txt."),
        widget=forms.FileInput({"accept": ".docx,.pdf,.txt"}),
    )
    text = VisibleTextField(
        label=_("hoặc dán nội dung"), required=False, widget=forms.Textarea({"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("file") and not said.get("text") and "file" not in self.errors:
            raise forms.ValidationError(_("Hãy chọn tệp hoặc dán nội dung."))
        return said
