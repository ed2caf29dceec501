"""The form that narrows the trail down; it ignores what is not valid."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from quizsite.audit.selection import Wanted

_NAME_LOOKED_AT = 80
# A day later, or in another time zone, the first and the last day there are do not exist.
_DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1)))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=_DAYS)


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Việc"), required=False)
    person = forms.CharField(
        label=_("Họ và tên"),
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    since = _day(_("Từ ngày"))
    until = _day(_("Đến hết ngày"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 -- it is one, above
        kind.choices = [("", str(_("Mọi việc"))), *kinds]

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            kind=said.get("kind", ""),
            person=said.get("person", "")[:_NAME_LOOKED_AT],
            since=said.get("since"),
            until=said.get("until"),
        )

    def query(self) -> str:
        """What links to other pages of the same lines carry on."""
        wanted = self.wanted()
        said = {
            "kind": wanted.kind,
            "person": wanted.person,
            "since": wanted.since or "",
            "until": wanted.until or "",
        }
        return urlencode({name: str(value) for name, value in said.items() if value})
