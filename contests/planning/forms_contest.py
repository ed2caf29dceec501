"""The forms of a contest and its divisions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Division
from contests.planning.contests import DESCRIPTION_FIELDS, RESERVED_SLUGS, slug_for
from contests.planning.forms_tie_chain import TieForm
from quizsite.accounts.models import HeadcountCategory

_LONG = {"rows": 3}
_WIDGETS = {"summary": forms.Textarea(_LONG), "prizes": forms.Textarea(_LONG)}
_HELP = {
    "legal_basis": _("Ví dụ: Kế hoạch số 37/KH-UBND ngày 01/02/2026 của UBND thành phố."),
    "contact": _("Nơi nhận câu hỏi và khiếu nại: số điện thoại, thư điện tử."),
    "prizes": _("Mỗi dòng một giải."),
}


class ContestForm(TieForm):
    field_order = ("title", "slug", *DESCRIPTION_FIELDS[1:])
    slug = forms.SlugField(
        label=_("Đường dẫn"),
        max_length=80,
        required=False,
        help_text=_("Phần cuối địa chỉ trang cuộc thi. Để trống thì lấy theo tên."),
    )

    class Meta:
        model = Contest
        fields: ClassVar = [*DESCRIPTION_FIELDS, "slug"]
        widgets = _WIDGETS
        help_texts = _HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie_preset"].label = _("Xếp hạng cả cuộc thi (cộng các kỳ)")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
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


class DescriptionForm(forms.ModelForm):  # type: ignore[type-arg]  # of Contest
    """These fields may still change once a contest is published."""

    class Meta:
        model = Contest
        fields: ClassVar = DESCRIPTION_FIELDS
        widgets = _WIDGETS
        help_texts = _HELP


class DivisionForm(forms.ModelForm):  # type: ignore[type-arg]  # of Division
    class Meta:
        model = Division
        fields: ClassVar = ["name", "audience", "headcount_category"]
        help_texts: ClassVar = {
            "headcount_category": _("Tỷ lệ tham gia của đơn vị được chia cho số này."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["headcount_category"]
        assert isinstance(category, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        category.choices = [("", _("đếm riêng, không tính tỷ lệ")), *HeadcountCategory.choices]

    def has_changed(self) -> bool:
        # A division offered as a default counts as filled in; one without a name does not count.
        return bool(self["name"].value()) or not self.empty_permitted


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
