"""A machine that lacks something says what to do; a bug says that it is one."""

import errno

import pytest
from django.db import InternalError, OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails_with(monkeypatch):
    """Let the home page end with this error, and return what a visitor gets."""

    def ask(error):
        def fail(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(
            "django.contrib.sessions.middleware.SessionMiddleware.process_request", fail
        )
        return Client(raise_request_exception=False).get("/")

    return ask


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EMFILE, "Too many open files"),
        OperationalError("too many clients already"),
        InternalError("cannot execute UPDATE in a read-only transaction"),
    ],
)
def test_what_the_machine_lacks_is_no_bug(fails_with, error):
    response = fails_with(error)
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "tải lại trang" in response.content.decode()


def test_what_was_caused_by_it_neither(fails_with):
    error = RuntimeError("the upload ended")
    error.__context__ = OSError(errno.ENOSPC, "No space left on device")
    assert fails_with(error).status_code == 503


@pytest.mark.parametrize("error", [LookupError("a bug"), OSError(errno.ENOENT, "no such file")])
def test_a_bug_is_one(fails_with, error):
    response = fails_with(error)
    assert response.status_code == 500
    assert "Hệ thống gặp lỗi" in response.content.decode()
