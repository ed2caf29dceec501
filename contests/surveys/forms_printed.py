"""Forms of batches of printed forms, and of settling what two people typed differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Survey
from contests.surveys.printed import Difference
from quizsite.language.fields import VisibleTextField

FIRST, SECOND = "1", "2"


class BatchForm(forms.Form):
    name = VisibleTextField(
        label=gettext_lazy("Tên lô"),
        help_text=gettext_lazy("Như “Một cửa, tuần 1”. Đừng ghi tên người trả lời."),
        max_length=40,
        error_messages={"required": gettext_lazy("Hãy đặt tên cho lô phiếu.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Ngày thu phiếu"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Hãy chọn ngày thu phiếu.")},
    )
    size = forms.IntegerField(
        label=gettext_lazy("Số phiếu trong lô"),
        help_text=gettext_lazy("Đánh số từng tờ trước khi nhập; tờ trắng thì bỏ ra."),
        min_value=1,
        max_value=500,
        error_messages={"required": gettext_lazy("Hãy ghi lô có bao nhiêu phiếu.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, survey: Survey, today: date
    ) -> None:
        super().__init__(data)
        self._today = today
        self._places = {str(one.pk): one for one in survey.places.select_related("unit")}
        if self._places:
            self.fields["place"] = forms.ChoiceField(
                label=_("Nơi thu phiếu"),
                choices=[("", "—"), *((key, one.unit.name) for key, one in self._places.items())],
                error_messages={"required": _("Hãy chọn nơi thu phiếu.")},
            )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self._today or day.year < 2000:
            raise forms.ValidationError(_("Ngày thu phiếu phải là hôm nay hoặc trước đó."))
        return day

    def batch(self) -> dict[str, Any]:
        said = self.cleaned_data
        facts = {name: said[name] for name in ("name", "day", "size")}
        return {**facts, "place": self._places.get(said.get("place", ""))}


class SettleForm(forms.Form):
    """For each difference: what the first person typed, or the second."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        found: Sequence[tuple[Difference, str, str, str]],
    ) -> None:
        super().__init__(data)
        for one, question, first, second in found:
            self.fields[one.name] = forms.ChoiceField(
                label=question,
                choices=[
                    (FIRST, _("Lần một: %(said)s") % {"said": first}),
                    (SECOND, _("Lần hai: %(said)s") % {"said": second}),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Hãy xem tờ phiếu và chọn một.")},
            )

    def second_for(self) -> set[str]:
        return {name for name, chosen in self.cleaned_data.items() if chosen == SECOND}
