"""allauth's forms with our words and fields; allauth finds them through settings."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.fields import PasswordField
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizsite.accounts import people
from quizsite.accounts.addresses import to_address
from quizsite.accounts.fields import AddressField, Contact, ContactField
from quizsite.accounts.models import User
from quizsite.accounts.phones import to_e164
from quizsite.accounts.signing_in.limits import CODES, WRONG, WRONG_CODE
from quizsite.accounts.signing_in.tries import count_try, take_back

_PASSWORD_HELP = _("Ít nhất 8 ký tự. Hãy ghép ít nhất ba từ mà chỉ bạn nhớ.")
_CODE_WIDGET = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "none",
    "spellcheck": "false",
    "autofocus": True,  # the page asks for nothing else
}


class AddEmailForm(allauth_forms.AddEmailForm):
    email = AddressField()


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Thư điện tử hoặc số điện thoại")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].required = False
        self.fields["password"].help_text = _(
            "Chưa đặt mật khẩu, hay không nhớ: để trống, chúng tôi gửi một mã."
        )

    def clean_login(self) -> str:
        written: str = super().clean_login()
        return to_address(written) or to_e164(written) or written

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        """allauth then sends a code; whether one may be sent is judged as on the page for codes."""
        asked = RequestLoginCodeForm({"contact": email or phone or self.cleaned_data["login"]})
        if asked.is_valid():
            self.user = asked._user  # noqa: SLF001 -- the name is allauth's
        for error in [one for errors in asked.errors.values() for one in errors]:
            self.add_error("login", error)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class RequestLoginCodeForm(forms.Form):
    """Sends a code to confirmed numbers only; an unconfirmed number may be a stranger's."""

    contact = ContactField()
    _user: User | None = None  # allauth's view reads it by this name

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
    found = people.holder_of(**contact._asdict())
    return found if found and found.is_active else None


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


class SignUpCodeForm(_SentCodeForm, allauth_forms.ConfirmLoginCodeForm):
    """Knows by which way the code came, and when only a new one helps."""

    def __init__(self, *args: Any, process: Any, **kwargs: Any) -> None:
        super().__init__(*args, code=process.code_in_force, **kwargs)
        self.process = process
        self.fields["code"].help_text = _("Đủ 6 số là tự gửi.")
        by_text = _("Mã chưa đúng. Hãy xem lại tin nhắn mới nhất.")
        by_mail = _("Mã chưa đúng. Hãy xem lại thư mới nhất.")
        self._wrong = by_text if process.contact.phone else by_mail

    def clean_code(self) -> str:
        if not self.expected_code:
            raise forms.ValidationError(
                _("Mã đã quá 10 phút hoặc đã bị nhập sai 3 lần. Hãy bấm “Gửi lại mã”."),
                code="code_used_up",
            )
        try:
            return super().clean_code()
        except forms.ValidationError as error:
            if error.code != "incorrect_code":
                raise
            self.process.record_invalid_attempt()
            raise forms.ValidationError(self._wrong, code="incorrect_code") from error


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
