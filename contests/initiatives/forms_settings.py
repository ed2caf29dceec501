"""Forms of the staff: who keeps the column, days to reply, ready words, councils."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.initiatives.reply_templates import PLACES
from contests.models import Council, CouncilLevel, ReplyOutcome
from quizsite.accounts.fields import AddressField
from quizsite.accounts.units.fields import UnitField
from quizsite.language.fields import VisibleTextField


class SettingForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.on = timezone.localdate()


def _person() -> AddressField:
    return AddressField(
        label=_("Thư điện tử của tài khoản"),
        error_messages={"required": _("Hãy ghi thư điện tử của người đó.")},
    )


class KeeperForm(SettingForm):
    address = _person()


class TermForm(SettingForm):
    days = forms.IntegerField(
        label=_("Số ngày làm việc để trả lời"),
        min_value=1,
        max_value=60,
        error_messages={"required": _("Hãy ghi số ngày.")},
    )
    unit = UnitField(
        label=_("Riêng cho đơn vị"),
        required=False,
        help_text=_("Để trống thì áp dụng cho toàn trang. Hạn đã báo giữ nguyên."),
    )


class TemplateForm(SettingForm):
    name = VisibleTextField(
        label=_("Tên mẫu"),
        max_length=100,
        error_messages={"required": _("Hãy đặt tên cho mẫu.")},
    )
    outcome = forms.ChoiceField(label=_("Kết luận"), choices=ReplyOutcome)
    text = VisibleTextField(
        label=_("Nội dung mẫu"),
        max_length=3000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Hãy ghi nội dung mẫu.")},
    )
    unit = UnitField(label=_("Riêng cho đơn vị"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("Chỗ điền tự động: %(places)s.") % {"places": ", ".join(PLACES)}
        self.fields["text"].help_text = said


class CouncilForm(SettingForm):
    name = VisibleTextField(
        label=_("Tên hội đồng"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên hội đồng.")},
    )
    level = forms.ChoiceField(label=_("Cấp"), choices=CouncilLevel)
    share_percent = forms.IntegerField(
        label=_("Tỷ lệ đồng ý tối thiểu (%)"),
        min_value=50,
        max_value=100,
        initial=70,
        help_text=_("Tính trên số thành viên được biểu quyết, không chỉ trên phiếu đã gửi."),
    )


class SeatForm(SettingForm):
    council = forms.ModelChoiceField(
        label=_("Hội đồng"),
        queryset=Council.objects.filter(is_dissolved=False),
        error_messages={"required": _("Hãy chọn hội đồng.")},
    )
    address = _person()
