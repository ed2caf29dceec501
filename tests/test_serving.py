"""bin/serve becomes the server of its role, and names wrong settings in words."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizsite import serving
from quizsite.serving import READY_AT, Place, command_line
from quizsite.web import middleware

ROOT = Path(__file__).resolve().parents[1]


def option(command, name):
    return command[command.index(name) + 1]


def test_everything_together_is_one_process_whatever_the_environment_says():
    command = command_line("all", place=Place())
    assert command[:4] == [sys.executable, "-m", "uvicorn", "quizsite.asgi:application"]
    assert option(command, "--workers") == "1"  # WEB_CONCURRENCY would ask for more


def test_pages_are_served_by_threads_of_so_many_processes():
    command = command_line("pages", place=Place("0.0.0.0", 80), processes=3, threads=5)  # noqa: S104 -- a container's
    assert command[2:4] == ["granian", "quizsite.pages:application"]
    assert (option(command, "--workers"), option(command, "--blocking-threads")) == ("3", "5")
    assert command[-4:] == ["--host", "0.0.0.0", "--port", "80"]  # noqa: S104 -- a container's


@pytest.mark.parametrize(("role", "host"), [("all", ""), ("pages", "::")])
def test_every_address_means_both_kinds(role, host):
    """asyncio opens `::` for IPv6 alone."""
    assert option(command_line(role, place=Place("::")), "--host") == host


@pytest.mark.parametrize(
    ("host", "origin", "near"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "127.0.0.1"),
        ("::1", "http://[::1]:8000", "::1"),
        ("::", "http://[::]:8000", "::1"),
        ("0.0.0.0", "http://0.0.0.0:8000", "127.0.0.1"),  # noqa: S104 -- a container's
    ],
)
def test_an_ipv6_address_is_written_in_brackets(host, origin, near):
    assert (Place(host).origin, Place(host).near) == (origin, near)


def test_brackets_around_a_host_are_taken_off(became):
    serving.main(["--host", "[::1]", "--port", "8201"])
    assert became == [command_line("all", place=Place("::1", 8201))]


@pytest.mark.slow
@pytest.mark.parametrize("host", ["::1", "::"])
def test_a_real_server_listens_there(host, tmp_path):
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 on this machine")
        port = probe.getsockname()[1]
    env = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": "", "LOG_LEVEL": "ERROR"}
    command = [ROOT / "bin" / "serve", "--host", host, "--port", str(port)]
    with subprocess.Popen(command, env=env) as server:  # noqa: S603 -- our own command
        try:
            said = {answer(Place(host, port))}
            if host == "::":
                said.add(answer(Place("127.0.0.1", port)))
        finally:
            server.terminate()
    assert said == {NO_TABLES}


NO_TABLES = "migrate"  # a server answers so of which nobody has made the tables


def answer(place: Place) -> str:
    gives_up_at = time.monotonic() + 60
    while (said := serving.ask(place, READY_AT)) != NO_TABLES and time.monotonic() < gives_up_at:
        time.sleep(0.1)
    return said


@pytest.mark.parametrize("role", serving.ROLES)
def test_a_socket_file_takes_the_place_of_the_port(role):
    command = command_line(role, place=Place(uds="/run/thi/1.sock"))
    assert option(command, "--uds") == "/run/thi/1.sock"
    assert "--port" not in command


@pytest.fixture
def became(monkeypatch):
    """Return the program that `main` would become, without becoming it."""
    became = []
    monkeypatch.setattr(os, "execv", lambda _path, command: became.append(command))
    monkeypatch.setattr(serving, "open_many_files", lambda: None)
    for name in ("SERVE_ROLE", "SERVE_HOST", "SERVE_UDS", "PORT", "PAGE_THREADS"):
        monkeypatch.delenv(name, raising=False)
    return became


def test_the_environment_chooses(became, monkeypatch):
    for name, value in {"SERVE_ROLE": "live", "SERVE_HOST": "::1", "PORT": "8201"}.items():
        monkeypatch.setenv(name, value)
    serving.main([])
    assert became == [command_line("live", place=Place("::1", 8201))]


def test_arguments_go_before_the_environment(became, monkeypatch):
    monkeypatch.setenv("SERVE_ROLE", "live")
    monkeypatch.setenv("SERVE_UDS", "/run/thi/1.sock")
    serving.main(["--role", "pages", "--port", "8101"])
    assert became == [command_line("pages", place=Place(port=8101))]
    assert os.environ["SERVE_ROLE"] == "pages"  # read by the settings of the server


@pytest.mark.parametrize(("name", "value"), [("SERVE_ROLE", "web"), ("PORT", "http")])
def test_a_wrong_value_is_refused_in_words(became, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=f"{name} must be"):
        serving.main([])
    assert became == []


def test_the_script_becomes_the_program():
    done = subprocess.run(  # noqa: S603 -- our own command
        [ROOT / "bin" / "serve", "--help"], capture_output=True, text=True, check=True
    )
    assert "--role {all,pages,live,jobs}" in done.stdout


def test_an_unused_address_is_not_ready(tmp_path):
    place = Place(uds=str(tmp_path / "1.sock"))
    assert "No such file" in serving.readiness(place, within_s=0)


def test_a_server_is_ready_once_it_can_do_its_work(live_server, monkeypatch):
    """Between an upgrade's code and its migration a process lives, and must not be gone past."""
    place = Place(live_server.thread.host, live_server.thread.port)
    assert serving.readiness(place, within_s=5) == serving.READY
    check = ["--check", "--port", str(place.port), "--host", place.host]
    with pytest.raises(SystemExit) as ended:
        serving.main(check)
    assert ended.value.code is None
    monkeypatch.setattr(middleware, "_check_migrated", not_migrated)
    with pytest.raises(SystemExit, match=r"chưa sẵn sàng \(migrate\)"):
        serving.main(check)


def not_migrated():
    raise middleware._NotMigrated


@pytest.mark.parametrize("module", ["quizsite.asgi", "quizsite.pages"])
def test_a_process_has_loaded_its_addresses_before_it_serves(module):
    """The first start would load them in the loop of a live process, and every save would wait."""
    code = (
        f"import sys; import {module}; from django.urls import get_resolver; "
        "sys.exit(not get_resolver()._populated)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)  # noqa: S603 -- our own
    assert done.returncode == 0, done.stderr.decode()


def ask(path):
    from quizsite.asgi import application  # noqa: PLC0415 -- wires the whole site

    said = []

    async def run():
        async def send(message):
            said.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
        scope |= {"server": ("127.0.0.1", 80), "scheme": "http", "http_version": "1.1"}
        await application(scope, receive, send)

    asyncio.run(run())
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:]).decode()


@pytest.mark.parametrize("role", ["live", "jobs"])
def test_a_live_process_has_no_pages(settings, role):
    settings.SERVE_ROLE = role
    status, words = ask("/tai-khoan/")
    assert status == 404
    assert words.startswith("Tiến trình này chỉ nhận câu trả lời")


@pytest.mark.parametrize("role", ["all", "live", "jobs"])
def test_every_process_says_how_it_is(settings, role):
    settings.SERVE_ROLE = role
    assert ask("/suc-khoe") == (200, "ok\n")


def test_a_socket_file_that_nobody_listens_on_is_removed(tmp_path):
    place = Place(uds=str(tmp_path / "pages-1.sock"))
    serving.remove_stale_file(place)  # there is none yet
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place.uds)
        listening.listen()
        serving.remove_stale_file(place)
        assert Path(place.uds).exists()
    serving.remove_stale_file(place)
    assert not Path(place.uds).exists()
