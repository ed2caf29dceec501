"""The fields about age in the form that enters a contest, if one of its divisions asks for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Division, GuardianRelation
from contests.registration.ages import OLDEST, Age, is_minor, must_agree_too
from quizsite.language.fields import NameField

_GUARDED = ("guardian_name", "guardian_relation", "guardian_agrees")


class AgeForm(forms.Form):
    """Required according to division and year: one form serves adults and children alike."""

    birth_year = forms.IntegerField(label=_("Năm sinh của người dự thi"), required=False)
    guardian_name = NameField(label=_("Họ và tên cha, mẹ hoặc người giám hộ"), required=False)
    guardian_relation = forms.ChoiceField(
        label=_("Quan hệ với người dự thi"),
        choices=[("", _("– chọn –")), *GuardianRelation.choices],
        required=False,
    )
    guardian_agrees = forms.BooleanField(
        label=_("Tôi là cha, mẹ hoặc người giám hộ, tôi đồng ý cho con em tôi dự thi"),
        required=False,
    )
    child_agrees = forms.BooleanField(
        label=_("Em từ 7 tuổi trở lên và em đồng ý dự thi"), required=False
    )

    def prepare_age(self, contest: Contest) -> None:
        """Take the fields out where no division admits minors; a birth date tells the year too."""
        self.asks_age = contest.divisions.filter(admits_minors=True).exists()
        unasked = ["birth_year"] if "birth_date" in self.fields else []
        if not self.asks_age:
            unasked = ["birth_year", *_GUARDED, "child_agrees"]
        for name in unasked:
            del self.fields[name]

    def age_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*_GUARDED, "child_agrees")]

    def check_age_fields(self, division: Division | None, *, at: datetime) -> None:
        """Say at each field what is missing for this division and year."""
        if division is None or not division.admits_minors:
            return
        asked, year = self._year_field(), self._year()
        this_year = timezone.localtime(at).year
        if year is None:
            if asked not in self.errors:
                self.add_error(asked, _("Bảng thi này cần năm sinh của người dự thi."))
            return
        if not this_year - OLDEST <= year <= this_year:
            self.add_error(asked, _("Hãy ghi năm sinh bằng bốn chữ số, ví dụ 2012."))
        elif is_minor(year, at=at):
            self._check_guardian()
            if must_agree_too(year, at=at) and not self.cleaned_data.get("child_agrees"):
                self.add_error("child_agrees", _("Từ 7 tuổi, chính người dự thi cũng phải đồng ý."))

    def _year_field(self) -> str:
        return "birth_year" if "birth_year" in self.fields else "birth_date"

    def _year(self) -> int | None:
        born: date | None = self.cleaned_data.get("birth_date")
        year: int | None = self.cleaned_data.get("birth_year")
        return born.year if born else year

    def _check_guardian(self) -> None:
        for name in _GUARDED:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Người dự thi dưới 16 tuổi thì mục này là bắt buộc."))

    def age(self) -> Age | None:
        cleaned: dict[str, Any] = self.cleaned_data
        year = self._year()
        if not self.asks_age or year is None:
            return None
        return Age(
            birth_year=year,
            guardian_name=cleaned["guardian_name"],
            guardian_relation=cleaned["guardian_relation"],
            has_guardian_agreed=cleaned["guardian_agrees"],
            has_child_agreed=cleaned["child_agrees"],
        )
