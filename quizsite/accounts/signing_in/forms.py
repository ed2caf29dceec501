"""allauth's forms with our words and fields; allauth finds them through settings."""

from typing import Any, cast

from allauth.account import forms as allauth_forms
from allauth.account.fields import PasswordField
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm
from allauth.socialaccount.forms import SignupForm as AllauthSocialSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizsite.accounts import consents, people
from quizsite.accounts.addresses import to_address
from quizsite.accounts.fields import AddressField, Contact, ContactField
from quizsite.accounts.models import User
from quizsite.accounts.phones import to_e164
from quizsite.accounts.signing_in.limits import CODES, WRONG, WRONG_CODE
from quizsite.accounts.signing_in.tries import count_try, take_back
from quizsite.language.vietnamese import is_plain_name, tidy

_PASSWORD_HELP = _("Ít nhất 8 ký tự. Hãy ghép ít nhất ba từ mà chỉ bạn nhớ.")
_CODE_WIDGET = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "none",
    "spellcheck": "false",
}


class NameForm(forms.Form):
    full_name = forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Viết đủ dấu, như trên giấy chứng nhận. Bảng công khai chỉ hiện tên viết gọn."),
        min_length=2,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def clean_full_name(self) -> str:
        name = tidy(self.cleaned_data["full_name"])
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("Hãy viết họ và tên bằng chữ."), code="no_letters")
        if not is_plain_name(name):
            raise forms.ValidationError(
                _("Họ và tên chỉ có chữ. Hãy bỏ chữ số, @ và ký hiệu: tên này hiện công khai."),
                code="not_only_letters",
            )
        return name


class _Agreeing(forms.Form):
    """The form sends the version that was on the screen along with the tick."""

    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    has_agreed = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân của tôi như nội dung trên"),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý để tạo tài khoản.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_text = consents.current_text()
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

    def agree(self, user: User, *, channel: str) -> None:
        consents.give_consent(user, text=self.consent_text, at=timezone.now(), channel=channel)


class SignupForm(_Agreeing, NameForm, allauth_forms.SignupForm):
    """The person sees one field `contact`, for which allauth gets `email` or `phone`."""

    contact = ContactField(
        help_text=_("Dùng để đăng nhập. Chúng tôi gửi một mã tới đây để xác nhận là của bạn.")
    )
    field_order = ("full_name", "contact", "password1", "consent_version", "has_agreed", "website")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]
        self.fields["password1"].help_text = _PASSWORD_HELP
        # A trap for robots: people never see the field, and what fills it gets no account at once.
        self.fields["website"].label = _("Để trống ô này")
        self.fields["website"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.abandoned: list[User] = []

    def clean_contact(self) -> Contact:
        contact: Contact = self.cleaned_data["contact"]
        self.cleaned_data |= contact._asdict()
        self.abandoned = people.find_abandoned(**contact._asdict(), at=timezone.now())
        if contact.email and not self.abandoned:
            self.validate_unique_email(contact.email)
        return contact

    def _clean_phone(self) -> None:
        if not self.abandoned:
            super()._clean_phone()

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        self._show_the_trap(cleaned)
        self._check_text_may_be_sent(cleaned.get("phone"))
        if password := cleaned.get("password1"):
            person = User(**{name: cleaned.get(name) for name in ("full_name", "email", "phone")})
            try:
                validate_password(password, user=person)
            except forms.ValidationError as error:
                # allauth has asked too, of an account that has only the address
                self.errors.pop("password1", None)
                self.add_error("password1", error)
        return cleaned

    def _show_the_trap(self, cleaned: dict[str, Any]) -> None:
        """Empty the trap and say so: a password manager fills in fields that nobody sees."""
        if cleaned.get("website"):
            data = cast("QueryDict", self.data).copy()
            data["website"] = ""
            self.data = data
            self.add_error(
                None,
                _(
                    "Trình duyệt hoặc trình quản lý mật khẩu đã tự điền một ô ẩn; ô đó đã được xóa."
                    " Hãy nhập lại mật khẩu rồi bấm lần nữa."
                ),
            )

    def _check_text_may_be_sent(self, phone: str | None) -> None:
        """allauth asks only while it sends, when the form is gone."""
        asked = {"action": "verify_phone", "key": phone, "dry_run": True}
        if phone and not ratelimit.consume(context.request, **asked):
            self.add_error(
                "contact", _("Vừa gửi một mã tới số này. Hãy chờ 30 giây rồi bấm lần nữa.")
            )

    def try_save(self, request: HttpRequest) -> tuple[User | None, Any]:
        try:
            user, response = super().try_save(request)
        except IntegrityError:  # the same person pressed twice, and the other request won
            self.account_already_exists = True
            user, response = super().try_save(request)
        if user is None:
            # A taken address costs what a new one does, or the time would tell of it.
            make_password(self.cleaned_data.get("password1"))
        return user, response

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        for left_behind in self.abandoned:
            left_behind.delete()
        user: User = super().save(request)
        self.agree(user, channel="dang-ky")
        return user


class SocialSignupForm(_Agreeing, NameForm, AllauthSocialSignupForm):
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
        self.agree(user, channel="tai-khoan-lien-ket")
        return user


class AddEmailForm(allauth_forms.AddEmailForm):
    email = AddressField()


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Thư điện tử hoặc số điện thoại")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""  # the page has its own link

    def clean_login(self) -> str:
        written: str = super().clean_login()
        return to_address(written) or to_e164(written) or written


class RequestLoginCodeForm(forms.Form):
    """Sends a code to confirmed numbers only; an unconfirmed number may be a stranger's."""

    contact = ContactField()
    _user: User | None = None

    def clean(self) -> dict[str, Any]:
        contact: Contact | None = self.cleaned_data.get("contact")
        if contact:
            key = contact.email or contact.phone
            if not count_try("code-sent", key or "", CODES):
                raise allauth_forms.get_adapter().validation_error("too_many_login_attempts")
            self.cleaned_data |= contact._asdict()
            self._user = _find_reachable(contact)
        return self.cleaned_data


class ResetPasswordForm(forms.Form):
    """Resets by a code to e-mail or phone; allauth's view calls the field `email` for both."""

    email = ContactField()

    def clean_email(self) -> str:
        self.contact: Contact = self.cleaned_data["email"]
        reached = self.contact.email or self.contact.phone or ""
        if not count_try("reset-sent", reached, CODES):
            raise allauth_forms.get_adapter().validation_error("too_many_login_attempts")
        return reached

    def save(self, request: HttpRequest) -> str:
        reached: str = self.cleaned_data["email"]
        user = _find_reachable(self.contact)
        if self.contact.email:
            PasswordResetVerificationProcess.initiate(request=request, user=user, email=reached)
        else:
            self._start_by_phone(request, user, phone=reached)
        return reached

    def _start_by_phone(self, request: HttpRequest, user: User | None, *, phone: str) -> None:
        # allauth resets by e-mail only; its process carries the number in place of the address.
        adapter = allauth_forms.get_adapter()
        state = PasswordResetVerificationProcess.initial_state(user, email=phone)
        if user:
            state["code"] = adapter.generate_password_reset_code()
            adapter.send_verification_code_sms(user=user, phone=phone, code=state["code"])
        else:
            adapter.send_unknown_account_sms(phone)
        PasswordResetVerificationProcess(request, state=state, user=user).persist()


def _find_reachable(contact: Contact) -> User | None:
    if contact.email:
        users = allauth_forms.filter_users_by_email(
            contact.email, is_active=True, prefer_verified=True, for_login=True
        )
        return users[0] if users else None
    return User.objects.filter(phone=contact.phone, is_phone_verified=True, is_active=True).first()


class _NewPassword(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _PASSWORD_HELP


class ResetPasswordKeyForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(_NewPassword, allauth_forms.SetPasswordForm):
    pass


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    password = PasswordField(label=_("Mật khẩu"), autocomplete="current-password")


class _CodeForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs = dict(_CODE_WIDGET)


class _SentCodeForm(_CodeForm):
    """allauth counts wrong guesses in the session, where many at once count as one."""

    expected_code: str | None

    def clean_code(self) -> str:
        session = context.request.session.session_key
        if not count_try("code", f"{session}:{self.expected_code}", WRONG_CODE):
            raise allauth_forms.get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside this one
        return code


class _SecondFactorForm(_CodeForm):
    user: User

    def clean_code(self) -> str:
        key = str(self.user.pk)
        if not count_try("second-factor", key, WRONG):
            raise allauth_forms.get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside this one
        take_back("second-factor", key, WRONG)
        return code


class ConfirmLoginCodeForm(_SentCodeForm, allauth_forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCodeForm(_SentCodeForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmResetCodeForm(_SentCodeForm, allauth_forms.ConfirmPasswordResetCodeForm):
    pass


class VerifyPhoneForm(_SentCodeForm, allauth_forms.VerifyPhoneForm):
    pass


class AuthenticateForm(_SecondFactorForm, AllauthAuthenticateForm):
    pass


class ReauthenticateCodeForm(_SecondFactorForm, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeForm, AllauthActivateTOTPForm):
    pass


class AddKeyForm(AllauthAddWebAuthnForm):
    name = forms.CharField(label=_("Tên khóa"), required=False, max_length=100)


class EditKeyForm(AllauthEditWebAuthnForm):
    name = forms.CharField(label=_("Tên khóa"), max_length=100)
