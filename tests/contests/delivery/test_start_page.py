"""The page that answers a start is protected as well as Django protects the paper's page."""

import asyncio
import gzip
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from contests.attempts.start import start_attempt
from contests.delivery import start_endpoint as module
from contests.delivery.start_endpoint import StartEndpoint, page_headers, read_post
from contests.delivery.tokens import issue_start_token
from tests.contests.attempts.refused_starts import closed
from tests.endpoints import HOST, ORIGIN, ask_all
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db(transaction=True)

# These differ from answer to answer: length, moment, address, the renewed cookie. `vary` is for
# kept copies, and these pages are not kept.
OF_ONE_ANSWER = {"content-length", "content-location", "location", "expires", "vary"}
COOKIE = site.CSRF_COOKIE_NAME


@pytest.fixture(autouse=True)
def _headers_of_these_settings():
    page_headers.cache_clear()
    yield
    page_headers.cache_clear()


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def entry(round, contestant):
    return entry_in(round, user=contestant)


def start(entry, round, *, cookie=b""):
    body = urlencode({"slip": issue_start_token(entry, round)}).encode()
    headers = (HOST, ORIGIN, (b"cookie", cookie))
    return ask_all(StartEndpoint, body, headers=headers)[0]


def protection(headers):
    """Keep what is the same on every answer; directives may come in any order."""
    kept = {name.lower(): value for name, value in headers.items()}
    kept = {name: value for name, value in kept.items() if name not in OF_ONE_ANSWER}
    for name, mark in (("content-security-policy", ";"), ("cache-control", ",")):
        kept[name] = {part.strip() for part in kept[name].split(mark)}
    return kept


def shown_by_django(signed_in, entry, address, **how):
    response = signed_in(entry.user).get(address, **how)
    assert response.status_code == 200
    return protection(response.headers)


def test_the_page_has_the_headers_of_the_papers_page(entry, round, signed_in):
    reply = start(entry, round)
    address = reply.headers["content-location"]
    assert protection(reply.headers) == shown_by_django(signed_in, entry, address)


def test_the_headers_are_there_at_all(entry, round):
    assert set(protection(start(entry, round).headers)) == {
        "cache-control",
        "content-language",
        "content-security-policy",
        "content-type",
        "cross-origin-opener-policy",
        "referrer-policy",
        "x-content-type-options",
        "x-frame-options",
    }


def test_a_redirect_and_a_busy_page_have_them_too(entry, round, monkeypatch):
    page = protection(start(entry, round).headers)
    assert protection(start(entry, round).headers) == page  # its paper is open: 303
    monkeypatch.setattr(module, "MAX_WAITING", 0)
    busy = protection(start(entry, round).headers)
    assert busy.pop("retry-after") == "5"
    assert busy == page


@pytest.mark.parametrize("proxy", [None, ("HTTP_X_FORWARDED_PROTO", "https")])
def test_over_https_browsers_are_told_to_stay_there(entry, round, settings, signed_in, proxy):
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_PROXY_SSL_HEADER = proxy
    reply = start(entry, round)
    assert reply.headers["strict-transport-security"] == "max-age=3600; includeSubDomains"
    how = {"secure": True, "headers": {"x-forwarded-proto": "https"}}
    address = reply.headers["content-location"]
    assert protection(reply.headers) == shown_by_django(signed_in, entry, address, **how)


# The page's form is protected


@pytest.fixture
def browser(contestant):
    client = Client(enforce_csrf_checks=True)
    client.force_login(contestant)
    return client


def enter_page(browser, round):
    address = reverse("contests:enter", args=[round.contest.slug, round.number])
    return browser.get(address).content.decode()


def field(html, name):
    return re.findall(f'name="{name}" value="([^"]*)"', html)


def take(browser, entry, token):
    address = reverse("contests:take", args=[entry.attempts.get().code])
    return browser.post(address, headers={"x-csrftoken": token}).status_code


def test_the_pages_token_is_good_for_the_same_cookie(browser, entry, round):
    enter_page(browser, round)
    cookie = f"theme=dark; {COOKIE}={browser.cookies[COOKIE].value}"
    (token,) = set(field(start(entry, round, cookie=cookie.encode()).text, "csrfmiddlewaretoken"))
    assert take(browser, entry, token) == 200


def test_a_token_for_another_cookie_is_refused(browser, entry, round):
    enter_page(browser, round)
    cookie = f"{COOKIE}={'a1' * 16}"
    (token,) = set(field(start(entry, round, cookie=cookie.encode()).text, "csrfmiddlewaretoken"))
    assert take(browser, entry, token) == 403


@pytest.mark.parametrize("value", ["", "ngắn", 'x"><script>', "a" * 31, "a" * 64, "a" * 33])
def test_a_cookie_that_is_not_ours_is_not_printed(entry, round, value):
    reply = start(entry, round, cookie=f"{COOKIE}={value}".encode())
    assert (reply.status, set(field(reply.text, "csrfmiddlewaretoken"))) == (200, {""})


def test_a_cookie_is_read_as_it_is_sent(entry, round):
    body = urlencode({"slip": issue_start_token(entry, round)}).encode()
    post = read_post(body, {b"cookie": f"a=1; {COOKIE}={'Z9' * 16}; b=2".encode()})
    assert post.csrf_secret == "Z9" * 16


# The page with the button


def test_the_button_brings_the_paper(browser, entry, round):
    html = enter_page(browser, round)
    body = urlencode({"slip": field(html, "slip")[0]}).encode()
    assert (
        re.findall(r'<form method="post" action="([^"]*)" data-can hidden>', html)[-1]
        == site.START_PATH
    )
    assert [reply.status for reply in ask_all(StartEndpoint, body)] == [200]


def test_the_page_before_the_bell_holds_a_token_for_after_it(browser, entry, round):
    round.opens_at = datetime.now(UTC) + timedelta(minutes=1)
    round.save()
    body = urlencode({"slip": field(enter_page(browser, round), "slip")[0]}).encode()
    assert [reply.status for reply in ask_all(StartEndpoint, body)] == [303]
    round.opens_at = datetime.now(UTC)
    round.save()
    assert [reply.status for reply in ask_all(StartEndpoint, body)] == [200]


def test_a_refused_person_is_given_no_token(browser, entry, round):
    closed(entry, round)
    assert field(enter_page(browser, round), "slip") == []


def test_a_person_with_a_paper_open_is_given_no_token(browser, entry, round):
    start_attempt(entry, round=round, at=datetime.now(UTC))
    assert field(enter_page(browser, round), "slip") == []


def test_the_page_comes_compressed_to_a_browser_that_takes_it(entry, round):
    body = urlencode({"slip": issue_start_token(entry, round)}).encode()
    sent = []

    async def ask():
        async def receive():
            return {"type": "http.request", "body": body}

        async def send(message):
            sent.append(message)

        endpoint = StartEndpoint()
        headers = [HOST, ORIGIN, (b"accept-encoding", b"gzip"), (b"content-length", b"900")]
        await endpoint({"type": "http", "method": "POST", "headers": headers}, receive, send)
        await endpoint.stop()

    asyncio.run(ask())
    headers = dict(sent[0]["headers"])
    page = gzip.decompress(sent[1]["body"]).decode()
    assert headers[b"content-encoding"] == b"gzip"
    assert int(headers[b"content-length"]) == len(sent[1]["body"]) < len(page) / 2
    assert "cau-1" in page
