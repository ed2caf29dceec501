"""Form fields for a person's phone number and e-mail address."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.phones import to_e164

_PHONE_WRONG = _("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")
_CONTACT_WRONG = _(
    "Chưa nhận ra thư điện tử hay số điện thoại. Ví dụ: an@coquan.gov.vn hoặc 0912 345 678."
)


class Contact(NamedTuple):
    """Exactly one of the two is set."""

    email: str | None
    phone: str | None


class PhoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Số điện thoại"))
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"max_length": 24, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        if phone := to_e164(written):
            return phone
        raise ValidationError(_PHONE_WRONG, code="invalid_phone")


class ContactField(forms.CharField):
    """Takes an e-mail address or a phone number, as the person likes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Thư điện tử hoặc số điện thoại"))
        widget = forms.TextInput({"autocomplete": "username", "autocapitalize": "none"})
        super().__init__(**{"max_length": 254, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if "@" in written:
            validate_email(written)
            return Contact(written.lower(), None)
        if phone := to_e164(written):
            return Contact(None, phone)
        raise ValidationError(_CONTACT_WRONG, code="invalid_contact")
