"""Tells the link on the server's console, when a server starts or somebody runs the command."""

import sys

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from quizsite.accounts.first_staff.link import StaffExists, make_link


def link_in_words(*, origin: str = "") -> str:
    """Make a link and say what to do with it; raise if there is staff."""
    path = reverse("accounts:first_staff_link", args=[make_link(at=timezone.now())])
    return (
        "Trang chưa có tài khoản quản trị. Mở đường dẫn sau trong 30 phút tới, đăng ký hoặc đăng"
        " nhập, rồi xác nhận. Đường dẫn chỉ dùng được một lần; đừng gửi cho ai.\n\n"
        f"    {(origin or own_origin()).rstrip('/')}{path}\n"
    )


def own_origin() -> str:
    """Return the site's address as people know it, else where this server listens."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return origins[0] if origins else settings.SERVE_AT


def tell_at_start() -> None:
    """A server that starts tells the link; what hinders it hinders no server."""
    try:
        sys.stdout.write(f"\n{link_in_words()}\n")
        sys.stdout.flush()
    except (StaffExists, DatabaseError):  # there is staff, or the tables are still to come
        pass
    finally:
        connection.close()  # the thread that called ends
