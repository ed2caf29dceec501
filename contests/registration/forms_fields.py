"""The form in which organisers correct the field that a person chose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import DeskReasonForm
from contests.models import Entry
from contests.registration.fields import fields_of


class FieldForm(DeskReasonForm):
    field = forms.ChoiceField(
        label=_("Lĩnh vực đúng"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một lĩnh vực.")},
    )
    field_order = ("field", "reason")

    def __init__(self, data: Any, *, entry: Entry) -> None:
        super().__init__(data, initial={"field": entry.field})
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(name, name) for name in fields_of(entry.division)]
        self.has_fields = bool(field.choices)
