"""The form that plans a reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import moment_field
from contests.models import Round


class ReminderForm(forms.Form):
    round = forms.ChoiceField(label=_("Nhắc ai chưa nộp bài của"))
    due_at = moment_field(_("Gửi lúc"))
    most = forms.IntegerField(
        label=_("Nhiều nhất bao nhiêu người"),
        help_text=_("Để giữ trong mức máy chủ thư cho phép. Bỏ trống: mọi người chưa nộp bài."),
        required=False,
        min_value=1,
        max_value=1_000_000,
    )

    def __init__(self, *args: Any, rounds: Sequence[Round], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rounds = {str(one.number): one for one in rounds}
        field = self.fields["round"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(number, one.title) for number, one in self._rounds.items()]
        self.fields["due_at"].initial = at

    def chosen_round(self) -> Round:
        return self._rounds[self.cleaned_data["round"]]
