"""Forms with which staff keep units, their dates, headcounts and contact persons."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Headcount, HeadcountCategory, Unit, UnitKind, User
from quizsite.accounts.people import find_by_address
from quizsite.accounts.units.desk import BelowItself, is_below
from quizsite.accounts.units.fields import UnitField
from quizsite.accounts.units.provinces import province_names
from quizsite.language.ordering import order_key
from quizsite.language.vietnamese import search_key, tidy
from quizsite.tables.formats import ALL_ENDINGS

_MOST_PEOPLE = 10_000_000


def _day(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày.")},
    )


class ProvinceForm(forms.Form):
    province = forms.ChoiceField(
        label=_("Tỉnh, thành phố"), error_messages={"required": _("Hãy chọn tỉnh, thành phố.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(province_names().items(), key=lambda one: _own_name(one[1]))
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("Chọn tỉnh, thành phố")), *names]


def _own_name(province: str) -> bytes:
    return order_key(province.removeprefix("Tỉnh ").removeprefix("Thành phố "))


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]  # none at run time
    parent = UnitField(
        label=_("Đơn vị cấp trên"),
        required=False,
        help_text=_("Để trống nếu đứng đầu. Gõ vài chữ trong tên, không cần dấu, rồi chọn."),
    )
    in_force_from = _day(_("Hoạt động từ"), required=False)
    new_kind = forms.CharField(
        label=_("Khối mới"),
        help_text=_("Chỉ ghi khi khối chưa có trong danh sách trên."),
        max_length=120,
        required=False,
    )

    class Meta:
        model = Unit
        fields = ("name", "code", "kind", "parent", "in_force_from")
        help_texts: ClassVar = {
            "code": _("Chữ không dấu, số, gạch nối; không đổi về sau. Để trống thì lấy từ tên."),
            "kind": _("Nhóm để so sánh: Phòng, ban; Trường học."),
        }
        error_messages: ClassVar = {"code": {"unique": _("Mã này đã có đơn vị khác dùng.")}}

    _kind: UnitKind | None = None  # of a name that is not in the list
    field_order = ("name", "code", "kind", "new_kind", "parent", "in_force_from")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "code"):
            self.fields[name].required = False
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ModelChoiceField)  # noqa: S101 -- it is a foreign key
        kinds.queryset = UnitKind.objects.all()
        self.fields["code"].disabled = bool(self.instance.pk)
        parent = self.fields["parent"]
        assert isinstance(parent, UnitField)  # noqa: S101 -- declared above
        parent.on = on
        self.initial["parent"] = self.instance.parent

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not search_key(name):
            raise ValidationError(_("Hãy ghi tên đơn vị bằng chữ."))
        return name

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        if parent is not None and self.instance.pk and is_below(parent, self.instance):
            raise ValidationError(BelowItself.message)
        return parent

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["code"] = said.get("code") or slugify(search_key(said.get("name", "")))[:64]
        new = tidy(said.get("new_kind", ""))
        if not said.get("kind") and not new:
            self.add_error("kind", _("Hãy chọn khối, hoặc ghi khối mới."))
        elif new:
            known = {search_key(kind.name): kind for kind in UnitKind.objects.all()}
            self._kind = known.get(search_key(new)) or _made(new, after=len(known))
        return said

    def unit(self) -> Unit:
        """The unit as the form states it, not stored yet."""
        unit: Unit = self.save(commit=False)
        unit.kind = self._kind or unit.kind
        return unit


def _made(name: str, *, after: int) -> UnitKind:
    """Not stored: the use case stores it with the unit that first needs it."""
    code = slugify(search_key(name))[:36] or "khoi"
    return UnitKind(code=f"{code}-{after + 1}", name=name, position=after + 1)


class EndUnitForm(forms.Form):
    until = _day(
        _("Không còn hoạt động từ"),
        help_text=_("Ngày đầu tiên không còn. Để trống nếu đơn vị vẫn hoạt động."),
        required=False,
    )
    successor = UnitField(label=_("Đơn vị kế thừa"), required=False)
    moves_below = forms.BooleanField(
        label=_("Chuyển các đơn vị trực thuộc sang đơn vị kế thừa"), required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, UnitField)  # noqa: S101 -- declared above
        successor.on = on


class HeadcountForm(forms.Form):
    category = forms.ChoiceField(label=_("Của nhóm"), choices=HeadcountCategory.choices)
    people = forms.IntegerField(
        label=_("Số người"),
        help_text=_("Tính cả đơn vị trực thuộc."),
        min_value=0,
        max_value=_MOST_PEOPLE,
        error_messages={"required": _("Hãy ghi số người.")},
    )
    as_of = _day(_("Tính đến ngày"), help_text=_("Ghi lại cùng ngày là sửa số của ngày đó."))
    source = forms.CharField(
        label=_("Nguồn số liệu"),
        help_text=_("Ví dụ: Công văn 12/UBND ngày 01/11/2026."),
        max_length=Headcount._meta.get_field("source").max_length,  # noqa: SLF001 -- Django documents _meta
        required=False,
    )

    def stated(self) -> dict[str, Any]:
        return {**self.cleaned_data, "category": HeadcountCategory(self.cleaned_data["category"])}


class ContactForm(forms.Form):
    person = forms.CharField(
        label=_("Thư điện tử của đầu mối"),
        help_text=_("Người đó cần có tài khoản trên trang này trước."),
        max_length=254,
        widget=forms.EmailInput,
        error_messages={"required": _("Hãy ghi thư điện tử của đầu mối.")},
    )

    def clean_person(self) -> User:
        user = find_by_address(self.cleaned_data["person"])
        if user is None:
            raise ValidationError(_("Không có tài khoản nào dùng thư điện tử này."))
        return user


class UnitListForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp đơn vị"),
        widget=forms.FileInput(attrs={"accept": ",".join(ALL_ENDINGS)}),
        allow_empty_file=True,  # whoever reads it says so
    )
    category = forms.ChoiceField(
        label=_("Số người trong tệp là số của"), choices=HeadcountCategory.choices
    )
    source = forms.CharField(
        label=_("Nguồn số liệu"),
        help_text=_("Ví dụ: Công văn 12/UBND ngày 01/11/2026."),
        max_length=200,
        required=False,
    )
