"""Deleting a person: the account is emptied, and what a result needs stays without a name."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from quizsite.accounts.consents import withdraw_consents
from quizsite.accounts.models import User
from quizsite.accounts.personal_data import requests
from quizsite.accounts.personal_data.emptied import ERASED_NAME, lock_unless_erased
from quizsite.accounts.personal_data.keepers import keepers
from quizsite.accounts.subjects import about_person
from quizsite.accounts.units.contacts import dismiss_contact
from quizsite.audit.kinds import AuditKind
from quizsite.audit.names import empty_names
from quizsite.audit.trail import Actor, record
from quizsite.language.moments import listed
from quizsite.refusals import Refusal


class HasRoles(Refusal):
    code = "has_roles"


def roles_of(user: User) -> list[str]:
    own = [_("quản trị trang")] if user.is_staff or user.is_superuser else []
    return own + [role for keeper in keepers() for role in keeper.roles(user)]


def check_may_be_erased(user: User) -> None:
    """Whoever answers for a contest or the bank hands that over first, and the trail says so."""
    if roles := roles_of(user):
        raise HasRoles(
            _(
                "Bạn đang giữ vai: %(roles)s. Hãy đề nghị ban tổ chức hoặc quản trị trang thu các "
                "vai này, rồi xóa dữ liệu."
            )
            % {"roles": listed(roles)}
        )


def what_stays(user: User, *, at: datetime) -> list[str]:
    """Say in sentences what deleting leaves, before the person decides."""
    return [
        *(sentence for keeper in keepers() for sentence in keeper.stays(user, at)),
        _("Các lần bạn đã đồng ý và rút lại được giữ làm bằng chứng, không còn tên."),
        _("Dòng nhật ký về bạn được giữ, tên trong đó thành “đã xoá”."),
        _("Bản sao lưu của máy chủ còn dữ liệu đến khi bản đó hết hạn."),
    ]


@transaction.atomic
def erase_person(user: User, *, by: Actor, at: datetime, reason: str) -> User:
    """Empty the account and every part that apps keep; verifiers then say “đã xoá”."""
    user = lock_unless_erased(user)
    check_may_be_erased(user)
    withdraw_consents(user, at=at)
    for contact in user.contact_for.select_related("unit"):
        dismiss_contact(contact.unit, user=user, by=by, at=at)
    for keeper in keepers():
        keeper.erase(user, at)
    requests.end_with_deletion(user, reason=reason, at=at)
    record(about_person(user), kind=AuditKind.PERSON_ERASED, by=by, at=at, reason=reason)
    empty_names(user.pk, by=by, at=at, reason=reason)
    _close_ways_in(user)
    _empty_account(user, at=at)
    return user


def _close_ways_in(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(pk__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    for model in (EmailAddress, SocialAccount, Authenticator):
        model._default_manager.filter(user=user).delete()  # noqa: SLF001 -- Django documents it


def _empty_account(user: User, *, at: datetime) -> None:
    user.full_name, user.email, user.phone, user.unit = ERASED_NAME, None, None, None
    user.is_phone_verified, user.is_active, user.erased_at = False, False, at
    user.last_login = None
    user.set_unusable_password()
    user.save()  # the signal ends the windows of an open paper
    user.groups.clear()
    user.user_permissions.clear()
