"""Metrics count what happens, and a process serves them beside the site, never on it."""

import logging
import socket
from urllib.request import urlopen

import pytest
import structlog
from django.test import Client
from prometheus_client import REGISTRY

from quizsite.operations import logs, metrics_listener
from quizsite.operations.metrics import TROUBLE, count_closed


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.fixture
def grown():
    """`grown(name, **labels)` says how much a metric has grown since the test began."""
    before = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
    }
    return lambda name, **labels: (
        value(name, **labels) - before.get((name, frozenset(labels.items())), 0)
    )


@pytest.mark.django_db
def test_a_page_is_counted_by_its_view_never_by_its_path(client, grown):
    client.get("/dang-nhap/?next=/mot/")
    client.get("/khong-co-trang-nay/")
    assert grown("thi_page_seconds_count", view="account_login") == 1
    assert grown("thi_page_seconds_count", view="no_page") == 1
    assert (grown("thi_pages_total", status="2xx"), grown("thi_pages_total", status="4xx")) == (
        1,
        1,
    )


@pytest.mark.parametrize("path", ["/metrics", "/metrics/"])
@pytest.mark.django_db
def test_the_site_itself_serves_no_metrics(client, path):
    assert client.get(path).status_code == 404


@pytest.fixture
def counting():
    """Our handler on the root, as configured; pytest keeps its own beside it."""
    handler = logs.Counted(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_bug_in_a_view_is_counted_by_its_class(counting, grown, monkeypatch):
    def broken(*args, **kwargs):
        raise LookupError("x")

    monkeypatch.setattr("contests.public.views.render", broken)
    Client(raise_request_exception=False).get("/")
    labels = {"level": "error", "source": "django.request", "kind": "LookupError"}
    assert grown("thi_trouble_total", **labels) == 1


def test_our_own_warnings_are_counted_by_their_event(counting, grown):
    structlog.get_logger("quizsite.live").warning("not_told", group="a")
    labels = {"level": "warning", "source": "quizsite.live", "kind": "not_told"}
    assert grown("thi_trouble_total", **labels) == 1


def test_bad_requests_of_strangers_are_not_counted_as_trouble(counting, client, grown, db):
    client.get("/wp-login.php")
    assert not any(
        sample.labels.get("source") == "django.request"
        and sample.labels.get("kind") == "message"
        and sample.value
        for family in TROUBLE.collect()
        for sample in family.samples
        if sample.labels.get("level") == "warning"
    )


def test_one_record_is_counted_once_however_many_handlers_see_it(grown):
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "Exception", (), None)
    logs.Counted().emit(record)
    logs.Counted().emit(record)
    labels = {"level": "error", "source": "uvicorn.error", "kind": "message"}
    assert grown("thi_trouble_total", **labels) == 1


def test_closed_papers_are_counted_by_state_and_lateness(grown):
    count_closed(["expired", "expired", "submitted"], late_s=[0.3, -0.1])
    assert grown("thi_papers_closed_total", state="expired") == 2
    assert grown("thi_closed_late_seconds_count") == 2
    assert grown("thi_closed_late_seconds_bucket", le="0.05") == 1


@pytest.fixture
def listening(monkeypatch):
    """`listening()`: listen, and stop listening when the test ends."""
    servers = []
    start = metrics_listener.start_http_server

    def remembered(*args):
        servers.append(start(*args))

    monkeypatch.setattr(metrics_listener, "start_http_server", remembered)
    yield metrics_listener.listen
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def test_processes_of_one_machine_take_a_port_each(settings, listening):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        settings.METRICS_ADDRESS = ("127.0.0.1", first)
        port = listening()
        assert first < port < first + metrics_listener.PORTS
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"thi_saves_waiting 0.0" in answer.read()


def test_without_an_address_nothing_listens(settings, listening):
    settings.METRICS_ADDRESS = None
    assert listening() is None
