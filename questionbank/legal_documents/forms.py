"""The form of a legal document."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.legal_documents.numbers import document_key
from questionbank.models import (
    LegalDocument,
)
from quizsite.language import vietnamese


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # none at run time
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = LegalDocument
        fields = (
            "number",
            "title",
            "issued_on",
            "in_force_from",
            "in_force_until",
            "replaced_by",
        )
        widgets: ClassVar = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("issued_on", "in_force_from", "in_force_until")
        }
        # People would read "đến" as the last day in force.
        labels: ClassVar = {"in_force_until": _("Hết hiệu lực từ")}
        help_texts: ClassVar = {
            "number": _("Ví dụ 76/NQ-CP."),
            "in_force_until": _("Ngày đầu tiên văn bản không còn hiệu lực."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = LegalDocument.objects.exclude(pk=self.instance.pk)
        successor = self.fields["replaced_by"]
        assert isinstance(successor, forms.ModelChoiceField)  # noqa: S101 -- it is a foreign key
        successor.queryset = others
        successor.empty_label = str(_("Chưa bị thay thế"))

    def clean_number(self) -> str:
        number = vietnamese.tidy(self.cleaned_data["number"])
        others = LegalDocument.objects.exclude(pk=self.instance.pk)
        known = {document_key(other) for other in others.values_list("number", flat=True)}
        if document_key(number) in known:
            raise forms.ValidationError(_("Văn bản này đã có trong ngân hàng."))
        return number

    def clean_title(self) -> str:
        return vietnamese.tidy(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("in_force_from"), said.get("in_force_until")
        if since and until and until <= since:
            self.add_error("in_force_until", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        successor = said.get("replaced_by")
        if successor and self.instance.pk and _leads_to(successor, self.instance.pk):
            self.add_error("replaced_by", _("Hai văn bản không thể thay thế lẫn nhau."))
        return said


def _leads_to(document: LegalDocument, target: int) -> bool:
    after = dict(LegalDocument.objects.values_list("pk", "replaced_by_id"))
    seen: set[int] = set()
    step: int | None = document.pk
    while step is not None and step not in seen:
        seen.add(step)
        step = after.get(step)
    return target in seen
