"""The form of a paper's further parts: questions of a chosen set, of any axis, of a field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import Division, Section
from contests.planning.forms_blueprint import MOST
from contests.planning.forms_points import PointsField
from questionbank.models import Axis, Difficulty, QuestionSet

BLANK, MOST_PARTS = 3, 40
_PREFIX = "phan"
_OPTIONAL = ("question_set", "axis", "difficulty", "field", "points")


class PartForm(forms.Form):
    """One part; without a number of questions it is no part. Choices are plain texts, since SQLite
    fails on a number of more than 64 bits."""

    count = forms.IntegerField(
        label=_("Số câu"),
        min_value=1,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    division = forms.ChoiceField(label=_("Bảng"))
    question_set = forms.ChoiceField(label=_("Bộ câu hỏi"), required=False)
    axis = forms.ChoiceField(label=_("Trục nội dung"), required=False)
    difficulty = forms.ChoiceField(
        label=_("Mức độ"), required=False, choices=[("", _("Bất kỳ mức độ")), *Difficulty.choices]
    )
    field = forms.CharField(
        label=_("Lĩnh vực"),
        required=False,
        max_length=80,
        help_text=_("Ghi tên nếu chỉ người chọn lĩnh vực này mới gặp phần này."),
    )

    points = PointsField(
        label=_("Điểm mỗi câu"),
        help_text=_("Chỉ ghi khi mỗi câu có điểm riêng. Để trống là 1 điểm."),
    )

    def __init__(
        self,
        *args: Any,
        divisions: Sequence[Division],
        axes: Sequence[Axis],
        sets: Sequence[QuestionSet],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._divisions = {str(one.pk): one for one in divisions}
        self._axes = {str(one.pk): one for one in axes}
        self._sets = {str(one.pk): one for one in sets}
        self._offer("division", [(pk, one.name) for pk, one in self._divisions.items()])
        named = [(pk, one.name) for pk, one in self._sets.items()]
        self._offer("question_set", [("", _("Như cả kỳ")), *named])
        self._offer("axis", [("", _("Mọi trục")), *((pk, a.name) for pk, a in self._axes.items())])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = choices

    def words(self) -> str:
        """What is filled in, for the heading under which the part is folded."""
        said = {name: str(self[name].value() or "") for name in self.fields}
        if not any(said[name] for name in ("count", *_OPTIONAL)):
            return str(_("chưa dùng"))
        named = [self._divisions.get(said["division"]), self._sets.get(said["question_set"])]
        count = _("%(n)s câu") % {"n": said["count"] or "?"}
        return ", ".join(
            [count, *(str(one) for one in named if one), *filter(None, [said["field"]])]
        )

    def clean_field(self) -> str:
        return " ".join(self.cleaned_data["field"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = [name for name in _OPTIONAL if cleaned.get(name)]
        if not cleaned.get("count"):
            if named and "count" not in self.errors:
                self.add_error("count", _("Hãy ghi số câu của phần này."))
        elif cleaned.get("axis") and not {"question_set", "field"} & {*named}:
            self.add_error("axis", _("Phần này là một ô của ma trận. Hãy ghi số câu ở ô đó."))
        return cleaned

    def section(self) -> Section | None:
        """An unsaved section; None for a blank part or one in error."""
        said = getattr(self, "cleaned_data", {})
        if self.errors or not said.get("count"):
            return None
        return Section(
            division=self._divisions[said["division"]],
            axis=self._axes.get(said["axis"]),
            question_set=self._sets.get(said["question_set"]),
            difficulty=said["difficulty"],
            field=said["field"],
            count=said["count"],
            points=said["points"],
        )


def part_forms(
    data: Mapping[str, Any] | None,
    *,
    divisions: Sequence[Division],
    axes: Sequence[Axis],
    sets: Sequence[QuestionSet],
    sections: Sequence[Section],
) -> list[PartForm]:
    """One form for each part that is sent, or for each stored one and a few blank ones."""
    offered: dict[str, Any] = {"divisions": divisions, "axes": axes, "sets": sets}
    if data is not None:
        return [PartForm(data, prefix=f"{_PREFIX}-{n}", **offered) for n in range(_sent(data))]
    initial: list[dict[str, Any]] = [_initial(one) for one in sections if not one.is_cell]
    initial += [{} for _blank in range(BLANK)] if divisions else []
    return [
        PartForm(prefix=f"{_PREFIX}-{n}", initial=said, **offered) for n, said in enumerate(initial)
    ]


def _sent(data: Mapping[str, Any]) -> int:
    return next((n for n in range(MOST_PARTS) if f"{_PREFIX}-{n}-division" not in data), MOST_PARTS)


def _initial(section: Section) -> dict[str, Any]:
    return {
        "count": section.count,
        "division": str(section.division_id),
        "question_set": str(section.question_set_id or ""),
        "axis": str(section.axis_id or ""),
        "difficulty": section.difficulty,
        "field": section.field,
        "points": section.points,
    }
