"""Form fields for a person's phone number and e-mail address."""

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.addresses import to_address
from quizsite.accounts.phones import is_landline, takes_texts, to_e164

_ADDRESS_WRONG = _("Thư điện tử chưa đúng, hãy viết không dấu. Ví dụ: an@coquan.gov.vn.")
_PHONE_WRONG = _("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")
_NO_TEXTS = _(
    "Chúng tôi không gửi tin nhắn được tới số này. Hãy dùng số di động Việt Nam hoặc thư điện tử."
)
_LANDLINE = _(
    "Đây là số điện thoại cố định, không nhận được tin nhắn. Hãy dùng số di động hoặc thư điện tử."
)
_CONTACT_WRONG = _(
    "Chưa nhận ra thư điện tử hay số điện thoại. Ví dụ: an@coquan.gov.vn hoặc 0912 345 678."
)


class Contact(NamedTuple):
    """Exactly one of the two is set."""

    email: str | None
    phone: str | None


def _reachable(phone: str) -> str:
    if not takes_texts(phone, countries=settings.SMS_COUNTRIES):
        raise ValidationError(_LANDLINE if is_landline(phone) else _NO_TEXTS, code="no_texts")
    return phone


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
            return _reachable(phone)
        raise ValidationError(_PHONE_WRONG, code="invalid_phone")


class AddressField(forms.CharField):
    """Takes an e-mail address and gives it as it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Thư điện tử"))
        widget = forms.TextInput(
            {"type": "email", "autocomplete": "email", "autocapitalize": "none"}
        )
        super().__init__(**{"max_length": 254, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        address = to_address(written)
        if written and address is None:
            raise ValidationError(_ADDRESS_WRONG, code="invalid_address")
        return address or ""


class ContactField(forms.CharField):
    """Takes an e-mail address or a phone number, as the person likes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Thư điện tử hoặc số điện thoại"))
        widget = forms.TextInput({"autocomplete": "username", "autocapitalize": "none"})
        super().__init__(**{"max_length": 254, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if address := to_address(written):
            return Contact(address, None)
        if "@" in written:
            raise ValidationError(_ADDRESS_WRONG, code="invalid_address")
        if phone := to_e164(written):
            return Contact(None, _reachable(phone))
        raise ValidationError(_CONTACT_WRONG, code="invalid_contact")
