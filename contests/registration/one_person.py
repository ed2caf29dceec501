"""Lets what is decided about one person's part in contests happen one after the other."""

from django.utils.translation import gettext_lazy as _

from contests.rules import ContestRefusal
from quizsite.accounts.models import User


class AccountClosed(ContestRefusal):
    code = "account_closed"
    message = _("Tài khoản này đã bị khóa hoặc đã xóa dữ liệu nên không dùng được nữa.")


def lock_person(user: User) -> User:
    """Make registering, restoring, and giving, taking and approving roles wait for each other.

    Each asks what the other writes, so without the lock both could pass. It is taken before any
    contest's lock. Starting a paper does not take it. It returns what is stored now."""
    return User.objects.select_for_update(no_key=True).only("is_active").get(pk=user.pk)


def lock_active_person(user: User) -> User:
    """Lock, and refuse whoever was disabled or deleted their data meanwhile, in another window."""
    stored = lock_person(user)
    if not stored.is_active:
        raise AccountClosed
    return stored
