"""Forms of those who run a survey: its settings, one question, a place, codes."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.forms import moment_field
from contests.models import Survey, SurveyQuestion, SurveyQuestionKind, SurveyState
from contests.surveys.survey_templates import TEMPLATES, SurveyTemplate
from contests.surveys.surveys import OPEN_FIELDS
from quizsite.accounts.units.fields import UnitField
from quizsite.language.fields import VisibleTextField
from quizsite.language.vietnamese import tidy

Kind = SurveyQuestionKind
MOST_OPTIONS, MOST_ITEMS, LONGEST_LINE = 20, 15, 200
LONGEST_LIST = 10_000
_NO_TEMPLATE = ""


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """An open survey keeps everything but its closing."""

    title = VisibleTextField(label=gettext_lazy("Tên khảo sát"), max_length=200)
    organiser_name = VisibleTextField(
        label=gettext_lazy("Đơn vị khảo sát"),
        help_text=gettext_lazy("Người trả lời đọc được: ai hỏi họ."),
        max_length=200,
    )
    opens_at = moment_field(gettext_lazy("Nhận trả lời từ"))
    closes_at = moment_field(gettext_lazy("Đóng lúc"))

    class Meta:
        model = Survey
        fields = ("title", "organiser_name", "introduction", "opens_at", "closes_at", "needs_code")
        labels: ClassVar[dict[str, Any]] = {
            "introduction": gettext_lazy("Lời giới thiệu"),
            "needs_code": gettext_lazy("Mỗi mã trên phiếu mời chỉ trả lời một lần"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "introduction": gettext_lazy(
                "Khảo sát để làm gì, mất mấy phút. Trang tự nói thêm rằng phiếu không ghi ai."
            ),
            "needs_code": gettext_lazy(
                "Để trống thì ai có đường dẫn cũng trả lời được, nên có thể trả lời nhiều lần."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {"introduction": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != SurveyState.DRAFT:
            for name in set(self.fields) - set(OPEN_FIELDS):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        opens_at = said.get("opens_at", self.instance.opens_at)
        closes_at = said.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Giờ đóng phải sau giờ mở."))
        return said


class NewSurveyForm(SurveyForm):
    template = forms.ChoiceField(
        label=gettext_lazy("Bắt đầu từ"),
        required=False,
        choices=[
            *((one.key, one.name) for one in TEMPLATES.values()),
            (_NO_TEMPLATE, gettext_lazy("Phiếu trống, tự soạn câu hỏi")),
        ],
        initial=next(iter(TEMPLATES)),
        widget=forms.RadioSelect,
    )
    field_order = ("template",)

    def chosen(self) -> SurveyTemplate | None:
        return TEMPLATES.get(self.cleaned_data["template"])


class LinesField(forms.CharField):
    """A list written one a line; kept in that order, without empty lines."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 6}), **kwargs)
        self._most = most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        written = value or ""
        if len(written) > LONGEST_LIST:
            raise forms.ValidationError(_("Danh sách này quá dài. Hãy bớt chữ hoặc bớt dòng."))
        lines = [line for one in written.splitlines() if (line := tidy(one))]
        if len(lines) > self._most:
            raise forms.ValidationError(_("Nhiều nhất %(n)d dòng.") % {"n": self._most})
        if any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(_("Mỗi dòng dài nhất %(n)d chữ.") % {"n": LONGEST_LINE})
        if len(set(lines)) < len(lines):
            raise forms.ValidationError(_("Có hai dòng giống nhau."))
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    text = VisibleTextField(
        label=gettext_lazy("Câu hỏi"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Hãy ghi câu hỏi.")},
    )
    options = LinesField(
        most=MOST_OPTIONS,
        label=gettext_lazy("Các phương án"),
        help_text=gettext_lazy("Mỗi dòng một phương án; chỉ cho câu chọn một hay chọn nhiều."),
    )
    items = LinesField(
        most=MOST_ITEMS,
        label=gettext_lazy("Các mục"),
        help_text=gettext_lazy("Mỗi dòng một mục; chỉ cho câu có nhiều mục cùng năm mức."),
    )

    class Meta:
        model = SurveyQuestion
        fields = ("kind", "text", "options", "items", "factor", "dimension", "is_required")
        labels: ClassVar[dict[str, Any]] = {
            "kind": gettext_lazy("Dạng câu"),
            "factor": gettext_lazy("Yếu tố"),
            "dimension": gettext_lazy("Dùng để chia mẫu theo"),
            "is_required": gettext_lazy("Phải trả lời câu này"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "factor": gettext_lazy("Để cộng kết quả theo yếu tố."),
            "dimension": gettext_lazy(
                "Chỉ cho câu chọn một; phương án phải trùng tên nhóm của mẫu."
            ),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind = said.get("kind")
        if kind in {Kind.SINGLE, Kind.SEVERAL}:
            if len(said.get("options") or []) < 2 and "options" not in self.errors:
                self.add_error(
                    "options", _("Hãy ghi ít nhất hai phương án, mỗi dòng một phương án.")
                )
        elif kind:
            said["options"] = []
        if kind == Kind.GRID:
            if not said.get("items") and "items" not in self.errors:
                self.add_error("items", _("Hãy ghi các mục, mỗi dòng một mục."))
        elif kind:
            said["items"] = []
        if kind != Kind.SINGLE and said.get("dimension"):
            self.add_error("dimension", _("Chỉ câu chọn một mới dùng để chia mẫu."))
        if kind not in {Kind.GRADES, Kind.GRID} and said.get("factor"):
            self.add_error("factor", _("Chỉ câu có năm mức hài lòng mới thuộc một yếu tố."))
        return said


class PlaceForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Thêm một nơi"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = on


class CodesForm(forms.Form):
    count = forms.IntegerField(
        label=gettext_lazy("Số mã"),
        help_text=gettext_lazy("Mã chỉ hiện trong tệp tải về lúc này; trang không đọc lại được."),
        min_value=1,
        max_value=5000,
        error_messages={"required": gettext_lazy("Hãy ghi cần bao nhiêu mã.")},
    )
