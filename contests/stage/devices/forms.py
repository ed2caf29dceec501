"""What people type to get into a hall, and organisers to make seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.models import Show, StageSeatRole, StageTeam
from contests.stage.devices.seats import WITH_CODES, bare
from quizsite.language.fields import NameField


class SeatCodeForm(forms.Form):
    ma = forms.CharField(
        label=_("Mã ghế"),
        help_text=_("10 chữ và số trên phiếu của ban tổ chức, ví dụ BCDFG-23456."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_ma(self) -> str:
        code = bare(self.cleaned_data["ma"])
        if not code:
            raise ValidationError(_("Mã ghế có 10 chữ và số. Hãy xem lại trên phiếu."))
        return code


class HallNameForm(forms.Form):
    ten = NameField(
        label=_("Họ và tên"),
        help_text=_("Ban tổ chức thấy tên này; màn hình lớn chỉ hiện số ghế."),
        max_length=60,
    )


class ShowCodeForm(forms.Form):
    ma = forms.CharField(
        label=_("Mã hội thi"),
        help_text=_("Có trên màn hình lớn hoặc giấy mời."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_ma(self) -> str:
        return "".join(str(self.cleaned_data["ma"]).split()).replace("-", "")


class NewSeatForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Ghế của"), choices=[(role.value, role.label) for role in WITH_CODES]
    )
    team = forms.ModelChoiceField(
        label=_("Đội, nếu là ghế của đội"), queryset=StageTeam.objects.none(), required=False
    )
    name = NameField(label=_("Tên người ngồi, nếu đã biết"), max_length=60, required=False)
    is_chair = forms.BooleanField(label=_("Trưởng ban giám khảo"), required=False)

    def __init__(self, *args: Any, show: Show, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 -- declared above
        team.queryset = StageTeam.objects.filter(show=show)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        role, team = said.get("role"), said.get("team")
        if role == StageSeatRole.TEAM and "team" in said and team is None:
            self.add_error("team", _("Hãy chọn đội của ghế này."))
        if role != StageSeatRole.TEAM and team is not None:
            self.add_error("team", _("Chỉ chọn đội cho ghế của đội."))
        if role != StageSeatRole.JUROR and said.get("is_chair"):
            self.add_error("is_chair", _("Chỉ giám khảo mới là trưởng ban giám khảo."))
        return said
