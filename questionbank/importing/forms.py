"""The form that takes a file."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from quizsite.tables.limits import MAX_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp câu hỏi"),
        help_text=_("Tệp .xlsx hoặc .csv theo tệp mẫu, không quá 10 MB và 5.000 câu."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={"empty": _("Tệp rỗng. Hãy chọn lại tệp có câu hỏi.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn."))
        return upload
