"""Forms of an event, of the period asked for, and of the periods' windows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leaderboard.official_documents.forms import NumberForm
from leaderboard.propaganda.periods import Period, period_now, period_of
from leaderboard.propaganda_models import (
    PeriodDocument,
    PeriodKind,
    PeriodWindow,
    PropagandaEvent,
)
from quizsite.accounts.models import Unit
from quizsite.language.vietnamese import tidy

FIRST_YEAR, LAST_YEAR = 2020, 2099
_NO_LEAP_YEAR = 2025
_DAY = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2})")


class EventForm(forms.ModelForm):  # type: ignore[type-arg]  # of PropagandaEvent
    held_on = forms.DateField(
        label=_("Ngày"),
        help_text=_("Ngày tổ chức; hoạt động kéo dài thì ghi ngày kết thúc."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày.")},
    )
    link = forms.URLField(
        label=_("Đường dẫn"),
        required=False,
        assume_scheme="https",
        max_length=500,
        help_text=_("Tin, bài hoặc trang có nội dung; để trống cũng được."),
    )

    class Meta:
        model = PropagandaEvent
        fields: ClassVar = [
            "kind",
            "title",
            "held_on",
            "planned",
            "done",
            "people",
            "cost_vnd",
            "link",
        ]
        help_texts: ClassVar = {
            "title": _(
                "Ví dụ: Hội nghị triển khai kế hoạch cải cách hành chính. Không ghi tên người."
            ),
            "planned": _("Ngoài kế hoạch thì ghi 0."),
            "cost_vnd": _("Không có kinh phí thì ghi 0."),
        }

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Hãy chọn ngày từ năm %(first)d đến năm %(last)d.")
                % {"first": FIRST_YEAR - 1, "last": LAST_YEAR}
            )
        return day

    def event_of(self, unit: Unit) -> PropagandaEvent:
        event: PropagandaEvent = self.save(commit=False)
        event.unit = unit
        return event


class PeriodForm(forms.Form):
    ky = forms.ChoiceField(label=_("Kỳ báo cáo"), choices=PeriodKind.choices)
    nam = forms.IntegerField(label=_("Năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    @classmethod
    def read(cls, data: Mapping[str, Any], *, today: date) -> tuple[PeriodForm, Period]:
        """The period that was asked for; what nobody can read means the quarter of now."""
        now = period_now(today)
        usual = {"ky": str(now.kind), "nam": str(now.year)}
        form = cls({**usual, **{name: data[name] for name in usual if name in data}})
        if not form.is_valid():
            return form, now
        said = form.cleaned_data
        return form, period_of(PeriodKind(said["ky"]), said["nam"])


class PeriodNumberForm(NumberForm):
    class Meta(NumberForm.Meta):
        model = PeriodDocument  # type: ignore[assignment]  # it has the same two fields


class DayField(forms.CharField):
    """A day of any year: 15/12."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, **options)

    def clean(self, value: Any) -> tuple[int, int]:
        found = _DAY.fullmatch(tidy(str(super().clean(value))))
        try:
            day = date(_NO_LEAP_YEAR, int(found[2]), int(found[1])) if found else None
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(_("Hãy ghi ngày và tháng, ví dụ 15/12."))
        return day.month, day.day


class WindowsForm(forms.Form):
    """Two days for each period."""

    def __init__(
        self, data: Any = None, *, windows: Mapping[PeriodKind, PeriodWindow], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for kind, one in windows.items():
            self.fields[f"{kind}-tu"] = DayField(
                label=_("%(period)s, từ ngày") % {"period": kind.label},
                initial=f"{one.begins_day}/{one.begins_month}",
            )
            self.fields[f"{kind}-den"] = DayField(
                label=_("%(period)s, đến hết ngày") % {"period": kind.label},
                initial=f"{one.ends_day}/{one.ends_month}",
            )

    def windows(self) -> dict[PeriodKind, PeriodWindow]:
        found = {}
        for kind in PeriodKind:
            begins, ends = self.cleaned_data[f"{kind}-tu"], self.cleaned_data[f"{kind}-den"]
            found[kind] = PeriodWindow(
                kind=kind,
                begins_month=begins[0],
                begins_day=begins[1],
                ends_month=ends[0],
                ends_day=ends[1],
            )
        return found
