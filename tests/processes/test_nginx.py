"""nginx accepts deploy/nginx.conf, and its limits fit the servers behind it."""

import contextlib
import re
import subprocess
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from quizsite.serving import KEEP_ALIVE_S
from quizsite.simulation.nginx import (
    CONFIGURATION,
    Front,
    has_ipv6,
    in_front,
    is_installed,
    program,
    write_configuration,
)
from quizsite.web.json_endpoint import MAX_BODY


def location(start):
    """Return the text between the braces of a location."""
    found = re.search(
        rf"location {re.escape(start)} \{{(.*?)\n        \}}", CONFIGURATION.read_text(), re.S
    )
    assert found, start
    return found[1]


needs_nginx = pytest.mark.skipif(
    not is_installed(), reason="needs nginx and openssl on this machine"
)


@needs_nginx
@pytest.mark.parametrize("front", [Front(), Front(is_encrypted=False, live=1, is_limited=False)])
def test_nginx_accepts_the_configuration(tmp_path, front):
    path = write_configuration(tmp_path, 4443, front)
    command = [program(), "-t", "-p", tmp_path, "-c", path, "-e", tmp_path / "error.log"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_saves_go_to_live_processes_and_nginx_may_retry_them():
    saves = location(f"= {settings.SAVE_PATH}")
    assert "proxy_pass http://saves;" in saves
    assert "non_idempotent" in saves
    assert f"client_max_body_size {MAX_BODY // 1024}k;" in saves


@pytest.mark.parametrize("start", [settings.UNTRACED_PATH, settings.APP_PATH, "@busy_survey"])
def test_requests_that_leave_no_trace_are_in_no_log_of_nginx(start):
    found = location(start)
    assert "access_log off;" in found
    assert "error_log /dev/null crit;" in found
    assert "proxy_cache visitors" not in found


def test_the_redirect_from_the_open_port_logs_no_survey_either():
    (plain,) = re.findall(r"listen 80;.*?\n    \}", CONFIGURATION.read_text(), re.S)
    assert settings.UNTRACED_PATH in plain
    assert "access_log off;" in plain


@needs_nginx
@pytest.mark.slow
def test_nginx_writes_no_line_of_a_survey_and_one_of_other_pages(tmp_path):
    """Nobody listens behind it, so nginx has errors to write as well."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as place:
        folder = Path(place)
        with in_front(folder, Front(is_encrypted=False)) as (port, _pid):
            for path in ("/khao-sat/abc/", "/other/"):
                with contextlib.suppress(HTTPError):
                    urlopen(f"http://127.0.0.1:{port}{path}")
        written = "".join(path.read_text() for path in folder.glob("*.log"))
    assert "/other/" in written
    assert "khao-sat" not in written


@needs_nginx
@pytest.mark.slow
@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this machine")
def test_visitors_by_ipv6_are_answered_too():
    with tempfile.TemporaryDirectory(prefix="nginx-") as place:
        folder = Path(place)
        with (
            in_front(folder, Front(is_encrypted=False)) as (port, _pid),
            pytest.raises(HTTPError, match="50"),  # nobody listens behind it
        ):
            urlopen(Request(f"http://[::1]:{port}/suc-khoe", headers={"Host": "localhost"}))
        assert " ::1 GET /suc-khoe " in (folder / "access.log").read_text()


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("203.0.113.7", None),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:"),
        ("2001:db8:1:2::6", "2001:db8:1:2:"),
        ("2001:db8::6", "2001:db8:"),
        ("::1", None),
    ],
)
def test_a_network_of_ipv6_is_one_sender(address, sender):
    patterns = re.findall(r'"~(\^.*)" +\$network;', CONFIGURATION.read_text())
    assert len(patterns) == 2
    found = [re.match(one.replace("?<", "?P<"), address) for one in patterns]
    assert next((one["network"] for one in found if one), None) == sender


def test_sockets_outlast_the_pings():
    assert "proxy_read_timeout 60s;" in location("/ws/")  # three pings of 20 s


def test_nginx_closes_idle_connections_before_the_servers_do():
    kept = [int(seconds) for seconds in re.findall(r"keepalive_timeout (\d+)s", upstreams())]
    assert len(kept) == 2
    assert max(kept) < KEEP_ALIVE_S


def upstreams():
    return "".join(re.findall(r"upstream \w+ \{.*?\n    \}", CONFIGURATION.read_text(), re.S))


def test_a_save_that_no_process_took_is_refused_in_words_the_page_understands():
    refusal = location("@busy_save")
    assert '{"code":"busy"' in refusal
    assert "Retry-After" in refusal


class Pages(BaseHTTPRequestHandler):
    """In place of the application: each answer says how often its page was made."""

    made: ClassVar[Counter[str]] = Counter()

    def do_GET(self):
        self.made[self.path] += 1
        content = str(self.made[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "public, max-age=60")
        self.send_header("Vary", "Cookie")
        if "kept" in self.path:
            self.send_header("X-Accel-Expires", f"@{int(time.time() + 30)}")
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "csrftoken=x")
        self.end_headers()
        self.wfile.write(content)

    def address_string(self):
        return ""


@pytest.fixture
def through_nginx(monkeypatch):
    """Ask for a path through nginx, with these cookies."""
    monkeypatch.setattr(Pages, "made", Counter())
    # A short name: the path of a socket file has 107 letters at most.
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nginx-")))
        pages = ThreadingUnixStreamServer(str(folder / "pages-1.sock"), Pages)
        stack.enter_context(pages)
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        stack.callback(pages.shutdown)
        port, _pid = stack.enter_context(in_front(folder, Front(is_encrypted=False)))

        def ask(path, cookie="csrftoken=y"):
            request = Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
            with urlopen(request) as answer:  # noqa: S310 -- our own
                return answer.read().decode()

        yield ask


@needs_nginx
@pytest.mark.slow
def test_nginx_keeps_for_visitors_what_the_application_says_and_nothing_else(through_nginx):
    session = "a=b; __Host-sessionid=c"
    asked = {
        "kept": [through_nginx("/kept", f"csrftoken={n}") for n in range(3)],
        "of a session": [through_nginx("/kept", session) for _ in range(2)],
        "kept after it": through_nginx("/kept"),
        "another query": through_nginx("/kept?trang=2"),
        "not said": [through_nginx("/other") for _ in range(2)],
        "sets a cookie": [through_nginx("/kept/cookie") for _ in range(2)],
    }

    assert asked == {
        "kept": ["1", "1", "1"],
        "of a session": ["2", "3"],
        "kept after it": "1",
        "another query": "1",
        "not said": ["1", "2"],
        "sets a cookie": ["1", "2"],
    }
