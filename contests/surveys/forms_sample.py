"""The form of the sample plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import SampleDimension, Survey
from contests.surveys.sample_plan import DIMENSIONS
from quizsite.language.vietnamese import tidy

MOST_PEOPLE = 100_000_000
_MOST_LINES = 60
_LONGEST_LABEL = 100


class StrataField(forms.CharField):
    """Groups one a line, as in “Tổ 1: 350”."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=8000, widget=forms.Textarea({"rows": 6}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        lines = [line for one in super().clean(value).splitlines() if (line := tidy(one))]
        if len(lines) > _MOST_LINES:
            raise forms.ValidationError(_("Nhiều nhất %(n)d nhóm.") % {"n": _MOST_LINES})
        found = [_group(line) for line in lines]
        if len({label for label, _people in found}) < len(found):
            raise forms.ValidationError(_("Có hai nhóm trùng tên."))
        return found


def _group(line: str) -> tuple[str, int]:
    written, _colon, people = line.replace(";", ":").rpartition(":")
    label, digits = written.strip(), people.replace(".", "").strip()
    is_count = digits.isascii() and digits.isdigit() and len(digits) < 10
    if not 0 < len(label) <= _LONGEST_LABEL or not is_count or int(digits) > MOST_PEOPLE:
        raise forms.ValidationError(
            _(
                "Dòng “%(line)s” chưa đúng. Hãy viết tên nhóm, dấu hai chấm, số người, như"
                " “Tổ 1: 350”."
            )
            % {"line": line[:60]}
        )
    return label, int(digits)


class SampleForm(forms.Form):
    population = forms.IntegerField(
        label=gettext_lazy("Tổng thể: số người thuộc diện được hỏi (N)"),
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages={"required": gettext_lazy("Hãy ghi tổng số người thuộc diện được hỏi.")},
    )
    margin_percent = forms.DecimalField(
        label=gettext_lazy("Sai số cho phép, % (e)"),
        help_text=gettext_lazy("Thường là 5."),
        min_value=Decimal(1),
        max_value=Decimal(20),
        decimal_places=2,
        error_messages={"required": gettext_lazy("Hãy ghi sai số, từ 1 đến 20.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        survey: Survey,
        strata: Mapping[SampleDimension, Sequence[tuple[str, int]]],
    ) -> None:
        stored = {
            dimension.value: "\n".join(f"{label}: {people}" for label, people in lines)
            for dimension, lines in strata.items()
        }
        facts = {"population": survey.population, "margin_percent": survey.margin_percent}
        super().__init__(data, initial={**facts, **stored})
        for dimension in DIMENSIONS:
            label = _("Chia theo %(what)s") % {"what": dimension.label}
            self.fields[dimension.value] = StrataField(
                label=label, help_text=_("Mỗi dòng một nhóm và số người, như “Tổ 1: 350”.")
            )

    @property
    def strata_fields(self) -> list[forms.BoundField]:
        return [self[dimension.value] for dimension in DIMENSIONS]

    def planned(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "population": said["population"],
            "margin_percent": said["margin_percent"],
            "strata": {dimension: said[dimension.value] for dimension in DIMENSIONS},
        }
