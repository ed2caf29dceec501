"""Forms in which organisers say who may enter a division, and what an entry asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.eligibility.rules import GUARDED_UNTIL_YEARS, Places
from contests.models import (
    DETAIL_KEPT_DAYS,
    AskedDetail,
    Contest,
    DetailKind,
    DivisionRule,
    UnitAsked,
)
from quizsite.accounts.models import HeadcountCategory, Unit, UnitKind
from quizsite.accounts.units.fields import UnitField
from quizsite.accounts.units.no_unit import NO_UNIT

# Of how many parts of the tree a division admits people; more are a block or a unit above them.
UNITS_OFFERED = 3


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # of DivisionRule
    """All of it may stay empty: then everybody may enter."""

    categories = forms.MultipleChoiceField(
        label=_("Chỉ nhận các nhóm"),
        choices=HeadcountCategory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chọn nhóm nào thì người đăng ký phải nói mình thuộc nhóm nào trong đó."),
    )
    unit_kinds = forms.ModelMultipleChoiceField(
        label=_("Chỉ nhận đơn vị thuộc khối"),
        queryset=UnitKind.objects.exclude(code=NO_UNIT),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn khối nào thì nhận mọi khối."),
    )

    class Meta:
        model = DivisionRule
        fields: ClassVar = ["min_age", "max_age", "age_on", "unit_asked"]
        widgets: ClassVar = {
            "age_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "unit_asked": forms.RadioSelect,
        }
        help_texts: ClassVar = {
            "min_age": _("Có giới hạn tuổi thì khi đăng ký hỏi ngày sinh."),
            "max_age": _("Ghi 35 thì người 35 tuổi còn dự thi được, 36 tuổi thì không."),
            "age_on": _("Để trống thì tính đến ngày đăng ký."),
        }

    def __init__(self, data: Any, *, rule: DivisionRule, places: Places) -> None:
        super().__init__(data, instance=rule)
        self.fields["categories"].initial = rule.categories
        self.fields["unit_kinds"].initial = [kind.pk for kind in places.kinds]
        for n in range(UNITS_OFFERED):
            unit = UnitField(label=_("Chỉ nhận người trong đơn vị (%(n)d)") % {"n": n + 1})
            unit.required, unit.on = False, timezone.localdate()
            unit.initial = places.within[n] if n < len(places.within) else None
            if n:
                unit.help_text = ""
            self.fields[f"within_{n}"] = unit

    @property
    def has_parts(self) -> bool:
        return any(field.initial or field.errors for field in self.within_fields())

    def within_fields(self) -> list[forms.BoundField]:
        return [self[f"within_{n}"] for n in range(UNITS_OFFERED)]

    def clean_max_age(self) -> int | None:
        least, most = self.cleaned_data.get("min_age"), self.cleaned_data["max_age"]
        if least is not None and most is not None and most < least:
            raise forms.ValidationError(_("Tuổi này phải không nhỏ hơn tuổi ở ô trên."))
        return most  # type: ignore[no-any-return]  # a field of numbers

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        least = said.get("min_age")
        is_for_adults = not self.instance.division.admits_minors
        if least is not None and least < GUARDED_UNTIL_YEARS and is_for_adults:
            self.add_error(
                "min_age",
                _("Hãy đánh dấu “nhận người dưới 16 tuổi” ở bảng này trước (Sửa thông tin)."),
            )
        if said.get("unit_asked") == UnitAsked.RESIDENCE and not said.get("unit_kinds"):
            self.add_error("unit_kinds", _("Hãy chọn khối nào là nơi cư trú, ví dụ xã, phường."))
        self.instance.categories = said.get("categories", [])
        return said

    def places(self) -> Places:
        said = self.cleaned_data
        units: list[Unit | None] = [said.get(f"within_{n}") for n in range(UNITS_OFFERED)]
        chosen = {unit.pk: unit for unit in units if unit is not None}
        return Places(tuple(said["unit_kinds"]), tuple(chosen.values()))


class Ask(forms.Form):
    """One kind of detail: asked or not, what for, how long it is kept."""

    NO, MAY, MUST = "no", "may", "must"
    how = forms.ChoiceField(
        choices=[(NO, _("không hỏi")), (MAY, _("hỏi, không bắt buộc")), (MUST, _("bắt buộc ghi"))],
    )
    purpose = forms.CharField(
        label=_("Dùng để"), max_length=160, required=False, help_text=_("Ví dụ: liên hệ trao giải.")
    )
    kept_days = forms.IntegerField(
        label=_("Giữ bao nhiêu ngày sau khi chốt kỳ cuối"),
        min_value=1,
        max_value=730,
        required=False,
    )

    def __init__(self, data: Any, *, kind: DetailKind, asked: AskedDetail | None) -> None:
        initial: dict[str, Any] = {"how": self.NO, "kept_days": DETAIL_KEPT_DAYS}
        if asked is not None:
            how = self.MUST if asked.is_required else self.MAY
            initial = {"how": how, "purpose": asked.purpose, "kept_days": asked.kept_days}
        super().__init__(data, prefix=kind.value, initial=initial)
        self.kind = kind
        self.fields["how"].label = kind.label.capitalize()

    @property
    def is_asked(self) -> bool:
        return bool(self["how"].value() != self.NO)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how") not in {None, self.NO}:
            if not said.get("purpose"):
                self.add_error("purpose", _("Hãy ghi dùng để làm gì: người đăng ký đọc được."))
            if said.get("kept_days") is None and "kept_days" not in self.errors:
                self.add_error("kept_days", _("Hãy ghi số ngày."))
        return said

    def detail(self) -> AskedDetail | None:
        said = self.cleaned_data
        if said["how"] == self.NO:
            return None
        return AskedDetail(
            kind=self.kind,
            is_required=said["how"] == self.MUST,
            purpose=said["purpose"],
            kept_days=said["kept_days"],
        )


def ask_forms(contest: Contest, data: Any = None) -> list[Ask]:
    asked = {one.kind: one for one in contest.asked_details.all()}
    return [Ask(data, kind=kind, asked=asked.get(kind)) for kind in DetailKind]
