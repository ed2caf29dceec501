"""The form of one thing to read; a link is checked here and shown with its host."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

import idna
from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from contests.models import StudyItem
from questionbank.models import Axis, LegalDocument
from quizsite.language import vietnamese

_is_https = URLValidator(schemes=["https"])
_WRONG = _("Liên kết phải đầy đủ, bắt đầu bằng https://, ví dụ https://vanban.chinhphu.vn/.")


class StudyItemForm(forms.ModelForm):  # type: ignore[type-arg]  # of StudyItem
    class Meta:
        model = StudyItem
        fields = ("title", "axis", "document", "url", "text")
        widgets: ClassVar = {
            "text": forms.Textarea({"rows": 5}),
            "url": forms.URLInput({"inputmode": "url", "autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "axis": _("Không chọn thì tài liệu đứng trên mọi trục."),
            "document": _("Văn bản có trong ngân hàng câu hỏi."),
            "url": _("Chỉ nhận https. Tên miền hiện bên cạnh để người đọc biết mình đi đâu."),
            "text": _("Chữ thường, nhiều nhất 3.000 ký tự; dòng trống tách đoạn."),
        }
        error_messages: ClassVar = {"title": {"required": _("Hãy ghi tên tài liệu.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis, document = self.fields["axis"], self.fields["document"]
        assert isinstance(axis, forms.ModelChoiceField)  # noqa: S101 -- they are foreign keys
        assert isinstance(document, forms.ModelChoiceField)  # noqa: S101 -- as above
        chosen = [self.instance.axis_id] if self.instance.axis_id else []
        axis.queryset = Axis.objects.offered(also=chosen)
        axis.empty_label = str(_("Mọi trục"))
        document.queryset = LegalDocument.objects.order_by("number")
        document.empty_label = str(_("Không có"))

    def clean_title(self) -> str:
        title = vietnamese.tidy(self.cleaned_data["title"])
        if not vietnamese.visible(title):
            raise forms.ValidationError(_("Hãy ghi tên tài liệu."))
        return title

    def clean_url(self) -> str:
        return checked_link(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        parts = ("document", "url", "text")
        if not any(said.get(part) or part in self.errors for part in parts):
            raise forms.ValidationError(_("Hãy chọn văn bản, ghi liên kết hoặc viết nội dung."))
        return said


def checked_link(text: str) -> str:
    """Take https alone, without a name before the host: what stands there misleads about it.

    The host is stored as computers read it, so that look-alike letters are seen."""
    text = text.strip()
    if not text:
        return ""
    if not text.isprintable():  # a line break would be dropped in silence
        raise forms.ValidationError(_WRONG)
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
        ascii_host = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    except (ValueError, idna.IDNAError) as error:
        raise forms.ValidationError(_WRONG) from error
    if parts.scheme != "https" or not host or "." not in host or "@" in parts.netloc:
        raise forms.ValidationError(_WRONG)
    link = parts._replace(netloc=f"{ascii_host}:{port}" if port else ascii_host).geturl()
    try:
        _is_https(link)
    except forms.ValidationError as error:
        raise forms.ValidationError(_WRONG) from error
    return link
