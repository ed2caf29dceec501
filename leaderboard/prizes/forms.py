"""Forms of checking a winner, and of points that a unit gets by hand."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import DeskReasonForm
from leaderboard.models import REPLACED, WINNER_MOVES, UnitPoints, WinnerState
from quizsite.language.vietnamese import visible


class WinnerCheckForm(DeskReasonForm):
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn tình trạng.")},
    )
    field_order = ("state", "reason")

    def __init__(self, *args: Any, now: WinnerState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in WinnerState if one in WINNER_MOVES[now]]
        self.fields["state"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]  # a choice field
        reason = self.fields["reason"]
        reason.label, reason.required = _("Ghi chú"), False
        reason.help_text = _(
            "Bắt buộc khi giải chuyển cho người kế tiếp. Chỉ ban tổ chức thấy, trong nhật ký. Đừng "
            "ghi chuyện riêng của ai."
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("state") in REPLACED and not visible(said.get("reason", "")):
            self.add_error("reason", _("Hãy ghi lý do chuyển giải cho người kế tiếp."))
        return said

    @property
    def chosen(self) -> WinnerState:
        return WinnerState(self.cleaned_data["state"])


class UnitPointsForm(forms.ModelForm):  # type: ignore[type-arg]  # of UnitPoints
    points = forms.DecimalField(
        label=_("Điểm"), min_value=0, max_value=10_000, max_digits=7, decimal_places=2
    )

    class Meta:
        model = UnitPoints
        fields: ClassVar = ["points", "note"]
        help_texts: ClassVar = {
            "note": _("Công khai trên bảng kết quả: sáng kiến, tuyên truyền, video…"),
        }
