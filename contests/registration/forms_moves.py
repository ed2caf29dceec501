"""Forms that correct the unit or division of entries."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contests.forms import ReasonForm
from contests.models import Contest, Division, Entry
from contests.registration.ages import OLDEST
from contests.registration.moves import asks_age
from quizsite.accounts.units.fields import UnitField
from quizsite.language.ordering import VietnameseOrder


class MoveEntryForm(ReasonForm):
    division = forms.ModelChoiceField(
        label=_("Bảng thi"),
        queryset=Division.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    unit = UnitField()
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        help_text=_("Chỉ cần khi chuyển sang bảng nhận người dưới 16 tuổi."),
    )
    field_order = ("unit", "division", "birth_year", "reason")

    def __init__(self, data: Any, *, entry: Entry, at: datetime) -> None:
        super().__init__(data, initial={"unit": entry.unit, "division": entry.division_id})
        divisions, unit = self.fields["division"], self.fields["unit"]
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 -- declared above
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        divisions.queryset = entry.contest.divisions.all()
        unit.on = timezone.localdate(at)
        self.this_year = unit.on.year
        if not asks_age(entry):
            del self.fields["birth_year"]

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.this_year - OLDEST <= year <= self.this_year:
            raise forms.ValidationError(_("Hãy ghi năm sinh bằng bốn chữ số, ví dụ 1985."))
        return year


class MoveUnitForm(ReasonForm):
    """Everybody of one unit goes to another; `source` lists units that people entered for."""

    source = forms.ChoiceField(label=_("Đơn vị đã chọn nhầm"))
    target = UnitField(label=_("Đơn vị đúng"))
    field_order = ("source", "target", "reason")

    def __init__(self, data: Any, *, contest: Contest, at: datetime) -> None:
        super().__init__(data)
        source, target = self.fields["source"], self.fields["target"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101 -- declared above
        assert isinstance(target, UnitField)  # noqa: S101 -- declared above
        units = Entry.objects.filter(contest=contest).values_list("unit", "unit__name")
        counted = units.annotate(people=Count("pk")).order_by(VietnameseOrder("unit__name"), "unit")
        source.choices = [
            ("", "—"),
            *((pk, _people(name, people)) for pk, name, people in counted),
        ]
        target.on = timezone.localdate(at)


def _people(name: str, people: int) -> str:
    return ngettext("%(name)s: %(n)d người", "%(name)s: %(n)d người", people) % {
        "name": name,
        "n": people,
    }
