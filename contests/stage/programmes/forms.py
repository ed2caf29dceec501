"""Forms of a show's programme. What is typed in lines is refused with the number of the line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Show, StagePackage, StagePart, StageQuestion, StageTeam
from contests.stage.programme import BuzzMode, PartKind, RescueTrigger
from contests.stage.programmes import typed
from contests.stage.programmes.typed import BadLine, TypedQuestion
from quizsite.accounts.models import Unit
from quizsite.accounts.units.search import unit_named
from quizsite.language.fields import VisibleTextField

_Read = TypeVar("_Read")
_LINES = forms.Textarea({"rows": 6})


def _read(text: str, read: Callable[[str], _Read]) -> _Read:
    try:
        return read(text)
    except BadLine as bad:
        raise ValidationError(_("Không đọc được dòng %(n)d.") % {"n": bad.line}) from None


class NewPartForm(forms.ModelForm[StagePart]):
    class Meta:
        model = StagePart
        fields = ("kind", "title")


class PartForm(forms.ModelForm[StagePart]):
    overtime_lines = forms.CharField(
        label=gettext_lazy("Trừ điểm quá giờ"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Mỗi dòng: quá từ mấy giây; trừ mấy điểm; trừ thêm mỗi mấy giây (để trống nếu một lần)."
            " Ví dụ: 60; 1; 60"
        ),
    )
    slot_s = forms.IntegerField(
        label=gettext_lazy("Thời gian một lượt trong kế hoạch (giây)"),
        required=False,
        min_value=1,
        max_value=14_400,
    )

    class Meta:
        model = StagePart
        fields = ("title", "seconds", "maximum", "step", "who", "aggregate", "marks_shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = self.instance
        self.fields["maximum"].widget.attrs["min"] = "0"
        self.initial["overtime_lines"] = "\n".join(
            "; ".join("" if one is None else str(one).lstrip("-") for one in row)
            for row in part.overtime
        )
        for name, field in RULE_FIELDS.get(part.kind, _QUESTION_FIELDS)().items():
            self.fields[name] = field
        self.initial = {**part.rules, **self.initial}
        if isinstance(points := part.rules.get("points"), list):
            self.initial["points"] = "; ".join(str(one) for one in points)

    def clean_overtime_lines(self) -> list[Any]:
        return _read(self.cleaned_data["overtime_lines"], typed.overtime_in)

    def clean_maximum(self) -> Decimal | None:
        maximum: Decimal | None = self.cleaned_data["maximum"]
        if maximum is not None and maximum < 0:
            raise ValidationError(_("Điểm tối đa không được âm."))
        return maximum

    def clean_step(self) -> Decimal:
        step: Decimal = self.cleaned_data["step"]
        if step <= 0:
            raise ValidationError(_("Bước điểm phải lớn hơn 0."))
        return step

    def clean_points(self) -> list[str]:
        cells = [one.strip().replace(",", ".") for one in self.cleaned_data["points"].split(";")]
        if not all(one.replace(".", "", 1).isdecimal() and len(one) < 8 for one in cells):
            raise ValidationError(_("Hãy ghi các số cách nhau bằng dấu chấm phẩy, ví dụ 40; 30."))
        return cells

    def filled(self) -> StagePart:
        """The part with what the form says of its rules."""
        part = self.instance
        part.overtime = self.cleaned_data["overtime_lines"]
        names = (*RULE_FIELDS.get(part.kind, _QUESTION_FIELDS)(), "slot_s")
        said = {name: self.cleaned_data[name] for name in names}
        part.rules = {
            **part.rules,
            **{
                name: str(one) if isinstance(one, Decimal) else one
                for name, one in said.items()
                if one is not None
            },
        }
        return part


def _points_field(label: Any, initial: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=initial,
        max_digits=7,
        decimal_places=2,
        required=False,
    )


def _whole_field(label: Any, initial: int | None, *, most: int = 2000) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, min_value=1, max_value=most, required=False
    )


def _QUESTION_FIELDS() -> dict[str, forms.Field]:  # noqa: N802 -- stands beside the table below
    return {
        "right": _points_field(gettext_lazy("Điểm một câu đúng"), "10"),
        "wrong": _points_field(gettext_lazy("Điểm một câu sai (0 hoặc số âm)"), "0"),
        "mode": forms.ChoiceField(
            label=gettext_lazy("Bấm chuông"),
            choices=[
                (BuzzMode.ANY_TIME, gettext_lazy("bất cứ lúc nào, kể cả khi đang đọc câu hỏi")),
                (BuzzMode.AFTER_SIGNAL, gettext_lazy("chỉ sau hiệu lệnh")),
            ],
            initial=BuzzMode.ANY_TIME,
            required=False,
        ),
        "has_star": forms.BooleanField(label=gettext_lazy("Có ngôi sao hy vọng"), required=False),
    }


def _speed_fields() -> dict[str, forms.Field]:
    return {
        "points": forms.CharField(
            label=gettext_lazy("Điểm theo thứ tự nhanh"),
            initial="40; 30; 20; 10",
            max_length=100,
            help_text=gettext_lazy("Thời gian bằng nhau thì cùng hưởng mức cao hơn."),
        )
    }


def _bell_fields() -> dict[str, forms.Field]:
    words = {
        RescueTrigger.AFTER_QUESTION: gettext_lazy("sau câu số đã định"),
        RescueTrigger.EMPTY: gettext_lazy("khi trên sàn không còn ai"),
        RescueTrigger.SHARE_LEFT: gettext_lazy("khi còn không quá một phần năm"),
        RescueTrigger.ALL_SINCE: gettext_lazy("khi không còn ai, người bị loại từ câu số"),
    }
    return {
        "seats": _whole_field(gettext_lazy("Số ghế"), 100),
        "rescues": forms.MultipleChoiceField(
            label=gettext_lazy("Cứu trợ"),
            choices=list(words.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "rescue_after": _whole_field(gettext_lazy("Cứu trợ sau câu số"), 10),
        "rescue_since": _whole_field(gettext_lazy("Người bị loại từ câu số này trở lại"), 10),
        "all_wrong_stays": forms.BooleanField(
            label=gettext_lazy("Cả sàn sai thì không ai bị loại"), required=False
        ),
        "golden_from": _whole_field(gettext_lazy("Câu hỏi vàng từ câu số"), None),
        "golden_standing": _whole_field(gettext_lazy("Câu hỏi vàng khi còn không quá"), None),
        "most_questions": _whole_field(gettext_lazy("Số câu nhiều nhất"), None),
    }


RULE_FIELDS: dict[str, Callable[[], dict[str, forms.Field]]] = {
    PartKind.SPEED: _speed_fields,
    PartKind.BELL: _bell_fields,
    PartKind.BREAK: dict,
}


class TeamForm(forms.ModelForm[StageTeam]):
    unit_lines = forms.CharField(
        label=gettext_lazy("Đơn vị của đội"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một đơn vị: mã hoặc tên đầy đủ. Đội cụm có nhiều đơn vị."),
    )
    member_lines = forms.CharField(
        label=gettext_lazy("Thành viên"),
        required=False,
        max_length=20_000,
        widget=_LINES,
        help_text=gettext_lazy(
            "Mỗi dòng một người: họ và tên; vai trò (đội trưởng, thành viên, dự bị, hỗ trợ)."
        ),
    )

    class Meta:
        model = StageTeam
        fields = ("name", "group")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        if self.instance.pk:
            words = {role: said for said, role in typed.ROLE_WORDS.items()}
            members = self.instance.members.all()
            self.initial["member_lines"] = "\n".join(
                f"{one.full_name}; {words[one.role]}" for one in members
            )
            self.initial["unit_lines"] = "\n".join(one.code for one in self.instance.units.all())

    def clean_member_lines(self) -> list[tuple[str, str]]:
        return _read(self.cleaned_data["member_lines"], typed.members_in)

    def clean_unit_lines(self) -> list[Unit]:
        found: dict[int, Unit] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["unit_lines"].splitlines())):
            unit = Unit.objects.filter(code=line).first() or unit_named(line, on=self.on)
            if unit is None:
                raise ValidationError(_("Không có đơn vị “%(unit)s”.") % {"unit": line[:80]})
            found[unit.pk] = unit
        return list(found.values())


class PackageForm(forms.ModelForm[StagePackage]):
    question_lines = forms.CharField(
        label=gettext_lazy("Câu hỏi"),
        max_length=60_000,
        widget=forms.Textarea({"rows": 14}),
        help_text=gettext_lazy(
            "Các câu cách nhau một dòng trống. Dưới câu hỏi ghi các phương án A., B.… và dấu *"
            " trước phương án đúng, hoặc một dòng “Đáp án: …”."
        ),
    )

    class Meta:
        model = StagePackage
        fields = ("part", "number")
        labels: ClassVar = {"part": gettext_lazy("Phần thi")}

    def __init__(self, *args: Any, show: Show, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = self.fields["part"]
        assert isinstance(parts, forms.ModelChoiceField)  # noqa: S101 -- it is, by the model
        parts.queryset = show.parts.all()
        if self.instance.pk:
            self.initial["question_lines"] = "\n\n".join(
                typed.typed_again(
                    TypedQuestion(one.stem, tuple(one.options), one.right_option, one.answer)
                )
                for one in self.instance.questions.all()
            )

    def clean_question_lines(self) -> list[StageQuestion]:
        questions = _read(self.cleaned_data["question_lines"], typed.questions_in)
        return [
            StageQuestion(
                stem=one.stem,
                options=list(one.options),
                right_option=one.right_option,
                answer=one.answer,
            )
            for one in questions
        ]


class DrawForm(forms.Form):
    witness = VisibleTextField(label=gettext_lazy("Người chứng kiến"), max_length=120)
