"""The form for uploading a file of questions."""

from __future__ import annotations

from django import forms
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank.importing.columns import QUESTIONS
from quizsite.tables.formats import ALL_ENDINGS
from quizsite.tables.limits import MAX_BYTES
from quizsite.tables.reader import endings_in_words


def _bounds() -> str:
    said = gettext("Tệp %(endings)s theo tệp mẫu, không quá %(megabytes)s MB và %(limit)s câu.")
    return said % {
        "endings": endings_in_words(),
        "megabytes": MAX_BYTES // (1024 * 1024),
        "limit": number_format(QUESTIONS.max_rows, force_grouping=True),
    }


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp câu hỏi"),
        help_text=lazy(_bounds, str)(),
        widget=forms.FileInput(attrs={"accept": ",".join(ALL_ENDINGS)}),
        allow_empty_file=True,  # whoever reads it says so
    )
