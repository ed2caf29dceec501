"""Fields for points: written with a comma or a dot, kept as whole hundredths."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from contests.points import hundredths_words

# Hundredths: a question is worth 100 points at most.
MOST_POINTS = 10_000
_WRITTEN = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?", re.ASCII)


class Scoring(TextChoices):
    EQUAL = "equal", _("Mỗi câu đúng tính như nhau")
    POINTS = "points", _("Mỗi câu có điểm riêng theo từng phần của đề")


class PointsField(forms.Field):
    """Whole hundredths of a point; None if nothing is written."""

    widget = forms.TextInput({"inputmode": "decimal", "maxlength": 7, "autocomplete": "off"})

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self._least = least

    def prepare_value(self, value: Any) -> Any:
        return hundredths_words(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        written = _WRITTEN.fullmatch(text)
        hundredths = (
            int(written[1]) * 100 + int((written[2] or "").ljust(2, "0")) if written else -1
        )
        if not self._least <= hundredths <= MOST_POINTS:
            raise ValidationError(
                _(
                    "Hãy ghi số điểm từ %(least)s đến %(most)s, nhiều nhất hai chữ số sau dấu "
                    "phẩy, ví dụ 2,5."
                )
                % {
                    "least": hundredths_words(self._least),
                    "most": hundredths_words(MOST_POINTS),
                }
            )
        return hundredths

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
