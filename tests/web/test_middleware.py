"""The middleware answers health requests, and turns refusals into pages."""

import asyncio
import re
import time
from pathlib import Path

import pytest
from allauth.core.exceptions import RateLimited
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory
from django.urls import get_resolver

from quizsite import asgi
from quizsite.operations import process_reports
from quizsite.operations.process_reports import SILENT_AFTER, JobCounts, Papers, Reporter
from quizsite.refusals import Refusal
from quizsite.web import middleware
from quizsite.web.middleware import SECRET_PARTS


def no_jobs():
    return JobCounts(0, 0, 0)


def test_health_asks_nothing_of_the_database(client):
    answer = client.get(
        "/suc-khoe", headers={"host": "10.0.0.7"}
    )  # a probe knows only the IP address
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/thi/san-sang", "/thi/suc-khoe"])
def test_a_proxy_that_passes_a_prefix_is_told_so(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Trang chỉ chạy ở gốc của một tên miền" in answer.content.decode()


@pytest.mark.django_db
def test_ready_with_a_database(client, django_assert_num_queries):
    client.get("/san-sang")
    with django_assert_num_queries(1):
        answer = client.get("/san-sang", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_not_ready_before_the_tables_of_this_version_are_there(client):
    middleware._check_migrated.cache_clear()
    newest = MigrationRecorder.Migration.objects.filter(app="leaderboard").latest("pk")
    name, newest.name = newest.name, "a later one, of another version"
    newest.save()
    before = client.get("/san-sang")
    newest.name = name
    newest.save()

    assert (before.status_code, before.content) == (503, b"migrate\n")
    assert client.get("/san-sang").status_code == 200


@pytest.mark.django_db
def test_not_ready_while_nothing_can_be_written(client, monkeypatch):
    """As on a full disk, or on a database that has been made read-only: reading still works."""
    reporter = Reporter("live", count_papers=lambda: Papers(0, 0, 0), count_jobs=no_jobs)
    monkeypatch.setattr(process_reports, "_reporters", [reporter])
    answers = [client.get("/san-sang")]
    reporter.report_safely()
    answers.append(client.get("/san-sang"))
    reporter.wrote_at -= SILENT_AFTER.total_seconds()
    answers.append(client.get("/san-sang"))
    assert [(one.status_code, one.content) for one in answers] == [
        (503, b"write\n"),
        (200, b"ok\n"),
        (503, b"write\n"),
    ]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_not_ready_while_the_database_is_away_but_alive(client, monkeypatch, error):
    def away(*_args):
        raise error

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/san-sang")
    assert (answer.status_code, answer.content) == (503, b"database\n")
    assert client.get("/suc-khoe").status_code == 200


def test_a_refusal_is_a_page_with_its_own_status_and_words():
    class TooLate(Refusal):
        status = 409
        message = "Kỳ thi đã đóng."

    request = RequestFactory().get("/")
    page = middleware.refusals(lambda _: None).process_exception(request, TooLate())
    assert page.status_code == 409
    assert "Kỳ thi đã đóng." in page.content.decode()


def test_the_middleware_lets_a_bug_through():
    request = RequestFactory().get("/")
    answer = middleware.refusals(lambda _: None).process_exception(request, ValueError("bug"))
    assert answer is None


@pytest.mark.django_db
def test_a_request_beyond_all_bounds_is_refused_in_vietnamese(client):
    answer = client.post("/dang-nhap/", {"login": "x" * 2_000_000})
    assert answer.status_code == 400
    assert "Máy chủ không nhận yêu cầu này" in answer.content.decode()


@pytest.mark.parametrize("path", ["/" + "a" * 2048, "/" + "ệ" * 683, "/suc-khoe?" + "a" * 8193])
def test_a_long_address_is_refused_before_anything_reads_it(client, path, caplog):
    answer = client.get(path)
    assert answer.status_code == 414
    assert "Địa chỉ này quá dài" in answer.content.decode()
    assert caplog.records == []


def test_an_address_of_two_thousand_bytes_is_an_ordinary_unknown_one(client, db):
    assert client.get("/" + "a" * 2047).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND", "FOO"])
@pytest.mark.parametrize("path", ["/", "/suc-khoe", "/dang-nhap/", "/khong-co/"])
def test_a_method_that_no_page_has_is_refused(client, method, path):
    answer = client.generic(method, path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_one_process_refuses_a_long_address_at_its_door(kind):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "path": "/" + "a" * 30_000, "headers": [], "method": "GET"}
    asyncio.run(asgi.application(scope, None, send))
    told = [message.get("status") or message.get("code") for message in sent]
    assert told == ([414, None] if kind == "http" else [4414])


def test_a_limit_that_no_view_catches_is_a_page_and_no_crash():
    page = middleware.refusals(lambda _: None).process_exception(
        RequestFactory().post("/"), RateLimited()
    )
    assert page.status_code == 429
    assert "Hãy chờ một phút" in page.content.decode()


@pytest.mark.parametrize(
    ("ago_s", "status"), [(3, 200), (5, 503), (600, 200), (-600, 200)], ids=str
)
def test_a_page_that_is_asked_elsewhere_by_now_is_not_made(client, ago_s, status):
    response = client.get(middleware.ALIVE, headers={"X-Asked-At": str(time.time() - ago_s)})
    assert response.status_code == status
    # If nginx waits all the same, its clock differs from ours: it asks where it has time.
    assert response.get("X-Accel-Redirect") == ("@page_again" if status == 503 else None)


def test_a_foreign_word_instead_of_a_time_is_ignored(client):
    assert client.get(middleware.ALIVE, headers={"X-Asked-At": "soon"}).status_code == 200


SECRET = "bi-mat-cua-mot-duong-dan"


def addresses_with_a_secret():
    """Return every address of ours that a secret is a part of, with the secret in it."""
    found = []

    def walk(patterns, before):
        for one in patterns:
            path = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, path)
            elif set(one.pattern.converters) & set(SECRET_PARTS):
                path = re.sub(r"<str:(?:token|secret)>", SECRET, path)
                found.append("/" + re.sub(r"<[^>]+>", "x", path))

    walk(get_resolver().url_patterns, "")
    return found


def test_there_are_addresses_whose_holder_may_do_something():
    assert len(addresses_with_a_secret()) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("path", addresses_with_a_secret())
def test_no_log_keeps_the_secret_of_an_address(client, path, caplog):
    """Who reads the log could open the link before the person whom it was sent to."""
    caplog.set_level("INFO")
    client.get(path)
    lines = [one.msg for one in caplog.records if isinstance(one.msg, dict)]
    [line] = [one for one in lines if one["event"] == "request"]
    assert line["path"] == path.replace(SECRET, "***")
    assert SECRET not in str(lines)


@pytest.mark.parametrize("path", addresses_with_a_secret())
def test_nginx_keeps_only_the_beginning_of_such_an_address(path):
    text = (Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf").read_text()
    [mapped] = re.findall(r"map \$request_uri \$path_asked \{(.*?)\n    \}", text, flags=re.S)
    first = re.search(r'"~(\S+)"\s+"\$before\*\*\*"', mapped)[1].replace("?<", "?P<")
    assert re.match(first, path)["before"] == path.partition(SECRET)[0]
    assert not re.match(first, path.partition(SECRET)[0])
    assert not re.match(first, "/cuoc-thi/x/vao-thi/1/")
