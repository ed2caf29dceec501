"""The form that narrows the list of entries down; it ignores what is not valid."""

from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from contests.models import Contest
from contests.registration.entry_list import EntryFilter, EntryOrder, EntryState

_WORDS_LOOKED_AT = 80


class EntryFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Tìm theo họ tên, thư điện tử, số điện thoại hoặc đơn vị"),
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    bang = forms.ChoiceField(label=_("Bảng thi"), required=False)
    don_vi = forms.CharField(label=_("Đơn vị và các đơn vị trực thuộc"), required=False)
    trang_thai = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", _("Tất cả")), *EntryState.choices]
    )
    xep = forms.ChoiceField(label=_("Sắp xếp"), required=False, choices=EntryOrder.choices)

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        division = self.fields["bang"]
        assert isinstance(division, forms.ChoiceField)  # noqa: S101 -- it is one, above
        divisions = contest.divisions.values_list("code", "name")
        division.choices = [("", str(_("Mọi bảng"))), *divisions]

    def wanted(self) -> EntryFilter:
        self.is_valid()
        said = self.cleaned_data
        return EntryFilter(
            words=said.get("q", "")[:_WORDS_LOOKED_AT],
            division=said.get("bang", ""),
            unit=said.get("don_vi", "")[:_WORDS_LOOKED_AT],
            state=said.get("trang_thai", ""),
            order=EntryOrder(said.get("xep") or EntryOrder.NEWEST),
        )

    def query(self) -> str:
        """What links to other pages and to the file carry on."""
        self.is_valid()
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    def narrows(self) -> bool:
        wanted = self.wanted()
        return bool(wanted.division or wanted.unit or wanted.state)
