"""The form of whom to list behind a figure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.bands import bands_of
from leaderboard.reports.people_behind import Asked
from quizsite.accounts.models import HeadcountCategory

_ALL = ("", _("tất cả"))
_HOURS = [(str(hour), f"{hour:02d}:00–{hour:02d}:59") for hour in range(24)]


class PeopleForm(forms.Form):
    """Which people stand behind a figure."""

    bang = forms.ChoiceField(label=_("Bảng thi"), required=False)
    nhom = forms.ChoiceField(
        label=_("Nhóm đối tượng"), required=False, choices=[_ALL, *HeadcountCategory.choices]
    )
    dai = forms.ChoiceField(label=_("Dải chất lượng"), required=False)
    gio = forms.ChoiceField(label=_("Giờ bắt đầu làm bài"), required=False, choices=[_ALL, *_HOURS])
    ngay = forms.DateField(
        label=_("Ngày bắt đầu làm bài"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    dung_het = forms.BooleanField(label=_("Chỉ bài đúng tất cả"), required=False)

    def __init__(self, data: Any, *, award: Award) -> None:
        super().__init__(data)
        divisions = award.contest.divisions.order_by("position", "pk").values_list("code", "name")
        bands = [(str(n), one.name) for n, one in enumerate(bands_of(award.contest.quality_bands))]
        self.fields["bang"].choices = [_ALL, *divisions]  # type: ignore[attr-defined]
        self.fields["dai"].choices = [_ALL, *bands]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            division=said["bang"],
            category=said["nhom"],
            band=int(said["dai"]) if said["dai"] else None,
            is_perfect=said["dung_het"],
            hour=int(said["gio"]) if said["gio"] else None,
            day=said["ngay"],
        )
