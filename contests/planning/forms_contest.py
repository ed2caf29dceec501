"""The forms of a contest and its divisions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from contests.bands import MOST, WrongLine, bands_of
from contests.models import Contest, Division, TieCriterion
from contests.planning.contests import (
    DESCRIPTION_FIELDS,
    RESERVED_SLUGS,
    TwinDivisions,
    slug_for,
    twins_among,
)
from contests.planning.forms_tie_chain import TieForm
from quizsite.accounts.models import HeadcountCategory

_LONG = {"rows": 3}
_WIDGETS = {name: forms.Textarea(_LONG) for name in ("summary", "prizes", "quality_bands")}
_HELP = {
    "legal_basis": _("Ví dụ: Kế hoạch số 37/KH-UBND ngày 01/02/2026 của UBND thành phố."),
    "contact": _("Nơi nhận câu hỏi và khiếu nại: số điện thoại, thư điện tử."),
    "prizes": _("Lời ghi thêm, mỗi dòng một ý. Giải có số lượng thì ghi ở trang “Giải thưởng”."),
    "appeal_days": _(
        "Tính từ khi kỳ thi đóng hoặc bắt đầu kiểm tra kết quả. "
        "Ghi 0 thì trang không nhận khiếu nại."
    ),
    "quality_bands": _(
        "Chia người dự thi theo phần trăm câu đúng trong tệp và trang tham gia. Mỗi dòng một dải, "
        "như “từ 80: Giỏi”. Để trống thì: đúng tất cả, từ 75 %, từ 25 %, dưới 25 %."
    ),
    "result_days": _(
        "Thể lệ ghi hẹn này; 0 là trong ngày kỳ thi đóng. Nên không ít hơn số ngày nhận khiếu nại. "
        "Để trống thì không hẹn."
    ),
    "result_by": _("Giờ của ngày hẹn. Để trống thì hẹn đến hết ngày."),
    "data_controller": _("Cơ quan quyết định việc xử lý dữ liệu của người dự thi."),
    "data_contact": _("Nơi người dự thi hỏi, yêu cầu sửa, xóa dữ liệu của mình."),
}


class BandLines(forms.Form):
    """Checks the lines of bands, in both forms that ask them."""

    def clean_quality_bands(self) -> str:
        text: str = self.cleaned_data["quality_bands"]
        try:
            bands_of(text)
        except WrongLine as error:
            raise ValidationError(
                _(
                    "Hãy ghi mỗi dòng như “từ 80: Giỏi”, nhiều nhất %(most)d dòng. Chưa đúng: "
                    "%(line)s"
                )
                % {"most": MOST, "line": error}
            ) from error
        return text


class ContestForm(BandLines, TieForm):
    # The sum of rounds keeps neither single papers nor single predictions.
    CONDITIONS = (TieCriterion.PERFECT,)
    field_order = ("title", "slug", *DESCRIPTION_FIELDS[1:])
    slug = forms.SlugField(
        label=_("Đường dẫn"),
        max_length=80,
        required=False,
        help_text=_("Phần cuối địa chỉ trang cuộc thi. Để trống thì lấy theo tên."),
    )

    class Meta:
        model = Contest
        fields: ClassVar = [
            *(*DESCRIPTION_FIELDS, "slug", "appeal_days", "result_days", "result_by"),
        ]
        widgets: ClassVar = _WIDGETS | {
            "result_by": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }
        help_texts = _HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie_preset"].label = _("Xếp hạng cả cuộc thi (cộng các kỳ)")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("result_by") and cleaned.get("result_days", 0) is None:
            self.add_error("result_days", _("Hãy ghi số ngày, hoặc để trống ô giờ."))
        slug = cleaned.get("slug") or slug_for(cleaned.get("title", ""))
        if not slug and "title" in cleaned:
            self.add_error("slug", _("Hãy ghi đường dẫn bằng chữ không dấu và số."))
        elif slug in RESERVED_SLUGS or _is_taken(slug, self.instance):
            self.add_error(
                "slug", ValidationError(_("Đường dẫn này đã được dùng. Hãy chọn đường dẫn khác."))
            )
        else:
            cleaned["slug"] = slug
        return cleaned


class DescriptionForm(BandLines, forms.ModelForm):  # type: ignore[type-arg]  # of Contest
    """These fields may still change once a contest is published."""

    class Meta:
        model = Contest
        fields: ClassVar = DESCRIPTION_FIELDS
        widgets = _WIDGETS
        help_texts = _HELP


class DivisionForm(forms.ModelForm):  # type: ignore[type-arg]  # of Division
    class Meta:
        model = Division
        fields: ClassVar = [
            *("name", "audience", "headcount_category", "admits_minors", "is_prizeless"),
        ]
        help_texts: ClassVar = {
            "headcount_category": _("Tỷ lệ tham gia của đơn vị được chia cho số này."),
            "is_prizeless": _("Vẫn tính tỷ lệ tham gia và có thứ hạng, ghi rõ trên bảng."),
            "admits_minors": _("Khi đăng ký hỏi năm sinh; dưới 16 tuổi cần người giám hộ đồng ý."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["headcount_category"]
        assert isinstance(category, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        category.choices = [("", _("đếm riêng, không tính tỷ lệ")), *HeadcountCategory.choices]

    def has_changed(self) -> bool:
        # A division offered as a default counts as filled in; one without a name does not count.
        return bool(self["name"].value()) or not self.empty_permitted


class DivisionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # of Division
    def clean(self) -> None:
        super().clean()
        named = [
            form
            for form in self.forms
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]
        for n in twins_among(form.cleaned_data["name"] for form in named):
            named[n].add_error("name", str(TwinDivisions(named[n].cleaned_data["name"])))


DEFAULT_DIVISIONS = (
    {
        "name": _("Cán bộ, công chức, viên chức"),
        "audience": "cbccvc",
        "headcount_category": "cbccvc",
    },
    {"name": _("Người dân"), "audience": "nguoi-dan", "headcount_category": ""},
)


def division_formset(contest: Contest, data: Any = None) -> Any:
    """Show a contest's divisions and a blank one; a new contest is offered the usual two."""
    is_new = contest.pk is None
    make = inlineformset_factory(
        Contest,
        Division,
        form=DivisionForm,
        formset=DivisionFormSet,
        extra=len(DEFAULT_DIVISIONS) + 1 if is_new else 1,
        can_delete=True,
        min_num=0,
        validate_min=True,
    )
    initial = [dict(division) for division in DEFAULT_DIVISIONS] if is_new else None
    return make(data, instance=contest, prefix="bang", initial=initial)


def divisions_in(formset: Any) -> list[Division]:
    """List the divisions that stay, in the order of the page."""
    return [
        form.instance
        for form in formset.forms
        if form.has_changed() and not form.cleaned_data.get("DELETE")
    ]


def _is_taken(slug: str, contest: Contest) -> bool:
    return Contest.objects.filter(slug=slug).exclude(pk=contest.pk).exists()
