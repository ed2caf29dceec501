"""The form that enters a contest: division, unit, consents, and what else the contest asks.

Pledge and code are asked when the answers are checked (forms_conditions.py)."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.eligibility.entry_fields import DetailFields
from contests.models import Contest, Division
from contests.registration.age_fields import AgeForm
from contests.registration.bars import OnTheList, check_unit_not_barred
from contests.registration.entries import UnitNotInForce, check_unit_in_force
from quizsite.accounts.models import Unit
from quizsite.accounts.personal_data.forms import ConsentsForm
from quizsite.accounts.units.fields import UnitField


class EntryForm(DetailFields, AgeForm, ConsentsForm):
    division = forms.ModelChoiceField(
        label=_("Bảng thi"),
        queryset=Division.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn bảng thi.")},
    )
    unit = UnitField()
    # In this order they are judged, too.
    field_order: tuple[str, ...] = ("division", "has_no_unit", "unit")

    def __init__(self, *args: Any, contest: Contest, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.contest = contest
        self.controller = contest.controller
        self.ask_details(contest)
        self.prepare_age(contest)
        divisions, unit = self.fields["division"], self.fields.get("unit")
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 -- declared above
        if isinstance(unit, UnitField):
            unit.on = timezone.localdate(at)
        divisions.queryset = contest.divisions.all()
        only = divisions.queryset[0] if len(divisions.queryset) == 1 else None
        self.only_division: Division | None = only
        if only is not None:
            divisions.initial = only.pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        division = cleaned.get("division")
        self.check_detail_fields(division, at=self.at)
        self.check_age_fields(division, at=self.at)
        return cleaned

    def clean_unit(self) -> Unit | None:
        chosen: Unit | None = self.cleaned_data["unit"]
        unit = self.unit_as_admitted(chosen, self.cleaned_data.get("division"))
        if unit is None:
            return None
        try:
            check_unit_in_force(unit, at=self.at)
            check_unit_not_barred(unit, contest=self.contest)
        except (UnitNotInForce, OnTheList) as refusal:
            raise ValidationError(str(refusal)) from refusal
        return unit
