"""Forms with which organisers decide on a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.forms import ReasonForm
from contests.models import Entry


class VoidSomeForm(ReasonForm):
    """Nobody is ticked beforehand. Choices are texts, since SQLite fails on very large numbers."""

    people = forms.MultipleChoiceField(
        label=_("Loại đăng ký của"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một người để loại.")},
    )
    field_order = ("people", "reason")

    def __init__(self, *args: Any, entries: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._valid = {str(entry.pk): entry for entry in entries if entry.voided_at is None}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = [
            (pk, f"{entry.user.full_name}, {entry.unit.name}") for pk, entry in self._valid.items()
        ]

    @property
    def chosen(self) -> list[Entry]:
        return [self._valid[pk] for pk in self.cleaned_data["people"]]
