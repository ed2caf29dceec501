"""The form with which organisers choose what a link has chosen beforehand."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.joining.preselected import join_path
from contests.models import Contest, Division
from quizsite.accounts.units.fields import UnitField


class JoinLinkForm(forms.Form):
    unit = UnitField(required=False)
    division = forms.ModelChoiceField(
        label=_("Bảng thi"),
        queryset=Division.objects.none(),
        required=False,
        empty_label=_("người đăng ký tự chọn"),
    )

    def __init__(self, *args: Any, contest: Contest, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contest = contest
        unit, divisions = self.fields["unit"], self.fields["division"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        assert isinstance(divisions, forms.ModelChoiceField)  # noqa: S101 -- declared above
        unit.on = on
        divisions.queryset = contest.divisions.all()

    def path(self) -> str:
        """The way in with what was chosen; without anything chosen for everybody."""
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return join_path(self.contest, unit=said.get("unit"), division=said.get("division"))
