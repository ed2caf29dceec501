"""The forms of an axis."""

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from questionbank.fields import TidyField


class AxisForm(forms.Form):
    name = TidyField(
        label=_("Tên trục"), max_length=200, error_messages={"required": _("Hãy ghi tên trục.")}
    )
    code = forms.CharField(
        label=_("Mã trục"),
        help_text=_("Dùng trong tệp câu hỏi, không đổi về sau. Để trống thì lấy số tiếp theo."),
        max_length=20,
        required=False,
        validators=[validate_slug],
        error_messages={"invalid": _("Mã chỉ gồm chữ không dấu, số, gạch nối.")},
    )


class EditAxisForm(forms.Form):
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    name = TidyField(
        label=_("Tên trục"), max_length=200, error_messages={"required": _("Hãy ghi tên trục.")}
    )
    is_retired = forms.BooleanField(
        label=_("Ngừng dùng trục này"),
        help_text=_("Câu hỏi mới và ma trận đề mới không chọn được; câu và kỳ đã có giữ nguyên."),
        required=False,
    )
