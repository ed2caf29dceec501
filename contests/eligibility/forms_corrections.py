"""The form in which organisers correct what a person said at entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.eligibility.corrections import FIELDS
from contests.eligibility.details import asked_of, check_birth_date, phone_as_kept
from contests.forms import DeskReasonForm
from contests.models import Contest, DivisionRule, EntryDetail
from contests.rules import ContestRefusal
from quizsite.accounts.models import HeadcountCategory


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]  # of EntryDetail
    """Offers what the contest asks in any division, and what is kept already."""

    reason = DeskReasonForm.base_fields["reason"]

    class Meta:
        model = EntryDetail
        fields: ClassVar = list(FIELDS)
        widgets: ClassVar = {"birth_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any, *, detail: EntryDetail, contest: Contest, at: datetime) -> None:
        super().__init__(data, instance=detail)
        self.at = at
        rules = list(DivisionRule.objects.filter(division__contest=contest))
        categories = {one for rule in rules for one in rule.categories}
        is_shown = {
            "category": bool(categories),
            "birth_date": any(rule.asks_birth_date for rule in rules),
        } | dict.fromkeys(asked_of(contest), True)
        for name in FIELDS:
            if not is_shown.get(name) and not getattr(detail, name):
                del self.fields[name]
        if "category" in self.fields:
            self._offer_categories({*categories, detail.category})
        self.fields["reason"].help_text = _(
            "Chỉ ban tổ chức và quản trị thấy, trong nhật ký. Đừng ghi tên hay chuyện riêng của ai."
        )

    def _offer_categories(self, offered: set[str]) -> None:
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- a field with choices
        choices = [one for one in HeadcountCategory.choices if one[0] in offered]
        field.choices = [("", _("– chọn –")), *choices]

    def clean_birth_date(self) -> Any:
        written = self.cleaned_data["birth_date"]
        try:
            if written is not None:
                check_birth_date(written, at=self.at)
        except ContestRefusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return written

    def clean_phone(self) -> str:
        try:
            return phone_as_kept(self.cleaned_data["phone"])
        except ContestRefusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
