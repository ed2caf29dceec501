"""The forms of a reviewer's answer and of the words that settle a disagreement."""

from datetime import UTC, datetime

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from questionbank.fields import TidyField

_SALT = "questionbank.blind_solves"


class SolveForm(forms.Form):
    """What goes with an answer; the answer itself is read by the question's kind."""

    remark = TidyField(
        label=_("Nhận xét (không bắt buộc)"),
        help_text=_("Ví dụ: hai phương án đều đúng. Người soạn đọc sau khi bạn trả lời."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def shown_at(self) -> datetime | None:
        """When the page was made, as this site has signed it; nobody can write another time."""
        try:
            seconds = signing.loads(self.cleaned_data.get("shown", ""), salt=_SALT)
        except signing.BadSignature:
            return None
        return datetime.fromtimestamp(seconds, tz=UTC)


def signed(at: datetime) -> str:
    return signing.dumps(at.timestamp(), salt=_SALT)


class SettleForm(forms.Form):
    words = TidyField(
        label=_("Vì sao đáp án vẫn đúng"),
        help_text=_("Nêu điều, khoản đã đọc lại. Người soạn và người duyệt đều đọc được."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi vì sao đáp án vẫn đúng.")},
    )
