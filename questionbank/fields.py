"""The bank's form field for text."""

from __future__ import annotations

from typing import Any

from django import forms

from quizsite.language import vietnamese


class TidyField(forms.CharField):
    """Takes text as the bank keeps it: NFC, single spaces, no legacy letters."""

    def to_python(self, value: Any) -> Any:
        return vietnamese.tidy(super().to_python(value) or "")
