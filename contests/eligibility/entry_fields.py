"""The fields about unit, age, category and other details in the form that enters a contest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.eligibility.details import (
    Details,
    asked_of,
    check_birth_date,
    phone_as_kept,
)
from contests.eligibility.rules import (
    check_age_admitted,
    check_category_admitted,
    places_of,
    unit_admitted,
)
from contests.eligibility.words import asked_for_age, rule_in_words
from contests.models import (
    AskedDetail,
    Contest,
    DetailKind,
    Division,
    DivisionRule,
    Gender,
    UnitAsked,
)
from contests.rules import ContestRefusal
from questionbank.models import Audience
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.language.vietnamese import tidy

_Kept = TypeVar("_Kept")
_CHOOSE = ("", _("– chọn –"))
_WHERE_ONE_LIVES = _(
    "Chọn phường, xã nơi bạn đang ở. Gõ tên mới, hoặc tên phường, xã, quận, huyện cũ, không cần "
    "dấu, rồi chọn."
)
_WHERE_ONE_LIVES_OR_WORKS = _(
    "Người dân chọn phường, xã nơi mình đang ở; ai thi theo cơ quan hoặc trường học thì chọn cơ "
    "quan, trường đó. Gõ vài chữ của tên mới hoặc tên cũ, không cần dấu, rồi chọn."
)
_WRITTEN_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d")


class DetailFields(forms.Form):
    """One form serves all divisions, so a rule of one is judged when it is sent."""

    at: datetime

    has_no_unit = forms.BooleanField(
        label=_("Tôi không thuộc đơn vị nào trong danh sách"), required=False
    )
    category = forms.ChoiceField(label=_("Bạn thuộc nhóm"), required=False)
    birth_date = forms.DateField(
        label=_("Ngày sinh của người dự thi"),
        required=False,
        input_formats=_WRITTEN_DATES,
        widget=forms.DateInput({"autocomplete": "bday"}, format="%d/%m/%Y"),
        help_text=_("Ngày, tháng, năm, ví dụ 05/09/1988."),
        error_messages={"invalid": _("Hãy ghi ngày, tháng, năm, ví dụ 05/09/1988.")},
    )
    gender = forms.ChoiceField(
        label=_("Giới tính"), choices=[_CHOOSE, *Gender.choices], required=False
    )
    school_class = forms.CharField(label=_("Lớp"), max_length=40, required=False)
    field_of_work = forms.CharField(label=_("Lĩnh vực công tác"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Số điện thoại liên hệ"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    place = forms.CharField(
        label=_("Nơi làm việc, học tập hoặc cư trú"), max_length=200, required=False
    )

    def ask_details(self, contest: Contest) -> None:
        """Leave out what neither the contest nor any of its divisions asks."""
        self.asked: dict[str, AskedDetail] = asked_of(contest)
        found = DivisionRule.objects.filter(division__contest=contest).select_related("division")
        rules = found.prefetch_related("unit_kinds", "within").order_by("division__position")
        self.rules = {rule.division_id: rule for rule in rules}
        asks_age = any(rule.asks_birth_date for rule in self.rules.values())
        for kind in DetailKind.values:
            if kind in self.asked:
                self.fields[kind].required = self.asked[kind].is_required
                self.fields[kind].error_messages["required"] = _("Hãy ghi mục này.")
                self._say_purpose(self.fields[kind], self.asked[kind])
            elif kind == DetailKind.BIRTH_DATE and asks_age:
                self._say_purpose(self.fields[kind], asked_for_age())
            else:
                del self.fields[kind]
        self._ask_category()
        self._ask_unit(list(contest.divisions.all()))

    def _say_purpose(self, field: forms.Field, asked: AskedDetail) -> None:
        said = _("%(help)s Dùng để %(purpose)s; chỉ ban tổ chức xem.")
        words = said % {"help": field.help_text, "purpose": asked.purpose}
        field.help_text = words.strip()

    def _ask_category(self) -> None:
        offered = {one for rule in self.rules.values() for one in rule.categories}
        if not offered:
            del self.fields["category"]
            return
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        choices = [(one, label) for one, label in HeadcountCategory.choices if one in offered]
        field.choices = [_CHOOSE, *choices]

    def _ask_unit(self, divisions: list[Division]) -> None:
        asked = {UnitAsked(self._rule(one.pk).unit_asked) for one in divisions}
        if UnitAsked.OPTIONAL not in asked:
            del self.fields["has_no_unit"]
        if asked == {UnitAsked.NONE}:
            del self.fields["unit"]
            return
        unit = self.fields["unit"]
        unit.required = not {UnitAsked.OPTIONAL, UnitAsked.NONE} & asked
        if asked == {UnitAsked.RESIDENCE}:
            unit.label = _("Xã, phường nơi cư trú")
        elif UnitAsked.RESIDENCE in asked:
            unit.label = _("Đơn vị, hoặc xã, phường nơi cư trú")
        by_residence = [self._is_by_residence(one) for one in divisions]
        if any(by_residence):
            unit.help_text = _WHERE_ONE_LIVES if all(by_residence) else _WHERE_ONE_LIVES_OR_WORKS

    def _is_by_residence(self, division: Division) -> bool:
        """Residents have no other unit, also where no rule says so."""
        asked = self._rule(division.pk).unit_asked
        is_for_residents = division.audience == Audience.RESIDENT
        return asked == UnitAsked.RESIDENCE or (is_for_residents and asked == UnitAsked.REQUIRED)

    def _rule(self, division_id: int) -> DivisionRule:
        return self.rules.get(division_id) or DivisionRule(division_id=division_id)

    def rules_in_words(self) -> list[str]:
        """What to know before choosing a division."""
        said = (rule_in_words(rule, places_of(rule)) for rule in self.rules.values())
        return list(chain.from_iterable(said))

    def detail_fields(self) -> list[forms.BoundField]:
        names = ("category", *DetailKind.values)
        return [self[name] for name in names if name in self.fields]

    def clean_phone(self) -> str:
        return _told(lambda: phone_as_kept(self.cleaned_data["phone"]))

    def clean_birth_date(self) -> date | None:
        written: date | None = self.cleaned_data["birth_date"]
        if written is not None:
            _told(lambda: check_birth_date(written, at=self.at))
        return written

    def clean_school_class(self) -> str:
        return tidy(self.cleaned_data["school_class"])

    def clean_field_of_work(self) -> str:
        return tidy(self.cleaned_data["field_of_work"])

    def clean_place(self) -> str:
        return tidy(self.cleaned_data["place"])

    def unit_as_admitted(self, unit: Unit | None, division: Division | None) -> Unit | None:
        """Judge the unit by the division chosen; without one the form is refused anyway.

        An empty field alone is a unit forgotten: whoever has none ticks it."""
        has_none = self.cleaned_data.get("has_no_unit", False)
        if division is None:
            return unit
        rule = self._rule_of(division)
        if unit is None and not has_none and rule.unit_asked == UnitAsked.OPTIONAL:
            raise ValidationError(
                _("Hãy chọn đơn vị. Hãy đánh dấu ở dưới nếu bạn không thuộc đơn vị nào.")
            )
        return _told(lambda: unit_admitted(rule, None if has_none else unit))

    def _rule_of(self, division: Division) -> DivisionRule:
        return self.rules.get(division.pk) or DivisionRule(division=division)

    def check_detail_fields(self, division: Division | None, *, at: datetime) -> None:
        """Say at each field what is missing or not admitted in this division."""
        if division is None:
            return
        rule, said = self._rule_of(division), self.details()
        if "birth_date" not in self.errors:
            self._refuse_at("birth_date", lambda: check_age_admitted(rule, said.birth_date, at=at))
        self._refuse_at("category", lambda: check_category_admitted(rule, said.category))

    def _refuse_at(self, name: str, check: Callable[[], None]) -> None:
        try:
            check()
        except ContestRefusal as refusal:
            self.add_error(name, str(refusal))

    def details(self) -> Details:
        said: dict[str, Any] = self.cleaned_data
        texts = {kind: said.get(kind) or "" for kind in DetailKind if kind != "birth_date"}
        return Details(
            category=said.get("category") or "",
            birth_date=said.get("birth_date"),
            **{kind.value: text for kind, text in texts.items()},
        )


def _told(act: Callable[[], _Kept]) -> _Kept:
    try:
        return act()
    except ContestRefusal as refusal:
        raise ValidationError(str(refusal)) from refusal
