"""Why a work is kept from the gallery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quizsite.language.fields import VisibleTextField


class KeepBackForm(forms.Form):
    reason = VisibleTextField(
        label=_("Vì sao không trưng bày"),
        help_text=_("Ví dụ: trong bài có số điện thoại của người khác. Nhật ký giữ lý do."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Hãy ghi vì sao không trưng bày bài này.")},
    )
