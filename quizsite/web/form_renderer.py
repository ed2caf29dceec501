"""Gives the form fields of all apps our look, so that no form repeats class names."""

from typing import Any

from django.forms import BaseForm, BoundField, Field, Widget
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    HiddenInput,
    RadioSelect,
    Select,
)

_CLASSES: tuple[tuple[type[Widget] | tuple[type[Widget], ...], str], ...] = (
    (HiddenInput, ""),
    ((CheckboxInput, RadioSelect, CheckboxSelectMultiple), "form-check-input"),
    (Select, "form-select"),
    (Widget, "form-control"),
)


class OurBoundField(BoundField):
    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        # allauth repeats the label inside the field, where it vanishes at the first letter typed.
        if field.widget.attrs.get("placeholder") == self.label:
            del field.widget.attrs["placeholder"]

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        own = str(attrs.get("class") or widget.attrs.get("class") or "")
        look = next(look for kinds, look in _CLASSES if isinstance(widget, kinds))
        if look and look not in own.split():
            attrs["class"] = f"{own} {look}".strip()
        return attrs


class Renderer(TemplatesSetting):
    bound_field_class = OurBoundField
