"""Forms of the office's lines and templates, and of a document's number and day."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.document_models import DocumentKind, DocumentOffice, IssuedDocument
from leaderboard.official_documents.issue import USUAL_BORDER
from leaderboard.official_documents.templates import OWN_KINDS, checked_fields
from quizsite.documents.own_templates import UnusableTemplate
from quizsite.tables.limits import MAX_BYTES


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # of DocumentOffice
    class Meta:
        model = DocumentOffice
        fields: ClassVar = [
            "superior",
            "agency",
            "place",
            "symbol",
            "decider",
            "signer_authority",
            "signer_name",
            "chair_name",
            "secretary_name",
            "bases",
            "money_source",
            "recipients",
        ]
        help_texts: ClassVar = {
            "superior": _("Ghi trên tên cơ quan ban hành, ví dụ: UBND thành phố Hà Nội."),
            "agency": _("Ví dụ: Ban tổ chức Cuộc thi Tìm hiểu cải cách hành chính."),
            "place": _("Nơi cơ quan đóng trụ sở, đứng trước ngày tháng."),
            "symbol": _("Sau số và loại văn bản: 05/QĐ-BTC. Để trống thì ghi BTC."),
            "decider": _("Ví dụ: Trưởng Ban tổ chức. Để trống thì ghi tên cơ quan ban hành."),
            "signer_authority": _("Mỗi dòng một ý: TM. Ban tổ chức / KT. Trưởng ban / Phó ban."),
            "signer_name": _("Không ghi học hàm, học vị."),
            "bases": _("Mỗi dòng một văn bản. Không cần ghi dấu chấm phẩy."),
            "money_source": _("Ví dụ: kinh phí cải cách hành chính năm 2026."),
            "recipients": _("Mỗi dòng một nơi, dòng cuối là nơi lưu."),
        }
        widgets: ClassVar = {
            "signer_authority": forms.Textarea(attrs={"rows": 3}),
            "bases": forms.Textarea(attrs={"rows": 4}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }


class NumberForm(forms.ModelForm):  # type: ignore[type-arg]  # of IssuedDocument
    number = forms.IntegerField(label=_("Số"), min_value=1, max_value=99_999, required=False)
    day = forms.DateField(
        label=_("Ngày ban hành"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống số hoặc ngày thì văn bản chừa chỗ để ghi tay."),
    )

    class Meta:
        model = IssuedDocument
        fields: ClassVar = ["number", "day"]


class BorderForm(forms.Form):
    """Which units are urged."""

    duoi = forms.IntegerField(
        label=_("Đơn vị có tỷ lệ tham gia dưới (%)"), min_value=1, max_value=100
    )

    @classmethod
    def read(cls, data: Any) -> tuple["BorderForm", int]:
        form = cls(data if "duoi" in data else {"duoi": USUAL_BORDER})
        return form, form.cleaned_data["duoi"] if form.is_valid() else USUAL_BORDER


class TemplateForm(forms.Form):
    """An office's own .docx, checked by the limited child before anything is kept."""

    kind = forms.ChoiceField(
        label=_("Loại văn bản"), choices=[(one.value, one.label) for one in OWN_KINDS]
    )
    file = forms.FileField(
        label=_("Tệp mẫu (.docx)"),
        widget=forms.ClearableFileInput({"accept": ".docx"}),
        help_text=_("Mẫu của cơ quan, có tên trường trong hai ngoặc nhọn ở chỗ cần điền."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data_read = b""
        self.fields_found: list[str] = []

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        self.data_read = sent.read(MAX_BYTES + 1)
        try:
            self.fields_found = checked_fields(self.data_read)
        except UnusableTemplate as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return sent

    @property
    def kind_chosen(self) -> DocumentKind:
        return DocumentKind(self.cleaned_data["kind"])
