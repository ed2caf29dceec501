"""Form fields for text that somebody is to read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizsite.language.names import LONGEST_WORD, NameFault, fault_of_name, with_apostrophes
from quizsite.language.vietnamese import tidy, visible

_NAME_FAULTS = {
    NameFault.NO_LETTERS: _("Hãy viết họ và tên bằng chữ."),
    NameFault.NOT_ONLY_LETTERS: _(
        "Họ và tên chỉ có chữ. Hãy bỏ chữ số, @, biểu tượng (emoji) và ký hiệu khác."
    ),
    NameFault.WORD_TOO_LONG: _(
        "Có từ dài hơn %(most)d chữ cái. Hãy viết cách các tiếng trong họ và tên."
    ),
    NameFault.TOO_MANY_MARKS: _("Có chữ mang quá nhiều dấu. Hãy viết lại chữ đó."),
}


class VisibleTextField(forms.CharField):
    """Takes letters that no screen shows, and nothing else, as nothing written."""

    def to_python(self, value: Any) -> Any:
        return visible(super().to_python(value) or "")


class NameField(forms.CharField):
    """Takes the name of a person; every form judges names by it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 120, **kwargs})

    def to_python(self, value: Any) -> str:
        return tidy(with_apostrophes(super().to_python(value) or ""))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and (fault := fault_of_name(value)):
            raise ValidationError(
                _NAME_FAULTS[fault], code=fault.value, params={"most": LONGEST_WORD}
            )
