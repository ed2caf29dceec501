"""An emptied account: its placeholder, and no open window that writes of the person again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.refusals import Refusal

# What pages and files of organisers show in place of the name.
ERASED_NAME = "Người đã xoá dữ liệu"


class AlreadyErased(Refusal):
    code = "already_erased"
    message = _("Dữ liệu của tài khoản này đã được xóa.")


def lock_unless_erased(user: User) -> User:
    """Return the person as stored now, locked until the transaction ends; deleting waits for it."""
    stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if stored.erased_at is not None:
        raise AlreadyErased
    return stored
