"""Forms of those who set a panel up and lead it; points are written with a comma."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.forms import DeskReasonForm
from contests.judging.panels import FIELDS
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.models import GapUnit, Panel, PanelMember, RoundKind, RubricItem
from contests.points import hundredths_words
from quizsite.language.fields import VisibleTextField

_NUMBER = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?")


class PointsField(forms.CharField):
    """Points such as "7,5", kept as whole hundredths."""

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 10, "widget": forms.TextInput({"inputmode": "decimal"}), **kwargs}
        )
        self.least = least

    def prepare_value(self, value: Any) -> Any:
        return hundredths_words(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ValidationError(_("Hãy ghi một số, nhiều nhất hai chữ số lẻ, ví dụ 7,5."))
        points = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
        if points < self.least:
            raise ValidationError(_("Số này phải lớn hơn 0."))
        return points

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class NewPanelForm(forms.ModelForm[Panel]):
    ready = forms.ChoiceField(
        label=_("Bắt đầu từ thang điểm"),
        choices=[
            ("", _("để trống, tự soạn")),
            *((key, one.title) for key, one in READY_RUBRICS.items()),
        ],
        required=False,
    )

    class Meta:
        model = Panel
        fields = ("title", "round")
        labels: ClassVar = {"round": _("Chấm bài của kỳ")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = self.fields["round"]
        assert isinstance(rounds, forms.ModelChoiceField)  # noqa: S101 -- it is, by the model
        rounds.queryset = self.instance.contest.rounds.filter(kind=RoundKind.WRITTEN)
        rounds.required = False
        rounds.empty_label = str(_("(không gắn với kỳ bài viết nào)"))
        if not rounds.queryset.exists():
            del self.fields["round"]


class PanelForm(forms.ModelForm[Panel]):
    full_mark = PointsField(label=_("Tổng điểm của bài"), least=1)
    gap_value = PointsField(
        label=_("Mức lệch phải chấm thêm"),
        help_text=_("Lệch từ mức này trở lên thì có người chấm thứ ba. Ghi 0 nếu không cần."),
    )

    class Meta:
        model = Panel
        fields = FIELDS
        widgets: ClassVar = {"guidance": forms.Textarea({"rows": 4})}
        help_texts: ClassVar = {
            "guidance": _("Giám khảo đọc ở đầu phiếu chấm."),
            "common_works": _(
                "Mọi giám khảo chấm những bài này trước để thống nhất cách chấm; điểm của bài là"
                " trung bình của mọi người. Ghi 0 nếu không chấm chung."
            ),
            "too_fast_s": _("Phiếu gửi sớm hơn mức này được đánh dấu cho chủ tịch xem."),
            "lease_days": _("Quá hạn mà chưa gửi điểm thì bài chuyển cho giám khảo khác."),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("gap_unit") == GapUnit.PERCENT and (said.get("gap_value") or 0) > 100_00:
            self.add_error("gap_value", _("Tính bằng phần trăm thì nhiều nhất là 100."))
        return said


class RubricItemForm(forms.ModelForm[RubricItem]):
    title = VisibleTextField(
        label=_("Nội dung"),
        max_length=300,
        error_messages={"required": _("Hãy ghi tên tiêu chí hoặc ý.")},
    )
    most = PointsField(label=_("Điểm tối đa"), least=1)
    step = PointsField(label=_("Bước điểm"), least=1, help_text=_("Ví dụ 0,25 hoặc 0,5."))
    knock_out_below = PointsField(
        label=_("Loại bài nếu dưới"),
        required=False,
        help_text=_("Chỉ dùng cho tiêu chí. Bỏ trống nếu không có mức loại."),
    )

    class Meta:
        model = RubricItem
        fields = ("title", "guidance", "most", "step", "knock_out_below", "needs_remark")
        widgets: ClassVar = {"guidance": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.parent_id is not None:
            del self.fields["knock_out_below"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        most, below = said.get("most"), said.get("knock_out_below")
        if most and below and below > most:
            self.add_error("knock_out_below", _("Mức này cao hơn điểm tối đa."))
        return said


class ReadyRubricForm(forms.Form):
    ready = forms.ChoiceField(
        label=_("Thang điểm mẫu"),
        choices=[(key, one.title) for key, one in READY_RUBRICS.items()],
        help_text=_("Thay mọi tiêu chí đang có bằng một bản của mẫu; sau đó bạn sửa được."),
    )


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user.full_name)


class ReassignForm(DeskReasonForm):
    to = MemberField(
        label=_("Chuyển cho"),
        queryset=PanelMember.objects.none(),
        required=False,
        empty_label=_("người đang giữ ít bài nhất"),
    )
    field_order = ("to", "reason")

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = panel.members.marking().select_related("user")
