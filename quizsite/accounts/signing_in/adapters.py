"""allauth calls these adapters for phones, text messages, limits and words."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quizsite.accounts import sms
from quizsite.accounts.fields import AddressField, PhoneField
from quizsite.accounts.models import User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.accounts.phones import as_spoken, takes_texts
from quizsite.accounts.sessions import keep_for_long
from quizsite.accounts.signing_in import factor_secrets
from quizsite.accounts.signing_in.changes import note_change
from quizsite.accounts.signing_in.confirmations import before_number_is_confirmed
from quizsite.accounts.signing_in.devices import device_of, remember_device
from quizsite.accounts.signing_in.limits import TEXTS_FROM_ADDRESS, TEXTS_TO_NUMBER, WRONG
from quizsite.accounts.signing_in.text_budget import count_text
from quizsite.accounts.signing_in.tries import count_try, forget_tries, take_back
from quizsite.audit.kinds import AuditKind
from quizsite.web.client_address import plain_address

log = structlog.get_logger("quizsite.accounts")
_UNSENT = "quizsite.unsent"
_EMAIL_STAGE = "allauth.account.stages.EmailVerificationStage"
_OUR_EMAIL_STAGE = "quizsite.accounts.signing_in.stages.EmailVerificationStage"
_FIRST_STAGE = "quizsite.accounts.signing_in.stages.PasswordAtFirstStage"
_LAST_STAGE = "quizsite.accounts.signing_in.stages.SamePasswordStage"
_CONTACT_STAGE = "quizsite.accounts.signing_in.stages.ConfirmedContactStage"


class AccountAdapter(DefaultAccountAdapter):
    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Form,
        commit: bool = True,  # noqa: FBT001, FBT002 -- allauth's signature
    ) -> User:
        user.full_name = form.cleaned_data["full_name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_client_ip(self, request: HttpRequest) -> str:
        return plain_address(super().get_client_ip(request))

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        ours = [_OUR_EMAIL_STAGE if stage == _EMAIL_STAGE else stage for stage in stages]
        after_email = ours.index(_OUR_EMAIL_STAGE) + 1
        return [_FIRST_STAGE, *ours[:after_email], _CONTACT_STAGE, *ours[after_email:], _LAST_STAGE]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """An account that was emptied for its owner lacks the name."""
        named = not isinstance(request.user, User) or request.user.full_name
        return str(super().get_login_redirect_url(request)) if named else reverse("accounts:rename")

    def login(self, request: HttpRequest, user: User) -> None:
        keep_for_long(request)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def clean_email(self, email: str) -> str:
        """allauth brings every address here that it is about to store or to look for."""
        return AddressField().clean(email)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Without password and second factor a code is sent anew."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_code = {
            "id": "code",
            "description": _("Nhận mã"),
            "url": reverse("account_confirm_by_code"),
        }
        return methods or [by_code]

    # Limits

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before it is judged: of many at once no more are judged than allowed."""
        self._tried = self._get_login_attempts_cache_key(request, **credentials)
        if not count_try("password", self._tried, WRONG):
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        take_back("password", self._tried, WRONG)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        forget_tries("password", key, WRONG)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account, and those from its owner's devices apart. With
        allauth's own key, which leaves the phone out, all phones would share one count."""
        user = self._holder(credentials)
        if user is None:
            return "login:" + (credentials.get("email") or credentials.get("phone") or "").lower()
        device = device_of(request, user)
        return f"user:{user.pk}:device:{device}" if device else f"user:{user.pk}"

    def _holder(self, credentials: dict[str, Any]) -> User | None:
        if email := credentials.get("email"):
            found = filter_users_by_email(email, prefer_verified=True)
            return found[0] if found else None
        return self.get_user_by_phone(credentials.get("phone") or "")

    # Phones

    def phone_form_field(self, **kwargs: Any) -> Any:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.is_phone_verified) if user.phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first() if phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001 -- allauth's
        user.phone, user.is_phone_verified = phone, verified
        user.save(update_fields=["phone", "is_phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        is_change = has_confirmed_contact(user) and (
            user.phone != phone or not user.is_phone_verified
        )
        before_number_is_confirmed(user)
        self.set_phone(user, phone, verified=True)
        if is_change:
            note_change(user, kind=AuditKind.PHONE_CHANGED)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        text = _("%(code)s là mã của bạn tại %(host)s. Không đưa mã cho ai.")
        self._send_sms(phone, text % {"code": code, "host": self.request.get_host()})

    def send_sign_up_code_sms(self, phone: str, code: str, *, is_known: bool) -> None:
        text = (
            _("%(code)s là mã của bạn tại %(host)s. Số này đã có tài khoản: mã này để đăng nhập.")
            if is_known
            else _("%(code)s là mã của bạn tại %(host)s. Không đưa mã cho ai.")
        )
        self._send_sms(phone, text % {"code": code, "host": self.request.get_host()})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        text = _("Số này chưa có tài khoản. Đăng ký tại %(url)s")
        self._send_sms(phone, text % {"url": self._url("account_signup")})

    def _send_sms(self, phone: str, text: str) -> None:
        if not takes_texts(phone, countries=settings.SMS_COUNTRIES):
            return self._tell_unsent(
                _("Chúng tôi không gửi tin nhắn được tới số này. Hãy dùng thư điện tử.")
            )
        if not self._is_within_budget(phone):
            return self._tell_unsent(
                _("Đã gửi nhiều tin nhắn trong giờ qua. Hãy thử lại sau một giờ, hoặc dùng thư.")
            )
        try:
            sms.get_sender().send(to=phone, text=text)
        except OSError:
            log.warning("sms_not_sent", exc_info=True)
            self._tell_unsent(
                _("Chưa gửi được tin nhắn. Hãy thử lại sau ít phút, hoặc dùng thư điện tử.")
            )

    def _is_within_budget(self, phone: str) -> bool:
        if not count_try("texts-to", phone, TEXTS_TO_NUMBER):
            return False
        if not count_try("texts-from", get_ip(self.request), TEXTS_FROM_ADDRESS):
            log.warning("texts_of_one_address_used_up")
            return False
        if not count_text():  # the operations page has told so for a while (`texts_check`)
            log.warning("texts_of_the_site_used_up")
            return False
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # an SMTPException is one too
            log.warning("mail_not_sent", exc_info=True)
            self._tell_unsent(_("Chưa gửi được thư. Hãy thử lại sau ít phút."))

    def _tell_unsent(self, said: str) -> None:
        self.request.META[_UNSENT] = True
        messages.error(self.request, said)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        # allauth says "sent" even if sending failed.
        if not (request.META.get(_UNSENT) and str(message_template).endswith("_sent.txt")):
            super().add_message(request, level, message_template, *args, **kwargs)

    def _url(self, name: str) -> str:
        return str(self.request.build_absolute_uri(reverse(name)))


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        """Return the text that the authenticator app shows under the site's name."""
        return user.email or (as_spoken(user.phone) if user.phone else str(user.pk))

    def encrypt(self, text: str) -> str:
        return factor_secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factor_secrets.decrypt(encrypted_text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        initial["full_name"] = sociallogin.account.extra_data.get("userinfo", {}).get("name", "")
        return initial
