"""The form of the application: its texts, and up to five authors with their parts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.initiatives.arrangements import person_at
from contests.initiatives.forms_desk import day_field
from contests.models import MOST_APPLICANTS, Applicant, Application, Initiative
from contests.rules import ContestRefusal
from quizsite.accounts.fields import AddressField
from quizsite.language.fields import NameField, VisibleTextField


class ApplicationForm(forms.ModelForm):  # type: ignore[type-arg]  # of Application
    first_used_on = day_field(
        _("Ngày áp dụng lần đầu hoặc áp dụng thử"), help_text=_("Ghi ngày sớm hơn.")
    )
    is_pledged = forms.BooleanField(
        label=_("Tôi cam đoan mọi thông tin trong đơn là trung thực, đúng sự thật"),
        error_messages={"required": _("Hãy đánh dấu lời cam đoan.")},
    )

    class Meta:
        model = Application
        fields = (
            "addressee",
            "title",
            "owner",
            "field",
            "first_used_on",
            "nature",
            "confidential",
            "conditions",
            "benefit_by_author",
            "benefit_by_users",
            "first_users",
            "is_pledged",
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "addressee": _("Cơ sở xét công nhận. Ví dụ: Ủy ban nhân dân phường Mẫu."),
            "first_users": _("Mỗi dòng một người: họ tên, nơi công tác, nội dung hỗ trợ."),
            "confidential": _("Không có thì để trống. Trang công khai không hiện mục này."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea({"rows": 4})
            for name in (
                "nature",
                "confidential",
                "conditions",
                "benefit_by_author",
                "benefit_by_users",
                "first_users",
            )
        }

    def application(self, initiative: Initiative) -> Application:
        found: Application = self.save(commit=False)
        found.initiative = initiative
        return found


class ApplicantForm(forms.Form):
    full_name = NameField(label=_("Họ và tên"))
    born_on = day_field(_("Ngày sinh"), required=False)
    workplace = VisibleTextField(
        label=_("Nơi công tác hoặc nơi thường trú"),
        max_length=200,
        error_messages={"required": _("Hãy ghi nơi công tác hoặc nơi thường trú.")},
    )
    job = VisibleTextField(label=_("Chức danh"), max_length=120, required=False)
    qualification = VisibleTextField(label=_("Trình độ chuyên môn"), max_length=120, required=False)
    share_percent = forms.IntegerField(
        label=_("Tỷ lệ đóng góp (%)"),
        min_value=1,
        max_value=100,
        error_messages={"required": _("Hãy ghi tỷ lệ đóng góp.")},
    )
    address = AddressField(
        label=_("Thư điện tử của tài khoản trên trang này"),
        required=False,
        help_text=_("Để tác giả không biểu quyết sáng kiến của mình; không có thì để trống."),
    )
    account = None

    def clean_address(self) -> str:
        written: str = self.cleaned_data["address"]
        if written:
            try:
                self.account = person_at(written)
            except ContestRefusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return written

    def applicant(self) -> Applicant:
        said = {name: value for name, value in self.cleaned_data.items() if name != "address"}
        return Applicant(user=self.account, **said)


ApplicantFormSet = forms.formset_factory(
    ApplicantForm,
    extra=MOST_APPLICANTS,
    max_num=MOST_APPLICANTS,
    absolute_max=MOST_APPLICANTS,
    validate_max=True,
)


def applicants_in(formset: Any) -> list[Applicant]:
    """Rows that nobody filled in are no authors."""
    return [form.applicant() for form in formset if form.has_changed()]
