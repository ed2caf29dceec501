"""The bank's form fields for text."""

from __future__ import annotations

from typing import Any

from django import forms

from questionbank.question_text import pasted_tables
from quizsite.language import vietnamese


class TidyField(forms.CharField):
    """Takes text as the bank keeps it: NFC, single spaces, no legacy letters; areas keep lines."""

    def to_python(self, value: Any) -> Any:
        has_lines = isinstance(self.widget, forms.Textarea)
        tidied = vietnamese.tidy_lines if has_lines else vietnamese.tidy
        return tidied(super().to_python(value) or "")


class TextWithTables(TidyField):
    """Takes rows pasted from Word or Excel as a table: tidying alone would lose their tabs."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(pasted_tables(value) if value else value)
