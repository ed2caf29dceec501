"""nginx asks elsewhere what may be asked twice, when a process accepts and says nothing."""

import contextlib
import re
import subprocess
import tempfile
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from quizsite.simulation.faults.programs import free_port
from quizsite.simulation.nginx import (
    CONFIGURATION,
    Front,
    command_line,
    is_installed,
    write_configuration,
)
from quizsite.web.middleware import GIVES_UP_AFTER_S
from tests.with_us import WITH_US

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_installed(), reason="needs nginx and openssl on this machine"),
]


class Process(BaseHTTPRequestHandler):
    """In place of ours; those in `silent` read a request and never answer it."""

    asked: ClassVar[Counter[str]] = Counter()
    silent: ClassVar[set[str]] = set()
    ends: ClassVar[threading.Event] = threading.Event()
    given: ClassVar[dict[str, str | None]] = {}

    def do_GET(self):
        name = Path(self.server.server_address).stem
        Process.asked[f"{self.command} {self.path} {name}"] += 1
        Process.given[self.path] = self.headers.get("X-Asked-At")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if name in Process.silent:
            Process.ends.wait(30)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(name)))
        self.end_headers()
        self.wfile.write(name.encode())

    def do_POST(self):
        self.do_GET()

    def address_string(self):
        return ""

    def log_message(self, *_):
        pass


@pytest.fixture
def site(monkeypatch):
    """Four processes behind nginx; returns a function that asks it."""
    monkeypatch.setattr(Process, "asked", Counter())
    monkeypatch.setattr(Process, "silent", set())
    monkeypatch.setattr(Process, "ends", threading.Event())
    with contextlib.ExitStack() as stack:
        # A short name: the path of a socket file has 107 letters at most.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nginx-")))
        for name in ("pages-1", "pages-2", "live-1", "live-2"):
            server = ThreadingUnixStreamServer(str(folder / f"{name}.sock"), Process)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        stack.callback(Process.ends.set)
        port = free_port()
        path = write_configuration(folder, port, Front(is_encrypted=False))
        # What is asked once is waited for a minute: here for less.
        text = path.read_text().replace("proxy_read_timeout 60s", "proxy_read_timeout 4s")
        path.write_text(text.replace("proxy_read_timeout 10s", "proxy_read_timeout 1s"))
        nginx = subprocess.Popen([*WITH_US, *command_line(folder, path)])  # noqa: S603 -- our own nginx
        stack.callback(nginx.wait, 15)
        stack.callback(nginx.terminate)

        def ask(path, method="GET"):
            data = b"{}" if method == "POST" else None
            request = Request(f"http://127.0.0.1:{port}{path}", data=data, method=method)
            try:
                with urlopen(request) as answer:  # noqa: S310 -- our own
                    return answer.status, answer.read().decode()
            except HTTPError as refused:
                return refused.code, refused.read().decode()

        _wait_until_it_answers(ask)
        yield ask


def _wait_until_it_answers(ask):
    for _ in range(50):
        with contextlib.suppress(OSError):
            ask("/loi/ban.html")
            return
        threading.Event().wait(0.1)


def asked_of(path):
    """Return how often processes were asked for a path, by method."""
    counts = Counter()
    for what, count in Process.asked.items():
        method, asked, _name = what.split()
        if asked == path:
            counts[method] += count
    return counts


@pytest.mark.parametrize(
    ("path", "method", "silent", "other"),
    [
        ("/trang/", "GET", "pages-1", "pages-2"),
        (settings.SAVE_PATH, "POST", "live-1", "live-2"),
        (settings.START_PATH, "POST", "live-1", "live-2"),
    ],
)
def test_what_may_be_asked_twice_is_answered_by_the_other(site, path, method, silent, other):
    Process.silent.add(silent)
    assert {site(path, method) for _ in range(4)} == {(200, other)}
    # Only until nginx has seen the silence: one of four waited for it.
    assert asked_of(path)[method] == 5


def test_what_changes_something_is_never_asked_twice(site):
    Process.silent |= {"pages-1", "pages-2"}
    status, page = site("/doi/", "POST")
    assert (status, "mở lại trang trước" in page) == (503, True)
    assert asked_of("/doi/") == {"POST": 1}


def test_a_file_that_takes_its_time_is_made_once(site):
    Process.silent |= {"pages-1", "pages-2"}
    assert site("/to-chuc/mua-thu/ket-qua.xlsx")[0] == 503
    assert asked_of("/to-chuc/mua-thu/ket-qua.xlsx") == {"GET": 1}


def test_processes_learn_since_when_a_page_is_waited_for_and_the_second_time_not(site):
    site("/trang/")
    assert Process.given["/trang/"]
    site("/doi/", "POST")
    site("/a.csv")
    assert (Process.given["/doi/"], Process.given["/a.csv"]) == (None, None)
    Process.silent |= {"pages-1", "pages-2"}
    assert site("/khac/")[0] == 503
    assert Process.given["/khac/"] is None  # what was asked last
    assert asked_of("/khac/") == {"GET": 4}


def test_when_all_are_silent_all_are_asked_again(site):
    Process.silent |= {"live-1", "live-2"}
    assert site(settings.SAVE_PATH, "POST")[0] == 503  # 9 s: both tries in vain
    Process.silent.clear()
    assert site(settings.SAVE_PATH, "POST")[0] == 200


def test_nginx_itself_says_what_to_do(site):
    status, page = site("/loi/ban.html")
    assert (status, "tự gửi lại" in page) == (200, True)
    assert "font" in site("/loi/loi.css")[1]


def test_nginx_and_the_processes_mean_the_same_patience():
    text = CONFIGURATION.read_text()
    page = text[text.index("location / {\n            if") :]
    wait = int(re.findall(r"proxy_read_timeout (\d+)s", page)[0])
    tries = int(re.findall(r"proxy_next_upstream_tries (\d+)", page)[0])
    assert wait * tries == GIVES_UP_AFTER_S
