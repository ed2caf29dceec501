"""The forms of a written round: its window, what is handed in, and the headings of a work."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from contests.models import Round, WorkHeading, WrittenTerms
from contests.models.written import FILE_KINDS
from contests.planning.forms_round import MOMENT, YEARS
from contests.written.terms import MOST_HEADINGS, problems_of_terms
from quizsite.language.fields import VisibleTextField

_BLANK_HEADINGS = 3


class WrittenRoundForm(forms.ModelForm):  # type: ignore[type-arg]  # of Round
    class Meta:
        model = Round
        fields: ClassVar = ["title", "opens_at", "closes_at"]
        widgets: ClassVar = {
            "opens_at": forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
            "closes_at": forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
        }
        help_texts: ClassVar = {
            "closes_at": _("Từ thời điểm này không nhận bài. Hết ngày 29 là 00:00 ngày 30."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        for name, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
            if moment and moment.year not in YEARS:
                self.add_error(name, _("Hãy kiểm tra lại năm."))
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Giờ đóng phải sau giờ mở."))
        return cleaned


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # of WrittenTerms
    file_kinds = forms.MultipleChoiceField(
        label=_("Loại tệp được nhận"),
        required=False,
        choices=[(kind, f".{kind}") for kind in FILE_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WrittenTerms
        fields: ClassVar = [
            "task",
            "takes_text",
            "takes_files",
            "takes_paper",
            "min_words",
            "max_words",
            "min_pages",
            "max_pages",
            "file_kinds",
            "min_files",
            "max_files",
            "max_megabytes",
            "max_works",
            "max_authors",
            "tool_statement",
            "may_mend",
            "mend_days",
            "postmark_until",
        ]
        widgets: ClassVar = {
            "task": forms.Textarea({"rows": 6}),
            "postmark_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "task": _("Hiện trong thể lệ và trên trang viết bài."),
            "min_words": _("Đếm theo khoảng trắng: “cải cách hành chính” là 4 chữ."),
            "max_authors": _("Ghi 1 nếu bài chỉ của một người."),
            "postmark_until": _("Chỉ dùng khi nhận bài giấy. Để trống thì tính theo ngày nhận."),
        }

    @property
    def about_work(self) -> list[forms.BoundField]:
        return [self[name] for name in ("min_words", "max_words", "min_pages", "max_pages")]

    @property
    def about_files(self) -> list[forms.BoundField]:
        return [self[name] for name in ("file_kinds", "min_files", "max_files", "max_megabytes")]

    @property
    def about_authors(self) -> list[forms.BoundField]:
        return [self[name] for name in ("max_works", "max_authors", "tool_statement")]


class HeadingForm(forms.Form):
    title = VisibleTextField(label=_("Tên mục"), max_length=200, required=False)
    hint = VisibleTextField(label=_("Gợi ý cho người viết"), max_length=500, required=False)
    min_words = forms.IntegerField(
        label=_("Số chữ tối thiểu"), min_value=1, max_value=20000, required=False
    )
    max_words = forms.IntegerField(
        label=_("Số chữ tối đa"), min_value=1, max_value=20000, required=False
    )
    is_required = forms.BooleanField(label=_("Bắt buộc viết"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        others = ("hint", "min_words", "max_words")
        if not cleaned.get("title") and any(cleaned.get(name) for name in others):
            self.add_error("title", _("Hãy ghi tên mục, hoặc xóa các ô khác của mục này."))
        return cleaned


Headings = BaseFormSet[HeadingForm]


class WrittenForms:
    """The forms of one written round, filled in together."""

    def __init__(self, round: Round, data: Any, *, terms: WrittenTerms) -> None:
        self.round = round
        self.form = WrittenRoundForm(data, instance=round)
        self.terms = TermsForm(data, instance=terms)
        stored = list(terms.headings.all()) if terms.pk else []
        self.headings = _headings(data, stored)
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        # All, so that every mistake shows at once.
        valid = [self.form.is_valid(), self.terms.is_valid(), self.headings.is_valid()]
        if not all(valid):
            return False
        self.problems = problems_of_terms(self.terms.instance, self.chosen_headings())
        for problem in self.problems:
            self.terms.add_error(None, problem)
        return not self.problems

    def chosen_headings(self) -> list[WorkHeading]:
        said = [form.cleaned_data for form in self.headings]
        return [WorkHeading(**one) for one in said if one.get("title")]


def _headings(data: Any, stored: Sequence[WorkHeading]) -> Headings:
    names = ("title", "hint", "min_words", "max_words", "is_required")
    initial = [{name: getattr(one, name) for name in names} for one in stored]
    extra = max(0, min(_BLANK_HEADINGS, MOST_HEADINGS - len(stored)))
    made = formset_factory(
        HeadingForm, extra=extra, max_num=MOST_HEADINGS, validate_max=True, absolute_max=40
    )
    return made(data, initial=initial, prefix="muc")
