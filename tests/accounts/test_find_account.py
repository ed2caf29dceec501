"""Commands find an account by address or number, and one that has neither any more."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizsite.accounts.models import User
from quizsite.accounts.people import find_account
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def call(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_an_account_with_a_number_alone_is_found_and_deleted_by_letter():
    user = UserFactory(email=None, phone="+84912345678")
    assert find_account("0912 345 678") == user
    call("erase_person", "0912345678", "--reason", "Đơn ngày 30/11/2026")
    assert User.objects.get(pk=user.pk).erased_at


def test_what_a_deleted_account_could_read_is_still_asked():
    user = UserFactory()
    call("erase_person", user.email, "--reason", "Đơn ngày 30/11/2026")
    assert "chỉ dữ liệu của chính mình" in call("who_could_read", f"#{user.pk}")


@pytest.mark.parametrize("written", ["", "#", "#x", "#" + "9" * 5000, "không ai", "0912"])
@pytest.mark.parametrize("command", ["erase_person", "reset_second_factor", "who_could_read"])
def test_odd_names_find_nobody_and_say_so(command, written):
    reason = [] if command == "who_could_read" else ["--reason", "x"]
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call(command, written, *reason)


def test_a_blank_reason_deletes_nobody():
    user = UserFactory()
    with pytest.raises(CommandError, match="lý do"):
        call("erase_person", user.email, "--reason", " ")
    assert User.objects.get(pk=user.pk).erased_at is None
