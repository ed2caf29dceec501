"""A person chooses by kind and channel what to be told about one contest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizsite.notifications.models import Channel, NoticeKind
from quizsite.notifications.wishes import CHOSEN, Wish

_HOURS = [("", _("không đặt")), *((hour, _("%(n)d giờ") % {"n": hour}) for hour in range(24))]


class WishesForm(forms.Form):
    """One box for each kind and channel; a box is named KIND-CHANNEL."""

    def __init__(
        self, *args: Any, declined: set[Wish], channels: list[Channel], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._channels = channels
        for kind in CHOSEN:
            for channel in channels:
                self.fields[_name(kind, channel)] = forms.BooleanField(
                    label=f"{str(kind.label).capitalize()}: {channel.label}",
                    required=False,
                    initial=(kind, channel) not in declined,
                )

    def wanted(self) -> set[Wish]:
        said = self.cleaned_data
        pairs = {(kind, channel) for kind in CHOSEN for channel in self._channels}
        return {pair for pair in pairs if said[_name(*pair)]}


class QuietHoursForm(forms.Form):
    """Two hours of the clock, or nothing in both."""

    begins = forms.TypedChoiceField(
        label=_("Không gửi từ"), choices=_HOURS, coerce=int, empty_value=None, required=False
    )
    ends = forms.TypedChoiceField(
        label=_("Đến"), choices=_HOURS, coerce=int, empty_value=None, required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        hours = [said.get("begins"), said.get("ends")]
        if not self.errors and hours.count(None) == 1:
            missing = "begins" if hours[0] is None else "ends"
            self.add_error(missing, _("Hãy chọn cả hai giờ, hoặc bỏ trống cả hai."))
        elif not self.errors and hours[0] is not None and hours[0] == hours[1]:
            self.add_error("ends", _("Hai giờ phải khác nhau."))
        return said

    def hours(self) -> tuple[int, int] | None:
        begins, ends = self.cleaned_data["begins"], self.cleaned_data["ends"]
        return None if begins is None or ends is None else (begins, ends)


def _name(kind: NoticeKind, channel: Channel) -> str:
    return f"{kind}-{channel}"
