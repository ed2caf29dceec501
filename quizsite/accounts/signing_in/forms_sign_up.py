"""The forms of signing up: a name, an address or number, consent; no password."""

from typing import Any, ClassVar, cast

from allauth.account.models import EmailAddress
from allauth.socialaccount.forms import SignupForm as AllauthSocialSignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizsite.accounts import consents, people
from quizsite.accounts.addresses import to_address
from quizsite.accounts.fields import AddressField, Contact, ContactField
from quizsite.accounts.mail_typos import likely_meant
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.controller import site_controller
from quizsite.language.fields import NameField


class NameForm(forms.Form):
    full_name = NameField(
        label=_("Họ và tên"),
        help_text=_("Viết đủ dấu, như trên giấy chứng nhận. Bảng công khai chỉ hiện tên viết gọn."),
        min_length=2,
        widget=forms.TextInput({"autocomplete": "name"}),
    )


class AgreeingForm(forms.Form):
    """The form sends the version that was on the screen along with the tick."""

    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    has_agreed = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân của tôi như nội dung trên"),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý để tạo tài khoản.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_text = consents.current_text()
        self.controller = site_controller()
        self.fields["consent_version"].initial = self.consent_text.version

    def clean_consent_version(self) -> int:
        version: int = self.cleaned_data["consent_version"]
        if version != self.consent_text.version:
            data = cast("QueryDict", self.data).copy()
            data["consent_version"] = str(self.consent_text.version)
            data.pop("has_agreed", None)
            self.data = data
            raise forms.ValidationError(
                _("Nội dung đồng ý vừa có bản mới. Hãy đọc lại rồi đánh dấu lần nữa."),
                code="consent_changed",
            )
        return version


class NewcomerFields(NameForm):
    """Who signs up, and where the code goes: the form asks once about an address that looks
    mistyped, and takes it when it is sent again."""

    contact = ContactField(
        widget=forms.TextInput(
            {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )
    contact_asked = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)
    # A trap for robots: people never see the field, and what fills it gets no account at once.
    website = forms.CharField(
        label=_("Để trống ô này"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    # The button that takes the proposed address sends it in this.
    MEANT: ClassVar = "contact_meant"
    proposed = ""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and (meant := data.get(self.MEANT)):
            data = data.copy()
            data["contact"] = meant
        super().__init__(data, *args, **kwargs)
        self.fields["full_name"].help_text = _("Viết đủ dấu.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._show_the_trap(cleaned)
        contact: Contact | None = cleaned.get("contact")
        if contact and contact.email:
            self._ask_about(contact.email)
        return self.cleaned_data

    def _ask_about(self, address: str) -> None:
        meant = likely_meant(address)
        if meant is None or self.cleaned_data.get("contact_asked") == address:
            return
        self.proposed = meant
        self._put("contact_asked", address)
        self.add_error(
            "contact",
            forms.ValidationError(
                _("Có phải %(meant)s? Nếu %(address)s mới đúng thì bấm tiếp lần nữa."),
                code="likely_mistyped",
                params={"meant": meant, "address": address},
            ),
        )

    def _show_the_trap(self, cleaned: dict[str, Any]) -> None:
        """Empty the trap and say so: a password manager fills in fields that nobody sees."""
        if cleaned.get("website"):
            self._put("website", "")
            self.add_error(
                None,
                _(
                    "Trình duyệt hoặc trình quản lý mật khẩu đã tự điền một ô ẩn; ô đó đã được xóa."
                    " Hãy bấm lần nữa."
                ),
            )

    def _put(self, name: str, value: str) -> None:
        data = cast("QueryDict", self.data).copy()
        data[name] = value
        self.data = data


class SignUpForm(AgreeingForm, NewcomerFields):
    """Makes an account outside of any contest."""

    field_order = ("full_name", "contact", "consent_version", "has_agreed", "website")


class SocialSignupForm(AgreeingForm, NameForm, AllauthSocialSignupForm):
    email = AddressField()
    field_order = ("full_name", "email", "consent_version", "has_agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["phone"]
        self.fields["email"].required = True
        self.abandoned: list[User] = []

    def validate_unique_email(self, value: str) -> str:
        if any(one.verified and to_address(one.email) == value for one in self._addresses()):
            self.abandoned = people.find_abandoned(
                email=value, phone=None, at=timezone.now(), is_owner=True
            )
        if self.abandoned:
            return value
        unique: str = super().validate_unique_email(value)
        return unique

    def _addresses(self) -> list[EmailAddress]:
        return list(self.sociallogin.email_addresses)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        for left_behind in self.abandoned:
            left_behind.delete()
        user: User = super().save(request)
        consents.give_consent(
            user, text=self.consent_text, at=timezone.now(), channel="tai-khoan-lien-ket"
        )
        return user
