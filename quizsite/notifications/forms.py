"""A person chooses by kind and channel what to be told about one contest."""

from __future__ import annotations

from typing import Any

from django import forms

from quizsite.notifications.models import Channel, NoticeKind
from quizsite.notifications.recipients import open_channels
from quizsite.notifications.wishes import CHOSEN, Wish


class WishesForm(forms.Form):
    """One box for each kind and channel; a box is named KIND-CHANNEL."""

    def __init__(self, *args: Any, declined: set[Wish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in CHOSEN:
            for channel in open_channels():
                self.fields[_name(kind, channel)] = forms.BooleanField(
                    label=f"{str(kind.label).capitalize()}: {channel.label}",
                    required=False,
                    initial=(kind, channel) not in declined,
                )

    def wanted(self) -> set[Wish]:
        said = self.cleaned_data
        pairs = {(kind, channel) for kind in CHOSEN for channel in open_channels()}
        return {pair for pair in pairs if said[_name(*pair)]}


def _name(kind: NoticeKind, channel: Channel) -> str:
    return f"{kind}-{channel}"
