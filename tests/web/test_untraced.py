"""Requests to untraced pages lose what could tell the person before anything reads it."""

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpResponse
from django.test import RequestFactory

from quizsite.web.untraced import Untraced, is_own_page

PATH = f"{settings.UNTRACED_PATH}abc/"
OF_A_PERSON = {
    "HTTP_COOKIE": "sessionid=abc",
    "HTTP_USER_AGENT": "Mozilla",
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
}


def through(request, response=None):
    """Return what a page behind the middleware sees, and what the browser gets."""
    seen = {}

    def page(inner):
        seen.update(inner.META, COOKIES=dict(inner.COOKIES))
        return response or HttpResponse()

    answer = Untraced(page)(request)
    return seen, answer


def test_a_page_sees_no_cookie_no_address_and_no_browser():
    seen, _answer = through(RequestFactory().get(PATH, **OF_A_PERSON))
    assert seen["COOKIES"] == {}
    assert seen["REMOTE_ADDR"] == ""
    assert not set(seen) & (set(OF_A_PERSON) - {"REMOTE_ADDR"})


def test_other_pages_see_all_of_it():
    seen, _answer = through(RequestFactory().get("/", **OF_A_PERSON))
    assert {name: seen[name] for name in OF_A_PERSON} == OF_A_PERSON


def test_no_cookie_is_set_and_no_copy_kept():
    page = HttpResponse()
    page.set_cookie("sessionid", "abc")
    _seen, answer = through(RequestFactory().get(PATH), page)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("origins", "headers", "is_own"),
    [
        ([], {"HTTP_ORIGIN": "http://testserver"}, True),
        ([], {"HTTP_ORIGIN": "http://testserver.evil.example"}, False),
        (["https://thi.vn"], {"HTTP_ORIGIN": "https://thi.vn"}, True),
        (["https://thi.vn"], {"HTTP_ORIGIN": "http://thi.vn"}, False),
        (["https://thi.vn"], {"HTTP_REFERER": "https://thi.vn/khao-sat/abc/"}, True),
        (["https://thi.vn"], {"HTTP_REFERER": "https://thi.vn@evil.example/"}, False),
        ([], {}, False),
    ],
)
def test_only_a_page_of_ours_posts(settings, origins, headers, is_own):
    settings.CSRF_TRUSTED_ORIGINS = origins
    assert is_own_page(RequestFactory().post(PATH, **headers)) is is_own


@pytest.mark.parametrize(
    ("error", "status"), [(DataError("row"), 500), (SuspiciousOperation("x"), 400)]
)
def test_a_fault_is_a_page_and_its_message_no_line(error, status, caplog):
    middleware = Untraced(lambda _request: HttpResponse())
    request = RequestFactory().post(PATH)
    assert middleware.process_exception(request, error).status_code == status
    assert "row" not in caplog.text.replace("arrow", "")
    assert middleware.process_exception(RequestFactory().get("/"), error) is None
