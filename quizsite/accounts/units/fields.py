"""The form field and the widget with which a person searches for a unit and picks it."""

from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import Unit
from quizsite.accounts.units.search import Finding, find_units, unit_named
from quizsite.language.vietnamese import search_key, tidy

NOTHING_FOUND = _(
    "Không tìm thấy đơn vị nào. Hãy gõ tên phường, xã (mới hoặc cũ) hoặc tên cơ quan, trường học; "
    "nếu vẫn không thấy, hãy hỏi đầu mối của đơn vị hoặc ban tổ chức."
)
HOW_TO_FIND = _("Gõ vài chữ của tên mới hoặc tên cũ, không cần dấu, rồi chọn.")
# Longer texts are cut before anything looks at them.
_LONGEST = 200


class PickedUnit(NamedTuple):
    """The page sends the code of a unit chosen from the list, or only the text typed."""

    code: str
    text: str


class UnitPicker(forms.Widget):
    """A combobox; without JavaScript a text field, then a list of the units found."""

    template_name = "_parts/unit_picker.html"
    finding: Finding | None = None

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["site/unit-picker.css"]}
        js: ClassVar[list[Any]] = [Script("site/unit-picker.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> PickedUnit:
        if chosen := data.get(f"{name}_choice"):  # from the list shown after an unclear answer
            return PickedUnit(tidy(chosen[:_LONGEST]), "")
        typed = data.get(f"{name}_text", "")
        return PickedUnit(tidy(data.get(name, "")[:_LONGEST]), tidy(typed[:_LONGEST]))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picked = value if isinstance(value, PickedUnit) else PickedUnit("", "")
        unit = value if isinstance(value, Unit) else None
        if picked.code:
            unit = Unit.objects.filter(code=picked.code).first()
        text = picked.text or (unit.name if unit else "")
        context["widget"] |= {
            "code": unit.code if unit and self.finding is None else "",
            "text": text,
            "finding": self.finding,
            "nothing_found": NOTHING_FOUND,
        }
        return context


class UnitField(forms.Field):
    """Searches the units in force on `on`, a day that the form sets.

    The use case still checks the unit: a person may post the code of one that has ended."""

    widget = UnitPicker
    on: date
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Hãy chọn đơn vị."),
        "unknown": NOTHING_FOUND,
        "several": _("Hãy chọn đúng đơn vị của bạn trong các đơn vị tìm thấy ở dưới."),
        "near": _("Không có đơn vị nào tên như vậy. Hãy chọn nếu đơn vị của bạn có ở dưới."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Đơn vị"))
        kwargs.setdefault("help_text", HOW_TO_FIND)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Unit | None:
        picked = value if isinstance(value, PickedUnit) else PickedUnit(str(value or ""), "")
        unit: Unit | None = Unit.objects.filter(code=picked.code).first()
        if unit and picked.text and search_key(picked.text) != unit.search_key:
            unit = None  # the person typed over an earlier choice
        if unit:
            return unit
        if written := picked.text or picked.code:
            return self._by_text(written)
        if self.required:
            raise self._wrong("required")
        return None

    def _by_text(self, written: str) -> Unit:
        """Take a whole name that one unit has; anything less a person has to choose."""
        unit = unit_named(written, on=self.on)
        if unit is not None:
            return unit
        finding = find_units(written, on=self.on, limit=8)
        self.widget.finding = finding if finding.units else None
        if not finding.units:
            raise self._wrong("unknown")
        raise self._wrong("near" if finding.is_near else "several")

    def _wrong(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)
