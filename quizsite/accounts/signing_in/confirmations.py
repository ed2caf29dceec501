"""The owner of an address or number gets an account without what a stranger put into it.

Anybody can sign up with anybody's address. Until the owner confirms it, nobody knows who chose
the password, wrote the name and agreed; so the first confirmation by somebody who does not hold
that password starts the account anew."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from quizsite.accounts.consents import withdraw_consents
from quizsite.accounts.models import User
from quizsite.accounts.people import has_confirmed_contact


def address_confirmed(
    sender: Any, *, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """allauth sends this for every confirmed address, however it was confirmed."""
    user = email_address.user
    others = EmailAddress.objects.filter(user=user, verified=True).exclude(pk=email_address.pk)
    was_confirmed = others.exists() or (user.phone and user.is_phone_verified)
    if not was_confirmed:
        _start_anew_unless_known(user, request)


def before_number_is_confirmed(user: User) -> None:
    if not has_confirmed_contact(user):
        _start_anew_unless_known(user, context.request)


def _start_anew_unless_known(user: User, request: HttpRequest) -> None:
    if _signed_up_or_knew_the_password(user, request):
        return
    empty_account(user)
    messages.info(
        request,
        _(
            "Trước đó chưa ai xác nhận địa chỉ này, nên họ tên và mật khẩu ghi lúc đăng ký đã được"
            " bỏ. Hãy ghi họ tên và đặt mật khẩu của bạn."
        ),
    )


def _signed_up_or_knew_the_password(user: User, request: HttpRequest) -> bool:
    pending = unstash_login(request, peek=True)
    if pending and pending.signup and pending.user and pending.user.pk == user.pk:
        return True
    return any(one["method"] == "password" for one in get_authentication_records(request, user))


@transaction.atomic
def empty_account(user: User) -> None:
    """Drop password, name, consents and other ways in; open and half-open sessions end with the
    password (stages.SamePasswordStage)."""
    user.set_unusable_password()
    user.full_name, user.unit = "", None
    if not user.is_phone_verified:
        user.phone = None
    user.save(update_fields=["password", "full_name", "unit", "phone"])
    withdraw_consents(user, at=timezone.now())
    SocialAccount.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user, verified=False).delete()
    Authenticator.objects.filter(user=user).delete()
